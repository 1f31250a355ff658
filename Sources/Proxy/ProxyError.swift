/// Why a proxy cannot work, or ended badly: what happened, and what to do.
public struct ProxyError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What kind of thing went wrong.
  public enum Code: String, Hashable, Sendable {
    /// An argument, a file or a call cannot be used as it is.
    case usage
    /// A call had no recording.
    case miss
    /// The program could not be started, or the server could not listen.
    case infrastructure
    /// The user stopped it.
    case interrupted
  }

  /// What kind of thing went wrong.
  public let code: Code
  /// What happened, and what to do.
  public let description: String

  /// Creates an error.
  public init(_ code: Code, _ description: String) {
    self.code = code
    self.description = description
  }
}
