import Glibc
import HTTP
import Serving

/// A client of one connection that does as little as can be.
struct PlainClient: ~Copyable {
  private static let room = 64 * 1024

  private let descriptor: Int32

  /// Connects.
  init(port: UInt16) throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var yes: Int32 = 1
    setsockopt(
      descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, socklen_t(MemoryLayout<Int32>.size))
    var place = sockaddr_in()
    place.sin_family = sa_family_t(AF_INET)
    place.sin_port = port.bigEndian
    inet_pton(AF_INET, LocalServer.address, &place.sin_addr)
    let status = withUnsafePointer(to: &place) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard status == 0 else { throw BenchError("Nobody listens on port \(port).") }
  }

  deinit { close(descriptor) }

  /// Makes a call; gives the time until its first bytes and until its last, in milliseconds.
  ///
  /// - Parameter end: How every answer here ends.
  func call(_ body: String, end: String) throws -> (first: Double, whole: Double) {
    let clock = ContinuousClock.now
    try send(body)
    _ = try read(1)
    let first = Self.milliseconds(since: clock)
    try read(to: end)
    return (first, Self.milliseconds(since: clock))
  }

  /// Sends a call.
  func send(_ body: String) throws {
    let head =
      "POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
      + "Content-Length: \(body.utf8.count)\r\n\r\n"
    let bytes = Array((head + body).utf8)
    guard Glibc.send(descriptor, bytes, bytes.count, 0) == bytes.count else {
      throw BenchError("A call could not be sent.")
    }
  }

  /// Reads until what came ends as every answer here does.
  func read(to end: String) throws {
    let end = Array(end.utf8)
    var tail: [UInt8] = []
    while !tail.suffix(end.count).elementsEqual(end) {
      tail = Array((tail + (try read(Self.room))).suffix(end.count))
    }
  }

  /// The next bytes, at most so many.
  func read(_ limit: Int) throws -> [UInt8] {
    let bytes = [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
      count = max(recv(descriptor, buffer.baseAddress, limit, 0), 0)
    }
    guard !bytes.isEmpty else { throw BenchError("An answer broke off.") }
    return bytes
  }

  private static func milliseconds(since start: ContinuousClock.Instant) -> Double {
    let time = start.duration(to: .now).components
    return Double(time.seconds) * 1e3 + Double(time.attoseconds) / 1e15
  }
}

/// A provider that has the answer already.
struct InstantProvider: RequestHandler {
  static let text =
    #"{"id":"c","object":"chat.completion","model":"m","choices":[{"index":0,"message":{"role":"#
    + #""assistant","content":"forty-two"},"finish_reason":"stop"}],"usage":{"prompt_tokens":9,"#
    + #""completion_tokens":3,"total_tokens":12}}"#

  /// The events of a stream: the first at once, the others behind a pause.
  static let events = [
    #"data: {"choices":[{"index":0,"delta":{"content":"forty"}}]}"# + "\n\n",
    #"data: {"choices":[{"index":0,"delta":{"content":"-two"},"finish_reason":"stop"}]}"# + "\n\n"
      + "data: [DONE]\n\n",
  ]

  func answer(_ request: ServedRequest, on channel: AnswerChannel) async {
    guard String(decoding: request.body, as: UTF8.self).contains("stream") else {
      return await send(on: channel)
    }
    do throws(ClientGone) {
      try await channel.begin(
        200, headers: [HTTPHeader(name: "content-type", value: "text/event-stream")])
      try await channel.write(piece: Array(Self.events[0].utf8))
      try? await Task.sleep(for: .milliseconds(5))
      try await channel.end(Array(Self.events[1].utf8))
    } catch {
      // Nobody is there.
    }
  }

  private func send(on channel: AnswerChannel) async {
    try? await channel.send(
      200, headers: [HTTPHeader(name: "content-type", value: "application/json")],
      body: Array(Self.text.utf8))
  }

  func answer(to fault: RequestFault) -> (headers: [HTTPHeader], body: [UInt8]) { ([], []) }
}
