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

  /// A chart in characters under its title.
  func chart(_ chart: Chart) -> String {
    let lines = chart.lines(width: width ?? ChartText.usualWidth).map { VisibleText.escape($0) }
    return
      (paragraph(chart.title).map { styled($0, .title) } + [""] + lines + [""]
      + paragraph(chart.caption)).map { $0 + "\n" }.joined()
  }

  private func render(_ table: TextTable) -> String {
    let heads = table.columns.map { VisibleText.escape($0.shortTitle) }
    let texts = table.rows.map { row in
      table.columns.indices.map { VisibleText.escape(row.cell($0).text) }
    }
    let layout = TableLayout(
      heads: heads,
      cells: heads.indices.map { column in
        texts.map { DisplayWidth.of($0[column]) }.max() ?? 0
      },
      isText: table.columns.map(\.isText), width: width)
    var lines = paragraph(table.title).map { styled($0, .title) }
    for block in layout.blocks {
      lines += [""] + self.lines(of: block, under: layout.title, table, texts)
    }
    if !table.notes.isEmpty { lines.append("") }
    lines += table.notes.flatMap(paragraph)
    return lines.map { $0 + "\n" }.joined()
  }

  private func paragraph(_ text: String) -> [String] {
    let shown = VisibleText.escape(text)
    return width.map { TextWrap.lines(of: shown, width: $0) } ?? [shown]
  }

  private func lines(
    of block: TableLayout.Block, under title: Int?, _ table: TextTable, _ texts: [[String]]
  ) -> [String] {
    let indent = String(repeating: " ", count: title == nil ? 0 : TableLayout.indent)
    let rule =
      indent
      + styled(
        block.widths.map { String(repeating: "-", count: $0) }
          .joined(separator: String(repeating: " ", count: TableLayout.gap)), .faint)
    var lines = (0..<(block.heads.first?.count ?? 0)).map { height in
      Self.trimmed(indent + line(block.heads.map { $0[height] }, block, table) { _ in nil })
    }
    if let title { lines.insert(VisibleText.escape(table.columns[title].shortTitle), at: 0) }
    lines.append(rule)
    for (index, row) in table.rows.enumerated() {
      let opensSummary = row.isSummary && index > 0 && !table.rows[index - 1].isSummary
      if opensSummary { lines.append(rule) }
      if let title { lines.append(styled(texts[index][title], Self.style(of: row.cell(title)))) }
      lines.append(
        indent
          + line(block.columns.map { texts[index][$0] }, block, table) {
            Self.style(of: row.cell($0))
          })
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

/// Breaks text into lines of a bounded display width, at blanks.
package enum TextWrap {
  /// A text behind a word such as `WARNING  `, its further lines under its first; one line where there is
  /// no width.
  package static func text(_ text: String, after head: String, width: Int?) -> String {
    let taken = DisplayWidth.of(head)
    guard let width, width > taken else { return head + text }
    let indent = "\n" + String(repeating: " ", count: taken)
    return head + lines(of: text, width: width - taken).joined(separator: indent)
  }

  /// A line that is broken where it is wider than the terminal, what follows under what comes behind its
  /// blanks and its mark of a difference; as it is where it fits, or there is no width.
  package static func fitted(_ line: String, width: Int?) -> String {
    guard let width, DisplayWidth.of(line) > width else { return line }
    var head = String(line.prefix { $0 == " " })
    let rest = line.dropFirst(head.count)
    if rest.hasPrefix("- ") || rest.hasPrefix("+ ") { head += rest.prefix(2) }
    return text(String(line.dropFirst(head.count)), after: head, width: width)
  }

  /// The lines; a word that is wider than a line stands alone on one.
  static func lines(of text: String, width: Int) -> [String] {
    var lines: [String] = []
    var line = ""
    var taken = 0
    for word in text.split(separator: " ") {
      let wide = DisplayWidth.of(String(word))
      if taken > 0, taken + 1 + wide > width {
        lines.append(line)
        (line, taken) = ("", 0)
      }
      line += taken > 0 ? " \(word)" : String(word)
      taken += taken > 0 ? wide + 1 : wide
    }
    if taken > 0 || lines.isEmpty { lines.append(line) }
    return lines
  }

  /// The display width of the widest word.
  static func widestWord(of text: String) -> Int {
    text.split(separator: " ").map { DisplayWidth.of(String($0)) }.max() ?? 0
  }
}

/// How many columns of a terminal a text takes.
enum DisplayWidth {
  /// The blocks of characters that terminals show two columns wide: the wide and full-width ranges of
  /// Unicode's East Asian Width, and emoji.
  private static let wide: [ClosedRange<UInt32>] = [
    0x1100...0x115f, 0x231a...0x231b, 0x23e9...0x23ec, 0x2614...0x2615, 0x2648...0x2653,
    0x26a1...0x26a1, 0x26bd...0x26be, 0x2705...0x2705, 0x270a...0x270b, 0x2728...0x2728,
    0x274c...0x274c, 0x2753...0x2755, 0x2795...0x2797, 0x2b1b...0x2b1c, 0x2b50...0x2b50,
    0x2e80...0x303e, 0x3041...0x33ff, 0x3400...0x4dbf, 0x4e00...0xa4cf, 0xa960...0xa97f,
    0xac00...0xd7a3, 0xf900...0xfaff, 0xfe30...0xfe6f, 0xff00...0xff60, 0xffe0...0xffe6,
    0x16fe0...0x18d08, 0x1b000...0x1b2fb, 0x1f004...0x1f004, 0x1f0cf...0x1f0cf,
    0x1f18e...0x1f18e, 0x1f191...0x1f19a, 0x1f200...0x1f265, 0x1f300...0x1f64f,
    0x1f680...0x1f6ff, 0x1f7e0...0x1f7eb, 0x1f900...0x1f9ff, 0x1fa70...0x1faff,
    0x20000...0x3fffd,
  ]

  /// The width of a text without control characters.
  static func of(_ text: String) -> Int {
    text.unicodeScalars.reduce(0) { $0 + width(of: $1) }
  }

  private static func width(of scalar: Unicode.Scalar) -> Int {
    if scalar.value < 0x300 { return 1 }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format: return 0
    default: return isWide(scalar.value) ? 2 : 1
    }
  }

  private static func isWide(_ value: UInt32) -> Bool {
    var low = 0
    var high = wide.count
    while low < high {
      let middle = (low + high) / 2
      if wide[middle].upperBound < value { low = middle + 1 } else { high = middle }
    }
    return low < wide.count && wide[low].contains(value)
  }
}

/// How a table fits a terminal: which columns stand together, how wide each is, and how its head is
/// broken.
///
/// Heads are broken before columns are parted. Columns that do not fit beside the others follow in a
/// block of their own, with the columns that name the rows repeated. Where a row's name alone leaves no
/// room beside it, it stands on a line of its own, and the rest of the row below it.
struct TableLayout {
  /// Some columns that stand beside each other.
  struct Block: Equatable {
    var columns: [Int]
    var widths: [Int]
    /// The lines of each head, all of one number.
    var heads: [[String]]
  }

  /// Blanks between columns.
  static let gap = 2
  /// Blanks before what stands below a row's name.
  static let indent = 2

  private(set) var blocks: [Block] = []
  /// The column that stands on a line of its own over each row, if any.
  private(set) var title: Int?

  /// Lays a table out.
  ///
  /// - Parameters:
  ///   - heads: The heads, ready to be shown.
  ///   - cells: The widest cell of each column.
  ///   - isText: Which columns are words.
  ///   - width: The columns of the terminal; `nil` for as many as are wanted.
  init(heads: [String], cells: [Int], isText: [Bool], width: Int?) {
    let full = zip(heads, cells).map { max(DisplayWidth.of($0), $1) }
    let all = Array(heads.indices)
    guard var width, Self.total(full) > width else {
      blocks = [Block(columns: all, widths: full, heads: heads.map { [$0] })]
      return
    }
    let narrow = zip(heads, cells).map { max(TextWrap.widestWord(of: $0), $1) }
    var names = Self.names(isText, narrow, width)
    if isText.first == true, let widest = narrow.dropFirst(max(names, 1)).max() {
      if Self.total(Array(narrow.prefix(max(names, 1))) + [widest]) <= width {
        names = max(names, 1)
      } else {
        (names, title) = (0, 0)
        width -= Self.indent
      }
    }
    var rest = all.dropFirst(title == nil ? names : 1)[...]
    repeat {
      var columns = Array(all.prefix(names))
      repeat {
        guard let next = rest.popFirst() else { break }
        columns.append(next)
      } while rest.first.map { Self.total((columns + [$0]).map { narrow[$0] }) <= width } ?? false
      blocks.append(Self.block(columns, heads, cells, narrow, width))
    } while !rest.isEmpty
  }

  /// The leading columns that name the rows: words, and no more than half of the width.
  private static func names(_ isText: [Bool], _ widths: [Int], _ width: Int) -> Int {
    var count = 0
    while count < isText.count - 1, isText[count],
      total(Array(widths.prefix(count + 1))) <= width / 2
    { count += 1 }
    return count
  }

  /// A block whose heads take what room is left.
  private static func block(
    _ columns: [Int], _ heads: [String], _ cells: [Int], _ narrow: [Int], _ width: Int
  ) -> Block {
    var widths = columns.map { narrow[$0] }
    var spare = max(width - total(widths), 0)
    // The tallest head is given a column at a time, the first of several.
    while spare > 0 {
      let heights = zip(columns, widths).map { TextWrap.lines(of: heads[$0], width: $1).count }
      guard let tallest = heights.max(), tallest > 1,
        let place = heights.firstIndex(of: tallest)
      else { break }
      widths[place] += 1
      spare -= 1
    }
    let broken = zip(columns, widths).map { TextWrap.lines(of: heads[$0], width: $1) }
    let height = broken.map(\.count).max() ?? 1
    return Block(
      columns: columns,
      widths: zip(columns, zip(widths, broken)).map { column, pair in
        max(cells[column], pair.1.map(DisplayWidth.of).max() ?? 0)
      },
      heads: broken.map { Array(repeating: "", count: height - $0.count) + $0 })
  }

  private static func total(_ widths: [Int]) -> Int {
    widths.reduce(0, +) + gap * max(widths.count - 1, 0)
  }
}
