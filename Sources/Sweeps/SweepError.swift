import RecordReplay

/// Why a sweep cannot be used as it is written.
public struct SweepError: Error, Hashable, Sendable {
  /// The longest message in bytes: a sweep may come from a stranger, and messages quote it.
  private static let byteLimit = 1_000

  /// What happened, where (file, line), and what to do; fit to be shown in a terminal.
  public let message: String

  /// Creates an error.
  public init(_ message: String) {
    self.message = Redaction.visible(Self.bounded(message))
  }

  /// The message with its middle left out if it is too long.
  private static func bounded(_ message: String) -> String {
    guard message.utf8.count > byteLimit else { return message }
    let half = byteLimit / 2
    return String(decoding: message.utf8.prefix(half), as: UTF8.self) + " … "
      + String(decoding: message.utf8.suffix(half), as: UTF8.self)
  }
}

extension SweepError: CustomStringConvertible {
  public var description: String { message }
}
