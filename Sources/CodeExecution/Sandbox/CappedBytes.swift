import Subprocess

/// The first bytes of an output, up to a limit.
struct CappedBytes: Sendable {
  private(set) var bytes: [UInt8] = []
  /// Whether there was more.
  private(set) var isTruncated = false
  private let limit: Int

  init(limit: Int) {
    self.limit = limit
  }

  mutating func append(_ piece: UnsafeRawBufferPointer) {
    let room = limit - bytes.count
    bytes.append(contentsOf: piece.prefix(room))
    if piece.count > room { isTruncated = true }
  }

  /// Reads an output to its end, so that the program never waits for a reader, and keeps its first
  /// bytes.
  static func collect(
    _ output: SubprocessOutputSequence, limit: Int
  ) async throws -> CappedBytes {
    var kept = CappedBytes(limit: limit)
    for try await buffer in output {
      buffer.withUnsafeBytes { kept.append($0) }
    }
    return kept
  }
}
