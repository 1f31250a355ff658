/// Why a method cannot be used.
public struct MethodError: Error, Hashable, Sendable {
  /// The kind of fault.
  public enum Code: String, Hashable, Sendable {
    /// No method has this name.
    case unknownMethod
    /// The method does not go on for several turns, or not for so many.
    case badTurns
    /// A prompt file is missing, empty or not text.
    case missingPrompt
  }

  /// The kind of fault.
  public let code: Code
  /// What happened, where, and what to do.
  public let message: String

  /// Creates an error.
  public init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }
}

extension MethodError: CustomStringConvertible {
  public var description: String { message }
}
