import Basics
import PythonLiterals
package import Tasks

extension CodingSet {
  /// Reads a file with a problem a line, in the shape of HumanEval or of MBPP.
  ///
  /// - Parameters:
  ///   - bytes: The file.
  ///   - file: Its name, for errors.
  /// - Returns: `nil` where the first line is no problem of either shape.
  /// - Throws: `TaskError` with the line of what is no problem, or where none can be a question.
  package init?(lines bytes: [UInt8], file: String) throws(TaskError) {
    guard
      let first = ByteLines(bytes).first(where: { !$0.line.isBlank })?.line,
      let object = try? JSONValue(parsing: Array(first)), let shape = Self.shape(of: object)
    else { return nil }
    var items: [CodingItem] = []
    for (number, line) in ByteLines(bytes) where !line.isBlank {
      let place = "\(file), line \(number)"
      let object: JSONValue
      do {
        object = try JSONValue(parsing: Array(line))
      } catch {
        throw TaskError(.badDeclaration, "\(place): the line is no JSON object: \(error).")
      }
      guard Self.shape(of: object) == shape else {
        throw TaskError(
          .badDeclaration,
          "\(place): this is no problem in the shape of \(shape.name), as the first line is one.")
      }
      guard items.count < Self.countLimit else {
        throw TaskError(
          .badDeclaration, "\(place): there are more than \(Self.countLimit) problems.")
      }
      items.append(shape == .mbpp ? Self.mbpp(object) : Self.humanEval(object))
    }
    try self.init(shape, items, file: file)
  }

  /// What tells the shapes: the members that every problem has.
  private static func shape(of object: JSONValue) -> CodingShape? {
    func has(_ names: String...) -> Bool { names.allSatisfy { object[$0]?.string != nil } }
    if has("prompt", "entry_point", "test"), id(of: object) != nil { return .humanEval }
    if has("code"), id(of: object) != nil, object["test_list"]?.array != nil,
      has("text") || has("prompt")
    {
      return .mbpp
    }
    return nil
  }

  private static func id(of object: JSONValue) -> String? {
    object["task_id"]?.string ?? object["task_id"]?.integer.map(String.init)
  }

  private static func item(
    _ name: String, _ problem: () throws(CodingFault) -> CodingProblem
  ) -> CodingItem {
    do {
      return CodingItem(id: name, content: .problem(try problem()))
    } catch {
      return CodingItem(id: name, content: .leftOut(error.reason))
    }
  }

  // MARK: - HumanEval

  private static func humanEval(_ object: JSONValue) -> CodingItem {
    let name = id(of: object) ?? "a problem"
    return item(name) { () throws(CodingFault) in
      guard let prompt = object["prompt"]?.string, let function = object["entry_point"]?.string,
        let test = object["test"]?.string
      else { throw CodingFault("it is no problem") }
      let assertions = try assertions(in: [test])
      guard assertions.allSatisfy({ ["candidate", function].contains($0.function) }) else {
        throw CodingFault("its tests call another function than \(function)")
      }
      var texts = ["prompt": trimmed(prompt)]
      texts["solution"] = object["canonical_solution"]?.string.map { trimmed(prompt + $0) }
      return CodingProblem(
        id: CodingProblem.id(name), function: function, texts: texts,
        cases: try CodingProblem.cases(of: assertions, function: function, shownIn: prompt))
    }
  }

  // MARK: - MBPP

  private static func mbpp(_ object: JSONValue) -> CodingItem {
    let name = id(of: object) ?? "a problem"
    return item(name) { () throws(CodingFault) in
      guard let text = (object["text"] ?? object["prompt"])?.string,
        let code = object["code"]?.string.map(Self.withPlainLines)
      else { throw CodingFault("it is no problem") }
      let setUp = object["test_setup_code"]?.string ?? ""
      guard setUp.utf8.isBlank else {
        throw CodingFault("its tests need code of their own before them")
      }
      let tests = ["test_list", "challenge_test_list"].flatMap { object[$0]?.array ?? [] }
      guard tests.allSatisfy({ $0.string != nil }) else { throw CodingFault("a test is no text") }
      let assertions = try assertions(in: tests.compactMap(\.string))
      guard let function = assertions.first?.function else { throw CodingFault("it has no tests") }
      guard assertions.allSatisfy({ $0.function == function }) else {
        throw CodingFault("its tests call more than one function")
      }
      guard let signature = Self.signature(of: function, in: code) else {
        throw CodingFault("its code has no line \"def \(function)(…):\"")
      }
      return CodingProblem(
        id: CodingProblem.id("mbpp-\(name)"), function: function,
        texts: ["text": trimmed(text), "signature": signature, "solution": trimmed(code)],
        cases: try CodingProblem.cases(of: assertions, function: function, shownIn: text))
    }
  }

  private static func assertions(
    in tests: [String]
  ) throws(CodingFault) -> [PythonAssertion] {
    var found: [PythonAssertion] = []
    for test in tests {
      do {
        found += try PythonAssertion.all(in: test)
      } catch {
        throw CodingFault(error)
      }
    }
    return found
  }

  /// The line with which a function begins, written without needless blanks at its end.
  static func signature(of function: String, in code: String) -> String? {
    for line in code.split(separator: "\n") {
      guard line.hasPrefix("def \(function)") else { continue }
      let rest = line.dropFirst("def \(function)".count).drop { $0 == " " }
      guard rest.hasPrefix("("), let colon = line.lastIndex(of: ":") else { continue }
      return String(line[...colon])
    }
    return nil
  }

  static func withPlainLines(_ text: String) -> String {
    text.replacing("\r\n", with: "\n").replacing("\r", with: "\n")
  }

  /// The text without blank lines at both ends.
  static func trimmed(_ text: String) -> String {
    var bytes = text.utf8[...]
    while let last = bytes.last, last.isBlank { bytes.removeLast() }
    while bytes.first == UInt8(ascii: "\n") { bytes.removeFirst() }
    return String(decoding: bytes, as: UTF8.self)
  }
}
