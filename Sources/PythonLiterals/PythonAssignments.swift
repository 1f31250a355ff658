/// The plain assignments of a Python file: `name = literal`, at any indentation.
///
/// The file is read, never run. Everything that is no such assignment is passed over; an assignment
/// of something else to a name is kept as a refusal with its reason. What a function would change
/// later, or an `if` would leave out, is not known here.
public struct PythonAssignments: Sendable {
  /// The largest file that is read, in bytes.
  public static let byteLimit = 8 << 20

  /// One assignment.
  public struct Assignment: Sendable {
    /// The name.
    public var name: String
    /// The line where it starts, from 1.
    public var line: Int
    /// The value, or why there is none.
    public var value: Result<PythonLiteral, PythonLiteralError>
  }

  /// The last assignment of each name, in the order of the file.
  public let all: [Assignment]

  /// Reads the assignments of a file.
  public init(of bytes: [UInt8]) throws(PythonLiteralError) {
    guard bytes.count <= Self.byteLimit else {
      throw PythonLiteralError(
        .tooLarge, line: 1, "the file is larger than \(Self.byteLimit) bytes")
    }
    var reader = PythonAssignmentReader(bytes)
    reader.readAll()
    all = reader.assignments
  }

  /// The last assignment of a name.
  public subscript(name: String) -> Assignment? { all.last { $0.name == name } }
}

/// Goes through a file statement by statement.
private struct PythonAssignmentReader {
  private var tokenizer: PythonTokenizer
  private var names: [String: PythonParser.Sized] = [:]
  private var places: [String: Int] = [:]
  private var found: [PythonAssignments.Assignment?] = []

  var assignments: [PythonAssignments.Assignment] { found.compactMap { $0 } }

  init(_ bytes: [UInt8]) {
    tokenizer = PythonTokenizer(bytes)
  }

  mutating func readAll() {
    while true {
      let line = tokenizer.line
      guard let token = tokenizer.next() else { return }
      if token == .newline { continue }
      let start = tokenizer
      if case .name(let name) = token, let sign = tokenizer.next(),
        sign == .sign("=") || sign == .sign("+=")
      {
        read(name, line: line, isAddition: sign == .sign("+="))
      } else {
        tokenizer = start
        tokenizer.skipStatement()
      }
    }
  }

  private mutating func read(_ name: String, line: Int, isAddition: Bool) {
    let start = tokenizer
    var parser = PythonParser(tokenizer, names: names)
    do throws(PythonLiteralError) {
      var sized = try parser.expression()
      guard parser.isAtEnd else { throw parser.unexpected() }
      if isAddition { sized = try added(sized, to: name, line: line) }
      tokenizer = parser.rest
      names[name] = sized
      keep(PythonAssignments.Assignment(name: name, line: line, value: .success(sized.value)))
    } catch {
      tokenizer = start
      tokenizer.skipStatement()
      names[name] = nil
      keep(PythonAssignments.Assignment(name: name, line: line, value: .failure(error)))
    }
  }

  private func added(
    _ more: PythonParser.Sized, to name: String, line: Int
  ) throws(PythonLiteralError) -> PythonParser.Sized {
    guard let old = names[name], let left = old.value.string, let right = more.value.string else {
      throw PythonLiteralError(.notALiteral, line: line, "only strings are joined")
    }
    guard old.size + more.size <= PythonLiteral.sizeLimit else {
      throw PythonLiteralError(.tooLarge, line: line, "the value is too large")
    }
    return PythonParser.Sized(value: .string(left + right), size: old.size + more.size)
  }

  private mutating func keep(_ assignment: PythonAssignments.Assignment) {
    if let place = places[assignment.name] { found[place] = nil }
    places[assignment.name] = found.count
    found.append(assignment)
  }
}
