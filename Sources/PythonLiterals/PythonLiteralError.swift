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
