import Wire

/// Tables for a terminal: aligned columns, and bold type for the best of a row where colour is allowed.
public struct TerminalRenderer: TableRenderer {
  private static let bold = "\u{1b}[1m"
  private static let plain = "\u{1b}[0m"

  /// Whether escape sequences may be written.
  public let colour: Bool

  /// Creates a renderer.
  public init(colour: Bool) {
    self.colour = colour
  }

  public func render(_ tables: [TextTable]) -> String {
    tables.map(render).joined(separator: "\n")
  }

  private func render(_ table: TextTable) -> String {
    let heads = table.columns.map { VisibleText.escape($0.shortTitle) }
    let texts = table.rows.map { row in
      table.columns.indices.map { VisibleText.escape(row.cell($0).value.text) }
    }
    let widths = heads.indices.map { column in
      ([heads[column]] + texts.map { $0[column] }).map(DisplayWidth.of).max() ?? 0
    }
    let rule = widths.map { String(repeating: "-", count: $0) }.joined(separator: "  ")
    var lines = [emphasized(VisibleText.escape(table.title), true), ""]
    lines.append(line(heads, widths, table.columns) { _ in false })
    lines.append(rule)
    for (index, row) in table.rows.enumerated() {
      let opensSummary = row.isSummary && index > 0 && !table.rows[index - 1].isSummary
      if opensSummary { lines.append(rule) }
      lines.append(line(texts[index], widths, table.columns) { row.cell($0).isBest })
    }
    if !table.notes.isEmpty { lines.append("") }
    lines += table.notes.map { VisibleText.escape($0) }
    return lines.map { $0 + "\n" }.joined()
  }

  private func line(
    _ texts: [String], _ widths: [Int], _ columns: [TextTable.Column],
    isBest: (Int) -> Bool
  ) -> String {
    var line = ""
    for (column, text) in texts.enumerated() {
      let padding = String(repeating: " ", count: widths[column] - DisplayWidth.of(text))
      let shown = emphasized(text, isBest(column))
      let isLast = column == texts.count - 1
      if column > 0 { line += "  " }
      if columns[column].isText {
        line += isLast ? shown : shown + padding
      } else {
        line += padding + shown
      }
    }
    return line
  }

  private func emphasized(_ text: String, _ isBold: Bool) -> String {
    colour && isBold ? Self.bold + text + Self.plain : text
  }
}
