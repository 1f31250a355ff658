/// Why a sweep cannot be used as it is written.
public struct SweepError: Error, Hashable, Sendable {
  /// What happened, where (file, line), and what to do.
  public let message: String

  /// Creates an error.
  public init(_ message: String) {
    self.message = message
  }
}

extension SweepError: CustomStringConvertible {
  public var description: String { message }
}
