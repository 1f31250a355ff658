import Basics

/// The rows of a file of questions, each with its place in the file.
package struct DataTable: Sendable {
  /// The value of a column in a row.
  package enum Cell: Hashable, Sendable {
    /// Text, a number as it is written, or `true` and `false`.
    case text(String)
    /// A list of such, and how it is written.
    case list([String], json: String)
    /// Any other JSON, as it is written.
    case json(String)
    /// Nothing: the row has no such member, or it is null.
    case absent
  }

  /// One row.
  package struct Row: Sendable {
    /// Its first line in the file, from 1.
    package var line: Int
    /// The values in the order of the columns; those at the end may be missing.
    package var cells: [Cell]
  }

  /// The formats that are read, by the ending of the file's name.
  package enum Format: String, CaseIterable, Sendable {
    /// A header and rows as RFC 4180 has them.
    case csv
    /// One object a line.
    case jsonl
    /// A task of BIG-bench: `examples` with `input`, and `target` or `target_scores`.
    case json
  }

  /// The largest file, in bytes.
  package static let byteLimit = QuestionFile.byteLimit
  /// The most columns.
  static let columnLimit = 500
  /// The most rows.
  static let rowLimit = 1_000_000
  /// The largest value, in bytes.
  static let cellLimit = 1 << 20

  /// The file's name, for errors.
  package let file: String
  /// The names of the columns, in order, each once.
  package private(set) var columns: [String] = []
  /// The rows, in the order of the file.
  package private(set) var rows: [Row] = []

  /// Reads a file.
  ///
  /// - Throws: `TaskError` with file, line and column.
  package init(_ bytes: [UInt8], named file: String) throws(TaskError) {
    self.file = file
    let bytes = bytes.starts(with: [0xef, 0xbb, 0xbf]) ? Array(bytes.dropFirst(3)) : bytes
    let ending = file.split(separator: ".").last.map(String.init) ?? ""
    guard let format = Format(rawValue: ending) else {
      let known = Format.allCases.map { ".\($0.rawValue)" }.joined(separator: ", ")
      throw TaskError(
        .badDeclaration, "\(file): the questions of a task lie in a file that ends in \(known).")
    }
    guard bytes.count <= Self.byteLimit else {
      throw TaskError(.badDeclaration, "\(file): the file is larger than \(Self.byteLimit) bytes.")
    }
    switch format {
    case .csv: (columns, rows) = try CSVReader.table(bytes, named: file)
    case .jsonl: (columns, rows) = try JSONRows.lines(bytes, named: file)
    case .json: (columns, rows) = try JSONRows.examples(bytes, named: file)
    }
    guard !rows.isEmpty else {
      let isOldMac = bytes.contains(0x0d) && !bytes.contains(0x0a)
      throw TaskError(
        .badDeclaration,
        "\(file): there is no row in it."
          + (isOldMac
            ? " Its lines end in carriage returns alone: save it with line feeds." : ""))
    }
  }

  /// The place of a column; `nil` where there is none of the name.
  package func column(_ name: String) -> Int? { columns.firstIndex { $0.isSame(as: name) } }

  /// A value.
  package func cell(_ row: Row, _ column: Int) -> Cell {
    column < row.cells.count ? row.cells[column] : .absent
  }
}

extension String {
  /// Whether two texts have the same bytes: Swift's own `==` takes `é` in both spellings for one.
  func isSame(as other: String) -> Bool { utf8.elementsEqual(other.utf8) }
}

extension DataTable.Cell {
  /// The value as a template shows it; `nil` where there is none.
  package var text: String? {
    switch self {
    case .text(let text), .json(let text): text
    case .list(let list, _): list.joined(separator: ", ")
    case .absent: nil
    }
  }
}

// MARK: - CSV

/// Reads rows as RFC 4180 has them: quoted fields may hold commas, quotes and lines.
private struct CSVReader {
  private let bytes: [UInt8]
  private let file: String
  private var index = 0
  private var line = 1

  private static let (comma, quote, newline, carriage) = (
    UInt8(ascii: ","), UInt8(ascii: "\""), UInt8(ascii: "\n"), UInt8(ascii: "\r")
  )

  static func table(
    _ bytes: [UInt8], named file: String
  ) throws(TaskError) -> (columns: [String], rows: [DataTable.Row]) {
    var reader = CSVReader(bytes: bytes, file: file)
    let columns = try reader.header()
    var rows: [DataTable.Row] = []
    while let (line, fields) = try reader.record() {
      // A row of one empty value in quotation marks.
      if fields.count == 1, fields[0].isEmpty { continue }
      guard fields.count == columns.count else {
        throw reader.error(
          "\(fields.count) values stand in this row, and the header names \(columns.count) columns. A "
            + "value with a comma, a quotation mark or a line end in it is written in quotation marks, "
            + "a mark inside it twice: \"say \"\"yes\"\"\".", at: line)
      }
      guard rows.count < DataTable.rowLimit else {
        throw reader.error("there are more than \(DataTable.rowLimit) rows.", at: line)
      }
      rows.append(DataTable.Row(line: line, cells: fields.map { .text($0) }))
    }
    return (columns, rows)
  }

  private init(bytes: [UInt8], file: String) {
    self.bytes = bytes
    self.file = file
  }

  private func error(_ message: String, at line: Int) -> TaskError {
    TaskError(.badDeclaration, "\(file), line \(line): \(message)")
  }

  private mutating func header() throws(TaskError) -> [String] {
    guard let (line, fields) = try record() else {
      throw error("the file is empty: its first line names the columns.", at: 1)
    }
    let names = fields.map { field in
      String(decoding: field.utf8.drop(while: ASCII.isSpace), as: UTF8.self).trimmingBlanks
    }
    guard names.count <= DataTable.columnLimit else {
      throw error("there are more than \(DataTable.columnLimit) columns.", at: line)
    }
    for (place, name) in names.enumerated() {
      guard !name.isEmpty else {
        throw error("column \(place + 1) has no name: the first line names the columns.", at: line)
      }
      guard !names[..<place].contains(where: { $0.isSame(as: name) }) else {
        throw error("two columns are named \"\(name)\".", at: line)
      }
    }
    return names
  }

  /// Passes blank lines at the end and between the rows.
  private mutating func passBlankLines() {
    while index < bytes.count {
      let isPair =
        bytes[index] == Self.carriage && index + 1 < bytes.count
        && bytes[index + 1] == Self.newline
      guard isPair || bytes[index] == Self.newline else { return }
      index += isPair ? 2 : 1
      line += 1
    }
  }

  /// The next record and its first line; `nil` at the end.
  private mutating func record() throws(TaskError) -> (line: Int, fields: [String])? {
    passBlankLines()
    guard index < bytes.count else { return nil }
    let start = line
    var fields: [String] = []
    while true {
      fields.append(try field(number: fields.count + 1))
      guard fields.count <= DataTable.columnLimit else {
        throw error("there are more than \(DataTable.columnLimit) values in this row.", at: start)
      }
      guard index < bytes.count else { break }
      if bytes[index] == Self.comma {
        index += 1
        continue
      }
      if bytes[index] == Self.carriage { index += 1 }
      if index < bytes.count, bytes[index] == Self.newline { index += 1 }
      line += 1
      break
    }
    return (start, fields)
  }

  private mutating func field(number: Int) throws(TaskError) -> String {
    let content =
      index < bytes.count && bytes[index] == Self.quote ? try quoted(number: number) : try plain()
    guard content.count <= DataTable.cellLimit else {
      throw error(
        "value \(number) of this row is larger than \(DataTable.cellLimit) bytes.", at: line)
    }
    guard !content.contains(0) else {
      throw error(
        "value \(number) of this row holds a NUL byte, and text has none. Save the table as CSV in UTF-8.",
        at: line)
    }
    guard let text = String(validating: content, as: UTF8.self) else {
      throw error(
        "value \(number) of this row is not UTF-8 text. Save the file as UTF-8.", at: line)
    }
    return text
  }

  private mutating func plain() throws(TaskError) -> ArraySlice<UInt8> {
    let start = index
    while index < bytes.count, bytes[index] != Self.comma, bytes[index] != Self.newline,
      !(bytes[index] == Self.carriage
        && (index + 1 == bytes.count || bytes[index + 1] == Self.newline))
    {
      index += 1
    }
    return bytes[start..<index]
  }

  private mutating func quoted(number: Int) throws(TaskError) -> ArraySlice<UInt8> {
    let opened = line
    index += 1
    var content: [UInt8] = []
    var start = index
    while index < bytes.count {
      if bytes[index] == Self.newline { line += 1 }
      guard bytes[index] == Self.quote else {
        index += 1
        continue
      }
      content += bytes[start..<index]
      index += 1
      if index < bytes.count, bytes[index] == Self.quote {
        start = index
        index += 1
        continue
      }
      guard
        index == bytes.count || [Self.comma, Self.newline, Self.carriage].contains(bytes[index])
      else {
        throw error(
          "something follows the closing quotation mark of value \(number). A mark inside a value is "
            + "written twice.", at: line)
      }
      return content[...]
    }
    throw error("the quotation mark before value \(number) is never closed.", at: opened)
  }
}

extension String {
  fileprivate var trimmingBlanks: String {
    var bytes = utf8[...]
    while let last = bytes.last, ASCII.isSpace(last) { bytes.removeLast() }
    return String(decoding: bytes, as: UTF8.self)
  }
}
