import Basics

/// How a stream came: its pieces with their times, and how it ended.
public struct StreamRecord: Hashable, Sendable {
  /// Bytes that came together.
  public struct Piece: Hashable, Sendable {
    /// How many.
    public var size: Int
    /// Time since the piece before, or since sending, in microseconds.
    public var delayMicroseconds: Int

    /// Creates a piece.
    public init(size: Int, delayMicroseconds: Int) {
      self.size = size
      self.delayMicroseconds = delayMicroseconds
    }
  }

  /// How a stream ended.
  public enum End: String, Hashable, Sendable, CaseIterable {
    /// With the end of the answer.
    case complete
    /// With an error that the provider reported in the middle.
    case error
    /// Without either; a recording holds this only where a caller wanted the bytes nevertheless.
    case cut
  }

  /// The pieces, in order; together they are the body.
  public var pieces: [Piece]
  /// How it ended.
  public var end: End

  /// More pieces than this are joined to the last.
  public static let pieceLimit = 32_768

  /// Creates a record.
  public init(pieces: [Piece], end: End) {
    self.pieces = pieces
    self.end = end
  }

  /// Time from sending to the first byte, in microseconds; `nil` without a piece.
  public var firstByteMicroseconds: Int? { pieces.first?.delayMicroseconds }
}

extension [StreamRecord.Piece] {
  /// Adds bytes that came; where there are too many pieces the last one grows.
  mutating func add(_ size: Int, after delay: Int, limit: Int = StreamRecord.pieceLimit) {
    guard count < limit else {
      self[count - 1].size += size
      self[count - 1].delayMicroseconds = ModelAttempt.sum(self[count - 1].delayMicroseconds, delay)
      return
    }
    append(StreamRecord.Piece(size: size, delayMicroseconds: delay))
  }
}

extension StreamRecord.End {
  /// How a stream ended, by its bytes; `nil` where they are no stream of events.
  init?(_ body: [UInt8], as format: any WireFormat.Type) {
    let end = body.withUnsafeBufferPointer { body -> Self? in
      guard EventStreamParser.isEventStream(body) else { return nil }
      return switch StreamReader.read(body, as: format) {
      case .whole: .complete
      case .cut: .cut
      case .failed: .error
      }
    }
    guard let end else { return nil }
    self = end
  }
}
