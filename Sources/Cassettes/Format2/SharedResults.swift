import Synchronization

/// Some results of a cassette, one after the other.
struct ResultBlock: Sendable {
  /// Their sequence numbers.
  var rows: Range<Int>
  var bytes: [UInt8]
}

/// The blocks of results that the readers of one file have decoded last.
///
/// The workers of a replay go through the trials side by side: what one has decoded the others need, and
/// decoding is what a look-up costs. A result from here is held against its digest as any other.
final class SharedResults: Sendable {
  /// Enough for workers that are a few trials apart, in bytes; a larger block is kept by nobody.
  private static let capacity = 1 << 20

  private struct Kept {
    /// The oldest first.
    var blocks: [ResultBlock] = []
    var bytes = 0
  }

  private let kept = Mutex(Kept())

  /// The block in which a result lies; `nil` if nobody has it at hand.
  func block(holding row: Int) -> ResultBlock? {
    kept.withLock { $0.blocks.last { $0.rows.contains(row) } }
  }

  /// Keeps a block for the others, and lets go of the oldest where there are too many bytes.
  func keep(_ block: ResultBlock) {
    guard block.bytes.count <= Self.capacity else { return }
    kept.withLock { kept in
      guard !kept.blocks.contains(where: { $0.rows == block.rows }) else { return }
      kept.blocks.append(block)
      kept.bytes += block.bytes.count
      while kept.bytes > Self.capacity {
        kept.bytes -= kept.blocks.removeFirst().bytes.count
      }
    }
  }
}
