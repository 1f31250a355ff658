/// Bytes of a body that came together.
public struct TimedPiece: Hashable, Sendable {
  /// How many.
  public var size: Int
  /// Time since the piece before, or since sending, in microseconds.
  public var delayMicroseconds: Int

  /// Creates a piece.
  public init(size: Int, delayMicroseconds: Int) {
    self.size = size
    self.delayMicroseconds = delayMicroseconds
  }

  /// More pieces of one body than this are joined to the last.
  public static let limit = 32_768
}

extension [TimedPiece] {
  /// Adds bytes that came; where there are too many pieces the last one grows.
  mutating func add(_ size: Int, after delay: Int, limit: Int = TimedPiece.limit) {
    guard count < limit else {
      self[count - 1].size += size
      let (sum, overflow) = self[count - 1].delayMicroseconds.addingReportingOverflow(delay)
      self[count - 1].delayMicroseconds = overflow ? .max : sum
      return
    }
    append(TimedPiece(size: size, delayMicroseconds: delay))
  }
}

/// What had come of a stream that broke: a try that another one followed.
public struct StreamRemains: Hashable, Sendable {
  /// The bytes, up to the bound.
  public let bytes: [UInt8]
  /// The pieces in which they came; together they are the bytes.
  public let pieces: [TimedPiece]

  /// The most bytes that are kept of one try, from the start.
  public static let limit = 1 << 17
  /// The most bytes that are kept of all tries of a call: they must not take the room that the answer
  /// needs in a recording.
  public static let totalLimit = 1 << 20
  /// The most pieces of one try; those beyond are joined to the last.
  ///
  /// A call may have a hundred tries, and all their pieces stand in one head.
  public static let pieceLimit = 200

  /// Creates remains; bytes beyond the bound are left out.
  public init(bytes: [UInt8] = [], pieces: [TimedPiece] = []) {
    self.bytes = Array(bytes.prefix(Self.limit))
    var left = self.bytes.count
    var kept: [TimedPiece] = []
    for piece in pieces where left > 0 {
      let size = min(piece.size, left)
      left -= size
      kept.add(size, after: piece.delayMicroseconds, limit: Self.pieceLimit)
    }
    self.pieces = kept
  }

  /// Whether nothing came.
  public var isEmpty: Bool { bytes.isEmpty }
}

extension Duration {
  /// Whole microseconds, cut off; the largest number where there are more.
  package var microseconds: Int {
    let (seconds, attoseconds) = components
    let (product, isTooLong) = Int(seconds).multipliedReportingOverflow(by: 1_000_000)
    let (sum, overflow) = product.addingReportingOverflow(Int(attoseconds / 1_000_000_000_000))
    return isTooLong || overflow ? .max : sum
  }
}
