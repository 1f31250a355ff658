/// A value that a Python text spells out: no name, no call and no calculation in it.
///
/// Numbers keep their spelling, so that nothing is lost before somebody knows what they are for.
public indirect enum PythonLiteral: Hashable, Sendable {
  /// `None`.
  case none
  /// `True` or `False`.
  case bool(Bool)
  /// A number in decimal spelling with its sign and without underscores, such as `-0.25` or `1e-3`.
  case number(String)
  /// A string, its escapes resolved.
  case string(String)
  /// `[…]`.
  case list([PythonLiteral])
  /// `(…)` with a comma in it.
  case tuple([PythonLiteral])
  /// `{…: …}`, in the order of the text; a key that stands twice stands twice here.
  case dictionary([Entry])

  /// One key of a dictionary and its value.
  public struct Entry: Hashable, Sendable {
    /// The key.
    public var key: PythonLiteral
    /// The value.
    public var value: PythonLiteral

    /// Creates an entry.
    public init(_ key: PythonLiteral, _ value: PythonLiteral) {
      self.key = key
      self.value = value
    }
  }
}

extension PythonLiteral {
  /// The string, if it is one.
  public var string: String? {
    if case .string(let string) = self { string } else { nil }
  }

  /// The spelling of the number, if it is one.
  public var number: String? {
    if case .number(let number) = self { number } else { nil }
  }

  /// The whole number, if it is one and fits.
  public var integer: Int? {
    number.flatMap { Int($0) }
  }

  /// The elements of a list or a tuple.
  public var elements: [PythonLiteral]? {
    switch self {
    case .list(let elements), .tuple(let elements): elements
    default: nil
    }
  }

  /// The entries of a dictionary.
  public var entries: [Entry]? {
    if case .dictionary(let entries) = self { entries } else { nil }
  }
}

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

/// Why a Python text is not read.
public struct PythonLiteralError: Error, Hashable, Sendable {
  /// The kind of fault.
  public enum Code: String, Hashable, Sendable {
    /// The text is not what Python would read, or ends too early.
    case malformed
    /// The text is Python, but more than a literal: a call, a calculation, an f-string with values.
    case notALiteral
    /// A bound on size or nesting is passed.
    case tooLarge
  }

  /// The kind of fault.
  public let code: Code
  /// The line, from 1.
  public let line: Int
  /// What is wrong there.
  public let message: String

  /// Creates an error.
  public init(_ code: Code, line: Int, _ message: String) {
    self.code = code
    self.line = line
    self.message = message
  }
}

extension PythonLiteralError: CustomStringConvertible {
  public var description: String { "line \(line): \(message)" }
}
