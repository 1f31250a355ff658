public import Basics
public import HTTP

/// What the events of a stream come to.
public enum AssembledStream: Hashable, Sendable {
  /// The model came to its end: the body that the same answer would have had without streaming.
  case whole(JSONValue)
  /// The stream ended, or cannot be read on, before the model had come to its end.
  case cut(String)
  /// The provider reported an error in the middle, here as the event's data.
  case failed([UInt8])
}

/// Reads a recorded stream of events.
enum StreamReader {
  /// What a stream comes to, the body as canonical JSON.
  enum Reading: Hashable {
    case whole([UInt8])
    case cut(String)
    case failed([UInt8])
  }

  /// Reads a body that is a stream of events.
  static func read(
    _ body: UnsafeBufferPointer<UInt8>, as format: any WireFormat.Type
  ) -> Reading {
    let events: [ServerSentEvent]
    do {
      events = try EventStreamParser.events(of: body)
    } catch {
      return .cut("\(error)")
    }
    switch format.assemble(events) {
    case .cut(let why): return .cut(why)
    case .failed(let event): return .failed(event)
    case .whole(let value):
      guard let bytes = try? CanonicalJSON.bytes(of: value) else {
        return .cut("the stream holds a number that no reader can keep")
      }
      return .whole(bytes)
    }
  }

  /// The JSON object of an event; `nil` where its data is something else.
  static func object(of event: ServerSentEvent) -> JSONObject? {
    (try? JSONValue(parsing: event.data, options: .tolerant))?.object
  }

  /// The words for a stream that says nothing of its end.
  static let noEnd = "the stream ended before the answer was complete"
  /// The words for pieces of the answer behind its end.
  static let wordsAfterEnd = "the stream goes on behind the end of the answer: events came twice"
  /// The words for a stream whose pieces were not counted by the provider.
  static func tooManyPieces(_ pieces: Int, tokens: Int) -> String {
    "the stream has \(pieces) pieces, but the provider counted \(tokens) tokens: events came twice"
  }
  /// The words for a part of the answer that came twice.
  static let repeatedItem = "a part of the answer came twice in the stream"
  /// The words for an event that is no JSON object, or no part of the answer so far.
  static let badEvent = "an event of the stream cannot be read"
}

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
