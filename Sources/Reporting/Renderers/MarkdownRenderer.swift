import Basics

/// Tables in Markdown, as GitHub reads it.
public struct MarkdownRenderer: TableRenderer {
  /// Creates a renderer.
  public init() {}

  public func render(_ tables: [TextTable]) -> String {
    tables.map(render).joined(separator: "\n")
  }

  private func render(_ table: TextTable) -> String {
    var lines = ["### \(MarkdownText.escape(table.title))", ""]
    lines.append(line(table.columns.map { MarkdownText.escape($0.title) }))
    lines.append(line(table.columns.map { $0.isText ? "---" : "---:" }))
    for row in table.rows {
      lines.append(line(table.columns.indices.map { text(of: row.cell($0)) }))
    }
    for note in table.notes { lines += ["", MarkdownText.escape(note)] }
    return lines.map { $0 + "\n" }.joined()
  }

  private func line(_ cells: [String]) -> String {
    "| " + cells.joined(separator: " | ") + " |"
  }

  private func text(of cell: TextTable.Cell) -> String {
    let text = MarkdownText.escape(cell.value.text)
    return cell.isBest ? "**\(text)**" : text
  }
}
