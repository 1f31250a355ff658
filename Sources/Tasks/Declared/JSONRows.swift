import Basics

/// Reads rows that are objects of JSON.
///
/// A number stays as it is written: a truth of twenty digits is those digits, and no double.
enum JSONRows {
  typealias Table = (columns: [String], rows: [DataTable.Row])

  /// Reads one object a line.
  static func lines(_ bytes: [UInt8], named file: String) throws(TaskError) -> Table {
    var builder = RowBuilder()
    for (line, text) in ByteLines(bytes) {
      guard text.contains(where: { !ASCII.isSpace($0) }) else { continue }
      guard builder.rows.count < DataTable.rowLimit else {
        throw error("there are more than \(DataTable.rowLimit) rows.", file, line)
      }
      let members: [(name: String, cell: DataTable.Cell)]
      do {
        members = try Array(text).withUnsafeBufferPointer { (buffer) throws(JSONError) in
          var cursor = JSONCursor(buffer)
          let members = try cursor.members(of: buffer)
          try cursor.finish()
          return members
        }
      } catch {
        throw Self.error("the line is no JSON object: \(error).", file, line)
      }
      try builder.add(members, file, line)
    }
    return (builder.columns, builder.rows)
  }

  /// Reads the examples of a BIG-bench task: columns `input` and `target`, and `options` where the
  /// example has `target_scores`, of which the one with the highest score is the target.
  static func examples(_ bytes: [UInt8], named file: String) throws(TaskError) -> Table {
    let json: JSONValue
    do {
      json = try JSONValue(parsing: bytes)
    } catch {
      throw Self.error(
        "this is no JSON: \(error). A .json file is a task of BIG-bench; rows of your own lie in .csv or "
          + ".jsonl.", file, Self.line(of: error.offset, in: bytes))
    }
    guard let examples = json["examples"]?.array else {
      throw Self.error(
        "there is no \"examples\" in it, as a task of BIG-bench has. Rows of your own lie in .csv or "
          + ".jsonl.", file, 1)
    }
    guard examples.count <= DataTable.rowLimit else {
      throw Self.error("there are more than \(DataTable.rowLimit) examples.", file, 1)
    }
    var rows: [DataTable.Row] = []
    for (number, example) in examples.enumerated() {
      rows.append(
        DataTable.Row(line: number + 1, cells: try cells(of: example, number + 1, file)))
    }
    return (["input", "target", "options"], rows)
  }

  private static func cells(
    of example: JSONValue, _ number: Int, _ file: String
  ) throws(TaskError) -> [DataTable.Cell] {
    func fault(_ message: String) -> TaskError {
      TaskError(.badDeclaration, "\(file), example \(number): \(message)")
    }
    guard let input = example["input"]?.string else { throw fault("there is no \"input\" text.") }
    if let target = example["target"]?.string {
      return [.text(input), .text(target), .absent]
    }
    if let target = example["target"], let targets = target.array?.compactMap(\.string),
      !targets.isEmpty
    {
      return [.text(input), .list(targets, json: text(of: target)), .absent]
    }
    guard let scores = example["target_scores"]?.object, !scores.members.isEmpty else {
      throw fault("there is neither \"target\" nor \"target_scores\".")
    }
    let best = scores.members.compactMap(\.value.double).max()
    let right = scores.members.filter { $0.value.double == best }
    guard best != nil, right.count == 1 else {
      throw fault(
        "\"target_scores\" has not one highest score, so that no option is the right one.")
    }
    return [
      .text(input), .text(right[0].name),
      .list(scores.names, json: text(of: .array(scores.names.map(JSONValue.string)))),
    ]
  }

  /// The canonical text of a value that was read, and so has one.
  private static func text(of json: JSONValue) -> String {
    String(decoding: CanonicalJSON.bytes(ofOwn: json), as: UTF8.self)
  }

  private static func error(_ message: String, _ file: String, _ line: Int) -> TaskError {
    TaskError(.badDeclaration, "\(file), line \(line): \(message)")
  }

  private static func line(of offset: Int, in bytes: [UInt8]) -> Int {
    bytes.prefix(offset).count { $0 == UInt8(ascii: "\n") } + 1
  }
}

/// Rows whose columns are found on the way.
private struct RowBuilder {
  private(set) var columns: [String] = []
  private(set) var rows: [DataTable.Row] = []
  private var places: [[UInt8]: Int] = [:]
  private var absent = 0

  /// The most values that rows lack: each takes room, and none a byte of the file.
  private static let absentLimit = 1 << 22

  mutating func add(
    _ members: [(name: String, cell: DataTable.Cell)], _ file: String, _ line: Int
  ) throws(TaskError) {
    var found: [(place: Int, cell: DataTable.Cell)] = []
    var seen: Set<Int> = []
    for (name, cell) in members {
      let key = Array(name.utf8)
      let place = places[key] ?? columns.count
      if place == columns.count {
        guard place < DataTable.columnLimit else {
          throw TaskError(
            .badDeclaration,
            "\(file), line \(line): there are more than \(DataTable.columnLimit) columns.")
        }
        places[key] = place
        columns.append(name)
      }
      guard seen.insert(place).inserted else {
        throw TaskError(
          .badDeclaration, "\(file), line \(line): the object names \"\(name)\" twice.")
      }
      guard cell.size <= DataTable.cellLimit else {
        throw TaskError(
          .badDeclaration,
          "\(file), line \(line): \"\(name)\" is larger than \(DataTable.cellLimit) bytes.")
      }
      found.append((place, cell))
    }
    let width = (found.map(\.place).max() ?? -1) + 1
    absent += width - found.count
    guard absent <= Self.absentLimit else {
      throw TaskError(
        .badDeclaration,
        "\(file), line \(line): the rows up to here lack more than \(Self.absentLimit) values of their "
          + "columns: rows of one file have the same columns.")
    }
    var cells = [DataTable.Cell](repeating: .absent, count: width)
    for (place, cell) in found { cells[place] = cell }
    rows.append(DataTable.Row(line: line, cells: cells))
  }
}

extension DataTable.Cell {
  fileprivate var size: Int {
    switch self {
    case .text(let text), .json(let text): text.utf8.count
    case .list(_, let json): json.utf8.count
    case .absent: 0
    }
  }
}

extension JSONCursor {
  /// The members of an object, their values as cells.
  fileprivate mutating func members(
    of bytes: UnsafeBufferPointer<UInt8>
  ) throws(JSONError) -> [(name: String, cell: DataTable.Cell)] {
    try enterObject()
    var members: [(name: String, cell: DataTable.Cell)] = []
    var first = true
    while let name = try nextName(first: &first) { members.append((name, try cell(of: bytes))) }
    return members
  }

  private mutating func cell(
    of bytes: UnsafeBufferPointer<UInt8>
  ) throws(JSONError) -> DataTable.Cell {
    switch try peek() {
    case .null:
      try readNull()
      return .absent
    case .object: return .json(Self.text(bytes, try skipValue()))
    case .array:
      let start = self
      let json = Self.text(bytes, try skipValue())
      let end = self
      self = start
      let list = try list(of: bytes)
      self = end
      return list.map { .list($0, json: json) } ?? .json(json)
    default: return .text(try scalar(of: bytes))
    }
  }

  /// The elements of an array, if all are text, numbers or truth values.
  private mutating func list(of bytes: UnsafeBufferPointer<UInt8>) throws(JSONError) -> [String]? {
    try enterArray()
    var elements: [String] = []
    var first = true
    while try nextElement(first: &first) {
      switch try peek() {
      case .null, .array, .object: return nil
      default: elements.append(try scalar(of: bytes))
      }
    }
    return elements
  }

  private mutating func scalar(of bytes: UnsafeBufferPointer<UInt8>) throws(JSONError) -> String {
    switch try peek() {
    case .string: try readString()
    default: Self.text(bytes, try skipValue())
    }
  }

  private static func text(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> String {
    String(decoding: bytes[range], as: UTF8.self)
  }
}
