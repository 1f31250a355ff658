import HTTP

/// Watches a stream of events go by, and knows the event that ends it.
///
/// Whoever has seen the last event goes on, whether the connection is closed or not: it is held back until
/// the answer is kept. A stream of a known protocol that ends without it was cut off.
struct StreamEnd: Sendable {
  /// How a stream has ended so far.
  enum End: Hashable, Sendable {
    /// It goes on, or was cut off.
    case open
    /// With its last event.
    case complete
    /// With an error that the provider reported in the middle.
    case error
  }

  /// How it has ended so far.
  private(set) var end = End.open
  /// Where the event begins that ends the stream; `nil` while there is none.
  private(set) var start: Int?

  private var offset = 0
  private var eventStart = 0
  private var line: [UInt8] = []
  private var sawFinish = false

  /// More of a line is not looked at.
  private static let lineLimit = 4096
  private static let names = [
    "message_stop", "response.completed", "response.incomplete", "response.failed",
  ]

  /// Takes the next bytes.
  mutating func feed(_ bytes: some Sequence<UInt8>) {
    for byte in bytes {
      offset += 1
      if byte == UInt8(ascii: "\n") {
        endLine()
      } else if byte != UInt8(ascii: "\r") {
        if line.count < Self.lineLimit { line.append(byte) }
      }
    }
  }

  /// Whether the stream came to its end, given that no more comes: its last event was there, or the model
  /// said that it had finished, for servers that leave the last event out.
  var isWhole: Bool { end == .complete || end == .open && sawFinish }

  private mutating func endLine() {
    defer { line.removeAll(keepingCapacity: true) }
    guard !line.isEmpty else {
      eventStart = offset
      return
    }
    guard start == nil, let colon = line.firstIndex(of: UInt8(ascii: ":")) else { return }
    let value = line[(colon + 1)...].drop { $0 == UInt8(ascii: " ") }
    switch String(decoding: line[..<colon], as: UTF8.self) {
    case "data": readData(value)
    case "event": readName(String(decoding: value, as: UTF8.self))
    default: break
    }
  }

  private mutating func readName(_ name: String) {
    if Self.names.contains(name) { close(.complete) }
    if name == "error" { close(.error) }
  }

  private mutating func readData(_ data: ArraySlice<UInt8>) {
    if data.elementsEqual("[DONE]".utf8) { return close(.complete) }
    let text = String(decoding: data.prefix(Self.lineLimit), as: UTF8.self)
    if text.hasPrefix("{\"error\":{") || text.hasPrefix("{\"error\": {") { return close(.error) }
    if text.contains("\"finish_reason\":\"") || text.contains("\"finish_reason\": \"") {
      sawFinish = true
    }
  }

  private mutating func close(_ end: End) {
    self.end = end
    start = eventStart
  }

  /// Whether an answer is a stream of events, by what it says of itself.
  static func isStream(_ headers: [HTTPHeader]) -> Bool {
    headers.contains { header in
      header.name == "content-type" && header.value.lowercased().hasPrefix("text/event-stream")
    }
  }
}
