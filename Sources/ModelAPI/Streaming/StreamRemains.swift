/// What had come of a stream that broke: a try that another one followed.
public struct StreamRemains: Hashable, Sendable {
  /// The bytes, up to the bound.
  public let bytes: [UInt8]
  /// The pieces in which they came; together they are the bytes.
  public let pieces: [StreamRecord.Piece]

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
  public init(bytes: [UInt8] = [], pieces: [StreamRecord.Piece] = []) {
    self.bytes = Array(bytes.prefix(Self.limit))
    var left = self.bytes.count
    var kept: [StreamRecord.Piece] = []
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
