import Basics
import HTTP
import ModelAPI

/// A recorded answer, and how it is given.
struct RecordedAnswer: Sendable {
  /// How often it was given in this run, this time included.
  let turn: Int
  /// The answer.
  var reply: ModelReply

  /// Whether the end of the stream is held back, since a client left it at this turn before it had come.
  var holdsEnd: Bool { reply.stream != nil && turn <= LeftMark.count(in: reply.headers) }

  /// The pieces in which the body came, each with the time that it took, in microseconds.
  ///
  /// One piece where nobody recorded any.
  var pieces: [(bytes: [UInt8], delay: Int)] {
    guard let stream = reply.stream, !stream.pieces.isEmpty else {
      return [(reply.body, reply.serviceMicroseconds)]
    }
    var pieces: [(bytes: [UInt8], delay: Int)] = []
    var start = 0
    for piece in stream.pieces {
      let end = min(start + piece.size, reply.body.count)
      pieces.append((Array(reply.body[start..<end]), piece.delayMicroseconds))
      start = end
    }
    return pieces
  }

  /// The pieces, with a cut before the event that ends the stream, and how many stand before it.
  var piecesBeforeEnd: (pieces: [(bytes: [UInt8], delay: Int)], count: Int) {
    var stream = StreamEnd()
    stream.feed(reply.body)
    var pieces = pieces
    // A stream whose end is not known ends with its last piece.
    guard let end = stream.start else { return (pieces, pieces.count - 1) }
    var start = 0
    guard
      let index = pieces.firstIndex(where: { piece in
        defer { start += piece.bytes.count }
        return start + piece.bytes.count > end
      })
    else { return (pieces, pieces.count - 1) }
    let piece = pieces[index]
    let cut = end - (start - piece.bytes.count)
    guard cut > 0 else { return (pieces, index) }
    pieces[index].bytes = Array(piece.bytes[..<cut])
    pieces.insert((Array(piece.bytes[cut...]), 0), at: index + 1)
    return (pieces, index + 1)
  }

  /// Puts this run's values into the place of those of the run that recorded the answer.
  ///
  /// - Returns: Whether every value could be put back: one that a stream cuts into pieces cannot.
  mutating func restore(_ names: GivenNames) -> Bool {
    guard !names.isEmpty,
      let text = reply.headers.first(where: { $0.name == GivenNames.header })?.value,
      let recorded = GivenNames(text)
    else { return true }
    let pairs = recorded.replacements(for: names)
    guard !pairs.isEmpty else { return true }
    var cuts: [Int] = []
    for piece in reply.stream?.pieces ?? [] { cuts.append((cuts.last ?? 0) + piece.size) }
    let (bytes, moved, _) = GivenNames.replacing(pairs, in: reply.body, cuts: cuts)
    reply.body = bytes
    guard let stream = reply.stream else { return true }
    var start = 0
    for (index, cut) in moved.enumerated() {
      reply.stream?.pieces[index].size = cut - start
      start = cut
    }
    guard moved.count == stream.pieces.count else { return false }
    return !StreamedTexts.texts(of: bytes).contains { text in
      pairs.contains { pair in text.containsBytes(pair.old) }
    }
  }
}

/// The texts that a stream cuts into pieces, each put together.
enum StreamedTexts {
  /// The texts, one for each place in the events at which pieces stand.
  static func texts(of body: [UInt8]) -> [[UInt8]] {
    guard let events = try? body.withUnsafeBufferPointer({ try EventStreamParser.events(of: $0) })
    else { return [] }
    var texts: [String: [UInt8]] = [:]
    for event in events {
      if let value = try? JSONValue(parsing: event.data) { collect(value, "", &texts) }
    }
    return texts.sorted { $0.key < $1.key }.map(\.value)
  }

  private static func collect(
    _ value: JSONValue, _ place: String, _ texts: inout [String: [UInt8]]
  ) {
    switch value {
    case .string(let text): texts[place, default: []] += Array(text.utf8)
    case .array(let elements):
      for (index, element) in elements.enumerated() {
        collect(element, "\(place)/\(index)", &texts)
      }
    case .object(let object):
      for member in object.members { collect(member.value, "\(place)/\(member.name)", &texts) }
    default: break
    }
  }
}

extension [UInt8] {
  /// Whether some bytes stand in these.
  func containsBytes(_ needle: [UInt8]) -> Bool {
    guard !needle.isEmpty, count >= needle.count else { return false }
    return (0...count - needle.count).contains { start in
      self[start] == needle[0] && self[start..<start + needle.count].elementsEqual(needle)
    }
  }
}
