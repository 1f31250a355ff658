/// Why the lab cannot say what it was asked.
public struct LabError: Error, Hashable, Sendable {
  /// The kind of fault.
  public enum Code: String, Hashable, Sendable {
    /// A policy names a method, a model or a sample that the sweeps do not have.
    case unknownArm
    /// A policy cannot be used as it is.
    case policy
    /// Something was asked for that does not exist.
    case usage
    /// There is too little to say anything: one question, no task to hold out.
    case tooLittle
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

extension LabError: CustomStringConvertible {
  public var description: String { message }
}
