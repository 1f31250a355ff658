extension PythonLiteral {
  /// The deepest nesting of brackets that is read.
  public static let depthLimit = 32
  /// The largest value that is read: bytes of strings and numbers, and one for each value.
  public static let sizeLimit = 1 << 20

  /// Reads a text that is one literal, such as `[-9, 43]`, with nothing else but white space around it.
  ///
  /// Nothing is ever evaluated: a call, a calculation, an f-string with values and a name are errors.
  public init(parsing text: String) throws(PythonLiteralError) {
    var tokenizer = PythonTokenizer(Array(text.utf8))
    // Blank lines before the value.
    var start = tokenizer
    while tokenizer.next() == .newline { start = tokenizer }
    var parser = PythonParser(start)
    let value = try parser.expression().value
    guard parser.isAtEnd else { throw parser.unexpected() }
    var rest = parser.rest
    while let token = rest.next() {
      guard token == .newline else {
        throw PythonLiteralError(.malformed, line: rest.line, "something follows the value")
      }
    }
    self = value
  }
}
