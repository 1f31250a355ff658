/// Why code could not be run, or a recorded run could not be read.
///
/// What the code itself did, however badly, is not an error: it is an ``ExecutionOutcome``.
public struct CodeExecutionError: Error, Hashable, Sendable {
  /// What kind of thing went wrong.
  public enum Code: String, Hashable, Sendable {
    /// A program that the sandbox needs is not installed, or not built.
    case missingTool
    /// No usable Python was found.
    case missingInterpreter
    /// The Python here is not the one that the sweep names.
    case interpreterMismatch
    /// The sandbox cannot be set up on this machine.
    case sandboxUnavailable
    /// A limit is zero, negative or out of range.
    case badLimits
    /// Code and input are larger than the sandbox takes.
    case codeTooLarge
    /// The sandbox did not start, or was ended by somebody else.
    case launchFailed
    /// The caller no longer wants the outcome.
    case cancelled
    /// A recorded outcome was written by a version that this one cannot read.
    case unsupportedVersion
    /// A recorded outcome cannot be read.
    case damagedOutcome
  }

  /// What kind of thing went wrong.
  public let code: Code
  /// What happened, and where.
  public let message: String
  /// What to do about it.
  public let next: String
  /// What the operating system, a program or a library said, if it was asked.
  public let cause: String?

  /// Creates an error.
  public init(_ code: Code, _ message: String, next: String, cause: String? = nil) {
    self.code = code
    self.message = message
    self.next = next
    self.cause = cause
  }
}

extension CodeExecutionError: CustomStringConvertible {
  public var description: String {
    let reason = cause.map { " (\($0))" } ?? ""
    return "\(message)\(reason); \(next)"
  }
}
