import Basics
package import Tasks

extension CodingSet {
  private static let programs = "python_programs"
  private static let right = "correct_python_programs"
  private static let cases = "json_testcases"
  private static let ownTests = "python_testcases"

  /// Reads a folder in the shape of QuixBugs.
  ///
  /// - Throws: `TaskError` where it has no such shape, or no program can be a question.
  package init(quixBugs folder: some ImportSource, named name: String) throws(TaskError) {
    guard let names = try folder.names(in: Self.programs), try folder.names(in: Self.cases) != nil
    else {
      throw TaskError(
        .badDeclaration,
        "\(name): this is a folder, and no \(Self.programs) and \(Self.cases) lie in it, as in QuixBugs. A table "
          + "of questions is a file.")
    }
    var items: [CodingItem] = []
    for file in names where file.hasSuffix(".py") {
      let function = String(file.dropLast(3))
      // Tests, and parts that several programs use, lie among them.
      guard !function.hasSuffix("_test"), items.count < Self.countLimit else { continue }
      do {
        guard let content = try Self.quixBugs(function, in: folder) else { continue }
        items.append(CodingItem(id: function, content: content))
      } catch {
        throw TaskError(.badDeclaration, "\(name): \(error.message)")
      }
    }
    try self.init(.quixBugs, items, file: name)
  }

  private static let byteLimit = 1 << 20

  /// A program and its cases; `nil` for what is no program of its own.
  private static func quixBugs(
    _ function: String, in folder: some ImportSource
  ) throws(TaskError) -> CodingItem.Content? {
    guard let program = try text(of: "\(programs)/\(function).py", in: folder) else {
      return .leftOut("its program cannot be read as UTF-8 text")
    }
    let lines = try folder.bytes(of: "\(cases)/\(function).json", limit: byteLimit)
    guard signature(of: function, in: program) != nil else {
      return lines.map { _ in .leftOut("its program has no function of its name") }
    }
    guard let lines else {
      return .leftOut("it has no cases as JSON: its tests are a program")
    }
    let solution = try text(of: "\(right)/\(function).py", in: folder)
    guard !yields(program), !(solution.map(yields) ?? false) else {
      return .leftOut("it gives its values one by one (yield), and its cases are lists")
    }
    let ownTest = try text(of: "\(ownTests)/test_\(function).py", in: folder)
    guard !(ownTest?.contains("approx(") ?? false) else {
      return .leftOut("its own tests take what is near enough, and its cases do not say how near")
    }
    do {
      var texts = ["program": trimmed(program)]
      texts["solution"] = solution.map(trimmed)
      return .problem(
        CodingProblem(
          id: CodingProblem.id(function), function: function, texts: texts,
          cases: try cases(in: lines)))
    } catch {
      return .leftOut(error.reason)
    }
  }

  private static func text(
    of file: String, in folder: some ImportSource
  ) throws(TaskError) -> String? {
    try folder.bytes(of: file, limit: byteLimit)
      .flatMap { String(validating: $0, as: UTF8.self) }.map(withPlainLines)
  }

  private static func yields(_ code: String) -> Bool {
    code.split(separator: "\n").contains { line in
      line.drop { $0 == " " || $0 == "\t" }.hasPrefix("yield")
    }
  }

  /// Reads a case a line: a list of the arguments, or the only one, and what is expected.
  private static func cases(in bytes: [UInt8]) throws(CodingFault) -> [CodingProblem.Case] {
    var found: [CodingProblem.Case] = []
    for line in bytes.split(separator: UInt8(ascii: "\n")) {
      guard !line.isBlank else { continue }
      guard let pair = Self.pair(Array(line)) else {
        throw CodingFault("line \(found.count + 1) of its cases is no pair of arguments and value")
      }
      found.append(pair)
    }
    guard !found.isEmpty else { throw CodingFault("it has no cases") }
    return found
  }

  private static func pair(_ line: [UInt8]) -> CodingProblem.Case? {
    line.withUnsafeBufferPointer { buffer in
      var cursor = JSONCursor(buffer)
      var parts: [String] = []
      var isFirst = true
      var isList = false
      do throws(JSONError) {
        try cursor.enterArray()
        while try cursor.nextElement(first: &isFirst) {
          if parts.isEmpty { isList = try cursor.peek() == .array }
          parts.append(String(decoding: buffer[try cursor.skipValue()], as: UTF8.self))
        }
        try cursor.finish()
      } catch {
        return nil
      }
      guard parts.count == 2 else { return nil }
      return CodingProblem.Case(
        arguments: isList ? parts[0] : "[\(parts[0])]", expected: parts[1])
    }
  }
}
