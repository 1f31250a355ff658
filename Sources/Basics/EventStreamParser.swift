/// One event of a stream of server-sent events.
public struct ServerSentEvent: Hashable, Sendable {
  /// The event's name; empty where the stream gives none, which means `message`.
  public var name: String
  /// The data; lines are joined by a line feed.
  public var data: [UInt8]

  /// Creates an event.
  public init(name: String = "", data: [UInt8]) {
    self.name = name
    self.data = data
  }
}

/// Why a stream of events cannot be read on.
public struct EventStreamError: Error, Hashable, Sendable {
  /// The most bytes that one event may have.
  public let limit: Int

  /// Creates an error.
  public init(limit: Int) {
    self.limit = limit
  }
}

extension EventStreamError: CustomStringConvertible {
  public var description: String { "an event of the stream is larger than \(limit) bytes" }
}

/// A reader of server-sent events (HTML standard, section 9.2) that takes bytes as they come.
///
/// A pure value: however the bytes are cut, the same events come out. Line ends are CR, LF or both; a
/// byte order mark at the start, comments and fields without a meaning here (`id`, `retry`) are passed
/// over. An event without the blank line that ends it is no event.
public struct EventStreamParser: Hashable, Sendable {
  /// The most bytes of one event that are kept where nothing else is said.
  public static let standardLimit = 8 << 20

  private let limit: Int
  private var line: [UInt8] = []
  private var name: [UInt8] = []
  private var data: [UInt8] = []
  private var hasData = false
  private var isAfterReturn = false
  private var isFirstLine = true

  /// Creates a parser at the start of a stream.
  ///
  /// - Parameter limit: The most bytes of one event, its unfinished line included.
  public init(limit: Int = standardLimit) {
    self.limit = limit
  }

  /// Whether bytes are left that make up no whole event.
  public var hasUnfinishedEvent: Bool { !line.isEmpty || hasData || !name.isEmpty }

  /// Takes the next bytes and gives the events that they complete.
  ///
  /// Throws where an event is larger than the bound; the stream cannot be read on then.
  public mutating func feed(
    _ bytes: some Sequence<UInt8>
  ) throws(EventStreamError) -> [ServerSentEvent] {
    var events: [ServerSentEvent] = []
    for byte in bytes {
      defer { isAfterReturn = byte == 0x0d }
      switch byte {
      case 0x0a where isAfterReturn: continue
      case 0x0a, 0x0d: if let event = endLine() { events.append(event) }
      default:
        guard line.count + data.count + name.count < limit else {
          throw EventStreamError(limit: limit)
        }
        line.append(byte)
      }
    }
    return events
  }

  /// All events of a body that is there as a whole.
  public static func events(
    of body: some Sequence<UInt8>, limit: Int = standardLimit
  ) throws(EventStreamError) -> [ServerSentEvent] {
    var parser = EventStreamParser(limit: limit)
    return try parser.feed(body)
  }

  private mutating func endLine() -> ServerSentEvent? {
    defer { line.removeAll(keepingCapacity: true) }
    if isFirstLine {
      isFirstLine = false
      if line.starts(with: [0xef, 0xbb, 0xbf]) { line.removeFirst(3) }
    }
    guard !line.isEmpty else { return endEvent() }
    let colon = line.firstIndex(of: UInt8(ascii: ":")) ?? line.endIndex
    var value = line[min(colon + 1, line.endIndex)...]
    if value.first == 0x20 { value.removeFirst() }
    let field = line[..<colon]
    if field.elementsEqual("data".utf8) {
      if hasData { data.append(0x0a) }
      hasData = true
      data.append(contentsOf: value)
    } else if field.elementsEqual("event".utf8) {
      name = Array(value)
    }
    return nil
  }

  private mutating func endEvent() -> ServerSentEvent? {
    defer {
      name = []
      data = []
      hasData = false
    }
    guard hasData else { return nil }
    return ServerSentEvent(name: String(decoding: name, as: UTF8.self), data: data)
  }
}

extension EventStreamParser {
  /// Whether a body begins as a stream of events does: with a field of an event, or a comment.
  public static func isEventStream(_ body: UnsafeBufferPointer<UInt8>) -> Bool {
    var start = body.prefix(256)
    if start.starts(with: [0xef, 0xbb, 0xbf]) { start = start.dropFirst(3) }
    start = start.drop { $0 == 0x0a || $0 == 0x0d }
    return ["data:", "event:", "id:", "retry:", ":"].contains { start.starts(with: $0.utf8) }
  }
}
