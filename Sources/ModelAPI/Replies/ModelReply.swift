public import Basics
public import HTTP

/// The recorded result of a model call: the response that belongs to the request, and what it took to
/// get it.
public struct ModelReply: Hashable, Sendable {
  /// The response's status: 2xx, or an error that belongs to the request, such as 400.
  public var status: Int
  /// The response's headers that are worth keeping, in lower case and sorted.
  public var headers: [HTTPHeader]
  /// The response's body, to the byte.
  public var body: [UInt8]
  /// Every try, the successful one last.
  public var attempts: [ModelAttempt]
  /// How the body came, where it is a stream of events.
  public var stream: StreamRecord?
  /// The files that the answer names, fetched while it was recorded.
  public var files: [ReplyFile]

  /// Creates a reply.
  public init(
    status: Int, headers: [HTTPHeader] = [], body: [UInt8], attempts: [ModelAttempt],
    stream: StreamRecord? = nil, files: [ReplyFile] = []
  ) {
    self.status = status
    self.headers = headers
    self.body = body
    self.attempts = attempts
    self.stream = stream
    self.files = files
  }

  /// Creates the reply of a response: its headers are cut down to those worth keeping.
  init(_ response: HTTPResponse, attempts: [ModelAttempt], as format: any WireFormat.Type) {
    self.init(
      status: response.status, headers: RecordedHeaders.of(response), body: response.body,
      attempts: attempts,
      stream: StreamRecord.End(response.body, as: format).map {
        StreamRecord(pieces: response.pieces, end: $0)
      })
  }

  /// Time of the last try, from sending to the last byte, in microseconds: what the paper's runtime
  /// counts of a call.
  ///
  /// 0 where there is no attempt.
  public var serviceMicroseconds: Int { attempts.last?.serviceMicroseconds ?? 0 }

  /// Time spent waiting between tries, in microseconds.
  public var waitMicroseconds: Int {
    attempts.reduce(0) { ModelAttempt.sum($0, $1.waitMicroseconds) }
  }

  /// Time spent in the tries before the last, in microseconds.
  public var failedMicroseconds: Int {
    attempts.dropLast().reduce(0) { ModelAttempt.sum($0, $1.serviceMicroseconds) }
  }

  /// What the provider said.
  public func outcome(by family: WireFamily) -> CompletionOutcome {
    body.withUnsafeBufferPointer { family.format.decode(body: $0, status: status) }
  }
}

/// The headers of a response that a recording keeps; all others are dropped, for they name accounts,
/// sessions and limits of whoever recorded.
enum RecordedHeaders {
  /// Each name with the reason for keeping it.
  static let reasons: [(name: String, reason: String)] = [
    ("content-type", "says what the body claims to be"),
    ("openai-model", "names the model that answered, where an alias was asked for"),
    ("openai-processing-ms", "the provider's own measure of the service time"),
    ("openai-version", "the provider's interface version"),
    ("request-id", "lets the provider be asked about the call"),
    ("retry-after", "explains a wait"),
    ("retry-after-ms", "explains a wait"),
    ("x-request-id", "lets the provider be asked about the call"),
  ]

  /// A longer value is no header worth keeping, in bytes.
  static let valueLimit = 256

  static func of(_ response: HTTPResponse) -> [HTTPHeader] {
    reasons.compactMap { kept in
      guard let value = response.header(kept.name), value.utf8.count <= valueLimit else {
        return nil
      }
      return HTTPHeader(name: kept.name, value: value)
    }
  }
}

/// One try at a model call.
public struct ModelAttempt: Hashable, Sendable {
  /// How a try ended.
  public enum End: Hashable, Sendable {
    /// A whole response with this status.
    case status(Int)
    /// No whole response.
    case failure(TransportError.Code)
  }

  /// How it ended.
  public let end: End
  /// Time spent waiting before it because of the try before, in microseconds.
  public let waitMicroseconds: Int
  /// Time from sending to the last byte, in microseconds.
  public let serviceMicroseconds: Int
  /// What had come of its stream, where that broke and another try followed.
  public var remains: StreamRemains

  /// Creates an attempt; times are kept between 0 and 2^53.
  public init(
    end: End, waitMicroseconds: Int, serviceMicroseconds: Int,
    remains: StreamRemains = StreamRemains()
  ) {
    self.end = end
    self.remains = remains
    self.waitMicroseconds = Self.bounded(waitMicroseconds)
    self.serviceMicroseconds = Self.bounded(serviceMicroseconds)
  }

  private static func bounded(_ microseconds: Int) -> Int {
    min(max(microseconds, 0), Int(JSONValue.exactIntegerLimit))
  }

  /// A sum of times that stops at the largest number instead of overflowing.
  static func sum(_ left: Int, _ right: Int) -> Int {
    let (sum, overflow) = left.addingReportingOverflow(right)
    return overflow ? .max : sum
  }
}

/// Who answered, in the provider's own words.
public struct AnsweringModel: Hashable, Sendable {
  /// The model, which may be another name than was asked for; `nil` where the answer does not say.
  public let model: String?
  /// What the provider calls the state of its system; `nil` where the answer does not say.
  public let fingerprint: String?

  /// Reads `model` and `system_fingerprint` of a reply's body, or of the answer that a stream makes
  /// up; a body of another form says nothing.
  public init(_ reply: ModelReply, by family: WireFamily) {
    var found: [String: String] = [:]
    reply.body.withUnsafeBufferPointer { body in
      guard EventStreamParser.isEventStream(body) else { return Self.read(body, &found) }
      guard case .whole(let answer) = StreamReader.read(body, as: family.format) else { return }
      answer.withUnsafeBufferPointer { Self.read($0, &found) }
    }
    model = found["model"].map { Excerpt.of($0, limit: 100) }
    fingerprint = found["system_fingerprint"].map { Excerpt.of($0, limit: 100) }
  }

  private static func read(
    _ body: UnsafeBufferPointer<UInt8>, _ found: inout [String: String]
  ) {
    var cursor = JSONCursor(body, options: .tolerant)
    // A body that breaks off says what it said until then.
    try? read(&cursor, &found)
  }

  private static func read(
    _ cursor: inout JSONCursor, _ found: inout [String: String]
  ) throws(JSONError) {
    guard try cursor.peek() == .object else { return }
    try cursor.enterObject()
    var first = true
    while let name = try cursor.nextName(first: &first) {
      if name == "model" || name == "system_fingerprint", try cursor.peek() == .string {
        found[name] = try cursor.readString()
      } else {
        try cursor.skipValue()
      }
    }
  }
}

extension AnsweringModel {
  /// The model that a reply's body names; `nil` where it names none.
  ///
  /// Only as much is read as it takes: a stream's first events, or a body up to the name.
  public static func name(in body: UnsafeBufferPointer<UInt8>) -> String? {
    guard EventStreamParser.isEventStream(body) else { return wholeName(in: body) }
    guard let events = try? EventStreamParser.events(of: body) else { return nil }
    for event in events.prefix(streamHead) {
      guard let value = StreamReader.object(of: event) else { continue }
      let name =
        value["model"] ?? value["message"]?.object?["model"] ?? value["response"]?.object?["model"]
      if let name = name?.string { return Excerpt.of(name, limit: 100) }
    }
    return nil
  }

  /// The events of a stream in which a provider names its model, if anywhere.
  private static let streamHead = 8

  private static func wholeName(in body: UnsafeBufferPointer<UInt8>) -> String? {
    var cursor = JSONCursor(body, options: .tolerant)
    // A body that breaks off, or is no object, names nobody.
    return (try? wholeName(&cursor)) ?? nil
  }

  private static func wholeName(_ cursor: inout JSONCursor) throws(JSONError) -> String? {
    guard try cursor.peek() == .object else { return nil }
    try cursor.enterObject()
    var first = true
    while let name = try cursor.nextName(first: &first) {
      if name == "model", try cursor.peek() == .string {
        return Excerpt.of(try cursor.readString(), limit: 100)
      }
      try cursor.skipValue()
    }
    return nil
  }

  /// Whether a name in a reply is one of the model that was asked for.
  ///
  /// Providers answer with a date or a version behind the name, with their own name before it, with the
  /// tag `latest`; files have folders and an ending.
  public static func isSame(_ named: String, as asked: String) -> Bool {
    if named == asked { return true }
    let (named, asked) = (plain(named), plain(asked))
    if named == asked { return true }
    guard named.hasPrefix(asked + "-") else { return false }
    // A date or a number of a version, and not another size or kind: `-20241022`, `-0613`, `-v1`.
    let rest = named.utf8.dropFirst(asked.utf8.count + 1)
    return rest.allSatisfy { byte in
      byte &- UInt8(ascii: "0") <= 9 || [UInt8(ascii: "-"), UInt8(ascii: ".")].contains(byte)
    }
  }

  /// A name without folder, ending and the word for the newest, in lower case.
  private static func plain(_ name: String) -> String {
    var name = name.lowercased()
    if let slash = name.lastIndex(of: "/") { name = String(name[name.index(after: slash)...]) }
    for end in [".gguf", ":latest", "-latest"] where name.hasSuffix(end) {
      name.removeLast(end.count)
    }
    return name
  }
}

extension AnsweringModel: CustomStringConvertible {
  public var description: String {
    let name = model ?? "a model that is not named"
    return fingerprint.map { "\(name) (\($0))" } ?? name
  }
}

extension AnsweringModel: Comparable {
  public static func < (left: AnsweringModel, right: AnsweringModel) -> Bool {
    left.description.utf8.lexicographicallyPrecedes(right.description.utf8)
  }
}

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
