import Basics

/// Tables for a terminal: aligned by display width, fitted to the terminal's, and where colour is
/// allowed with the best of a row in bold green and what is no number dimmed.
public struct TerminalRenderer: TableRenderer {
  private enum Style: String {
    case title = "\u{1b}[1m"
    case best = "\u{1b}[1;32m"
    case faint = "\u{1b}[2m"

    static let end = "\u{1b}[0m"
  }

  /// A terminal that says it is narrower is taken to be this wide.
  public static let minimumWidth = 40

  /// Whether escape sequences may be written.
  public let colour: Bool
  /// The columns of the terminal; `nil` for as many as are wanted.
  public let width: Int?

  /// Creates a renderer.
  public init(colour: Bool, width: Int? = nil) {
    self.colour = colour
    self.width = width.map { max($0, Self.minimumWidth) }
  }

  public func render(_ tables: [TextTable]) -> String {
    tables.map(render).joined(separator: "\n")
  }

  /// A heading over tables.
  func heading(_ text: String) -> String {
    let shown = VisibleText.escape(text)
    let rule = String(repeating: "=", count: min(DisplayWidth.of(shown), width ?? .max))
    return "\(styled(shown, .title))\n\(styled(rule, .faint))\n\n"
  }

  /// A sentence of a list.
  func item(_ text: String) -> String {
    let shown = VisibleText.escape(text)
    guard let width else { return "* \(shown)\n" }
    return TextWrap.lines(of: shown, width: width - 2).enumerated()
      .map { ($0.offset == 0 ? "* " : "  ") + $0.element + "\n" }.joined()
  }

  private func render(_ table: TextTable) -> String {
    let heads = table.columns.map { VisibleText.escape($0.shortTitle) }
    let texts = table.rows.map { row in
      table.columns.indices.map { VisibleText.escape(row.cell($0).value.text) }
    }
    let layout = TableLayout(
      heads: heads,
      cells: heads.indices.map { column in
        texts.map { DisplayWidth.of($0[column]) }.max() ?? 0
      },
      isText: table.columns.map(\.isText), width: width)
    var lines = paragraph(table.title).map { styled($0, .title) }
    for block in layout.blocks { lines += [""] + self.lines(of: block, table, texts) }
    if !table.notes.isEmpty { lines.append("") }
    lines += table.notes.flatMap(paragraph)
    return lines.map { $0 + "\n" }.joined()
  }

  private func paragraph(_ text: String) -> [String] {
    let shown = VisibleText.escape(text)
    return width.map { TextWrap.lines(of: shown, width: $0) } ?? [shown]
  }

  private func lines(
    of block: TableLayout.Block, _ table: TextTable, _ texts: [[String]]
  ) -> [String] {
    let rule = styled(
      block.widths.map { String(repeating: "-", count: $0) }
        .joined(separator: String(repeating: " ", count: TableLayout.gap)), .faint)
    var lines = (0..<(block.heads.first?.count ?? 0)).map { height in
      Self.trimmed(line(block.heads.map { $0[height] }, block, table) { _ in nil })
    }
    lines.append(rule)
    for (index, row) in table.rows.enumerated() {
      let opensSummary = row.isSummary && index > 0 && !table.rows[index - 1].isSummary
      if opensSummary { lines.append(rule) }
      lines.append(
        line(block.columns.map { texts[index][$0] }, block, table) { Self.style(of: row.cell($0)) })
    }
    return lines
  }

  private static func trimmed(_ line: String) -> String {
    String(line.reversed().drop { $0 == " " }.reversed())
  }

  private static func style(of cell: TextTable.Cell) -> Style? {
    switch cell.value {
    case .notApplicable, .unmeasured: .faint
    case .text, .integer, .number: cell.isBest ? .best : nil
    }
  }

  private func line(
    _ texts: [String], _ block: TableLayout.Block, _ table: TextTable,
    style: (Int) -> Style?
  ) -> String {
    var line = ""
    for (place, text) in texts.enumerated() {
      let column = block.columns[place]
      let padding = String(repeating: " ", count: block.widths[place] - DisplayWidth.of(text))
      let shown = styled(text, style(column))
      let isLast = place == texts.count - 1
      if place > 0 { line += String(repeating: " ", count: TableLayout.gap) }
      if table.columns[column].isText {
        line += isLast ? shown : shown + padding
      } else {
        line += padding + shown
      }
    }
    return line
  }

  private func styled(_ text: String, _ style: Style?) -> String {
    guard colour, let style, !text.isEmpty else { return text }
    return style.rawValue + text + Style.end
  }
}
