/// One thing that the tests of a coding problem hold a function to: `assert f(ARGUMENTS) == VALUE`, with literals only.
///
/// Nothing is evaluated. Tests that calculate, loop, compare otherwise or give a name to a value are not read: who
/// wants to hold a function to those has to run them beside it.
public struct PythonAssertion: Hashable, Sendable {
  /// The function that is called.
  public var function: String
  /// What it is given, in order.
  public var arguments: [PythonLiteral]
  /// What it must return.
  public var expected: PythonLiteral
  /// Whether no value is named, so that anything will do that counts as true, or as false behind `not`.
  public var takesAnyTruth = false
}

extension PythonAssertion {
  /// The most assertions that are read of one text.
  public static let countLimit = 10_000

  /// Reads the tests of a problem.
  ///
  /// Passed over is what changes nothing about literal values: imports, assignments, the header of a function, texts,
  /// calls of `print` and `check`, and `assert True`.
  /// - Throws: `PythonLiteralError` with the line of what is more than an assertion about literals.
  public static func all(in text: String) throws(PythonLiteralError) -> [PythonAssertion] {
    var tokenizer = PythonTokenizer(Array(text.utf8))
    var found: [PythonAssertion] = []
    while let token = tokenizer.next() {
      switch token {
      case .newline: continue
      case .name("assert"):
        var parser = PythonParser(tokenizer)
        if let assertion = try parser.assertion() { found.append(assertion) }
        guard found.count <= countLimit else {
          throw PythonLiteralError(
            .tooLarge, line: tokenizer.line, "there are more than \(countLimit) assertions")
        }
        let isAtEnd = parser.isAtEnd
        tokenizer = parser.rest
        if !isAtEnd { tokenizer.skipStatement() }
      case .name(let name):
        guard passes(name, tokenizer) else {
          throw PythonLiteralError(
            .notALiteral, line: tokenizer.line,
            "\"\(name)\" begins something that is no assertion about literal values")
        }
        tokenizer.skipStatement()
      case .string: tokenizer.skipStatement()
      case .refused(let error): throw error
      case .number(let text), .sign(let text):
        throw PythonLiteralError(
          .notALiteral, line: tokenizer.line,
          "\"\(text)\" begins something that is no assertion about literal values")
      }
    }
    return found
  }

  /// Whether a statement that begins with a word changes nothing about literal values.
  private static func passes(_ name: String, _ tokenizer: PythonTokenizer) -> Bool {
    if ["import", "from", "def", "pass", "print", "check"].contains(name) { return true }
    var ahead = tokenizer
    return ahead.next() == .sign("=")
  }

  /// What a function is given wherever a text calls it with literals, as the examples of a question do.
  ///
  /// - Parameter function: Its name.
  public static func arguments(
    ofCallsTo function: String, in text: String
  ) -> [[PythonLiteral]] {
    let bytes = Array(text.utf8)
    let call = Array("\(function)(".utf8)
    var found: [[PythonLiteral]] = []
    var tries = 0
    var index = 0
    while index + call.count <= bytes.count, tries < 200 {
      guard bytes[index] == call[0], bytes[index..<index + call.count].elementsEqual(call) else {
        index += 1
        continue
      }
      tries += 1
      index += call.count
      var parser = PythonParser(PythonTokenizer(Array(bytes[index...].prefix(10_000))))
      guard let (elements, _, _) = try? parser.elements(until: ")") else { continue }
      found.append(elements)
    }
    return found
  }
}

extension PythonParser {
  /// Reads what stands behind `assert`, up to the end of the statement or the comma before its message; `nil` for
  /// `assert True`.
  fileprivate mutating func assertion() throws(PythonLiteralError) -> PythonAssertion? {
    var isNegated = false
    if ahead == .name("not") {
      shift()
      isNegated = true
    }
    var isWrapped = take("(")
    guard case .name(let function) = ahead else { throw unexpected() }
    shift()
    if function == "True", !isNegated, !isWrapped, isAtEnd || ahead == .sign(",") { return nil }
    guard take("(") else { throw notACall(function) }
    let arguments = try elements(until: ")").elements
    if isWrapped, take(")") { isWrapped = false }
    let expected = try comparison()
    if isWrapped, !take(")") { throw unexpected() }
    guard isAtEnd || ahead == .sign(",") else { throw unexpected() }
    guard !(isNegated && expected != nil) else {
      throw PythonLiteralError(.notALiteral, line: rest.line, "\"not\" stands before a comparison")
    }
    return PythonAssertion(
      function: function, arguments: arguments, expected: expected ?? .bool(!isNegated),
      takesAnyTruth: expected == nil)
  }

  /// The value behind `==` or `is`; `nil` where nothing is compared.
  private mutating func comparison() throws(PythonLiteralError) -> PythonLiteral? {
    if take("==") { return try expression().value }
    guard ahead == .name("is") else { return nil }
    shift()
    let value = try expression().value
    switch value {
    case .none, .bool: return value
    default:
      throw PythonLiteralError(
        .notALiteral, line: rest.line,
        "\"is\" stands before another value than True, False and None")
    }
  }

  private func notACall(_ name: String) -> PythonLiteralError {
    PythonLiteralError(
      .notALiteral, line: rest.line, "\"\(name)\" is no call of the function that is tested")
  }
}
