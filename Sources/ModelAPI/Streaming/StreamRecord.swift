import Basics
public import HTTP

/// How a stream came: its pieces with their times, and how it ended.
public struct StreamRecord: Hashable, Sendable {
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
  public var pieces: [TimedPiece]
  /// How it ended.
  public var end: End

  /// Creates a record.
  public init(pieces: [TimedPiece], end: End) {
    self.pieces = pieces
    self.end = end
  }

  /// Time from sending to the first byte, in microseconds; `nil` without a piece.
  public var firstByteMicroseconds: Int? { pieces.first?.delayMicroseconds }
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
