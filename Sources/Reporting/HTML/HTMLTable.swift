/// A table as HTML, for readers without scripts, for paper, and for who wants every number.
enum HTMLTable {
  /// The table in an element that folds.
  static func folded(_ table: TextTable) -> String {
    """
    <details class="numbers"><summary>\(HTMLText.escape(table.title))</summary>
    \(element(table))
    </details>

    """
  }

  /// The table and its notes.
  static func element(_ table: TextTable) -> String {
    let heads = table.columns.map { column in
      "<th scope=\"col\"\(column.isText ? "" : " class=\"n\"")>\(HTMLText.escape(column.title))</th>"
    }
    let rows = table.rows.map { row in
      let cells = table.columns.indices.map {
        cell(row.cell($0), table.columns[$0], first: $0 == 0)
      }
      return "<tr\(row.isSummary ? " class=\"sum\"" : "")>\(cells.joined())</tr>\n"
    }
    let notes = table.notes.map { "<p class=\"note\">\(HTMLText.escape($0))</p>\n" }
    return """
      <div class="scroll" tabindex="0" role="region" aria-label="\(HTMLText.escape(table.title))">
      <table><caption>\(HTMLText.escape(table.title))</caption>
      <thead><tr>\(heads.joined())</tr></thead>
      <tbody>
      \(rows.joined())</tbody></table></div>
      \(notes.joined())
      """
  }

  private static func cell(
    _ cell: TextTable.Cell, _ column: TextTable.Column, first: Bool
  ) -> String {
    let text = HTMLText.escape(cell.value.text)
    if first { return "<th scope=\"row\">\(text)</th>" }
    let kinds = [column.isText ? nil : "n", cell.isBest ? "best" : nil].compactMap(\.self)
    let kind = kinds.isEmpty ? "" : " class=\"\(kinds.joined(separator: " "))\""
    return "<td\(kind)>\(text)</td>"
  }
}
