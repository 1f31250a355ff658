/// What a transfer says as it goes.
public enum TransferEvent: Hashable, Sendable {
  /// So many files and bytes are to be moved.
  case planned(files: Int, bytes: Int)
  /// So many more bytes were moved.
  case moved(bytes: Int)
  /// A file is there, whole and verified.
  case finished
}

/// What a transfer did.
public struct TransferCounts: Hashable, Sendable {
  /// Files that were moved.
  public var moved = 0
  /// Their bytes.
  public var movedBytes = 0
  /// Files that were there already.
  public var present = 0

  /// Counts of nothing.
  public init() {}
}
