import Dispatch
import Foundation
import Glibc
import HTTP
import Serving
import Synchronization
import Testing

/// Says what it was asked.
private struct Echo: RequestHandler {
  var delay = Duration.zero

  func answer(_ request: ServedRequest, on channel: AnswerChannel) async {
    if delay > .zero { try? await Task.sleep(for: delay) }
    let query = request.query.map { "?\($0)" } ?? ""
    let text = "\(request.method) \(request.path)\(query) \(request.body.count)"
    try? await channel.send(
      200, headers: [HTTPHeader(name: "content-type", value: "text/plain")], body: Array(text.utf8))
  }

  func answer(to fault: RequestFault) -> (headers: [HTTPHeader], body: [UInt8]) {
    ([], Array(fault.message.utf8))
  }
}

/// Answers with as much as it is asked for, and keeps the channels of its answers.
private final class Keeper: RequestHandler {
  private let channels = Mutex<[AnswerChannel]>([])

  var fates: [AnswerFate] { channels.withLock { $0.map(\.fate) } }

  func answer(_ request: ServedRequest, on channel: AnswerChannel) async {
    channels.withLock { $0.append(channel) }
    if request.path == "/half" {
      try? await channel.begin(200, headers: [])
      try? await channel.write(piece: Array("half".utf8))
      _ = await channel.watching { try? await Task.sleep(for: .seconds(30)) }
      return
    }
    let count = Int(request.path.dropFirst()) ?? 1
    try? await channel.send(200, body: [UInt8](repeating: 0x78, count: count))
  }

  func answer(to fault: RequestFault) -> (headers: [HTTPHeader], body: [UInt8]) { ([], []) }
}

/// A connection whose bytes a test writes itself, without holding a thread that the server needs.
private final class RawClient: Sendable {
  private static let queue = DispatchQueue(label: "raw-client", attributes: .concurrent)
  private let descriptor: Int32

  init(port: UInt16, patience: Int = 20) {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var limit = timeval(tv_sec: patience, tv_usec: 0)
    setsockopt(
      descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    var place = sockaddr_in()
    place.sin_family = sa_family_t(AF_INET)
    place.sin_port = port.bigEndian
    inet_pton(AF_INET, "127.0.0.1", &place.sin_addr)
    _ = withUnsafePointer(to: &place) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
  }

  deinit { close(descriptor) }

  /// Reads once, at most so many bytes.
  func take(_ count: Int) {
    var buffer = [UInt8](repeating: 0, count: count)
    _ = recv(descriptor, &buffer, count, 0)
  }

  /// Ends the connection as a program does that closes it; what was not read makes it a reset.
  func end() {
    // The descriptor stays until nobody can use it: another file over it closes the connection.
    let nothing = open("/dev/null", O_RDWR | O_CLOEXEC)
    dup2(nothing, descriptor)
    close(nothing)
  }

  func send(_ text: String) {
    let bytes = Array(text.utf8)
    _ = Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
  }

  /// Reads until a text has come, or until the server closes.
  func read(until end: String? = nil) async -> String {
    await withCheckedContinuation { continuation in
      Self.queue.async { [descriptor] in
        var text = ""
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
          let count = recv(descriptor, &buffer, buffer.count, 0)
          guard count > 0 else { break }
          text += String(decoding: buffer[..<count], as: UTF8.self)
          if let end, text.contains(end) { break }
        }
        continuation.resume(returning: text)
      }
    }
  }
}

@Suite("The server on the loopback address")
struct LocalServerTests {
  private func serving(
    _ handler: any RequestHandler = Echo(), patience: ServerPatience = ServerPatience(),
    _ body: (LocalServer) async throws -> Void
  ) async throws {
    let server = try LocalServer(patience: patience)
    let task = Task { await server.run(handler, grace: .seconds(2)) }
    try await body(server)
    task.cancel()
    await task.value
  }

  @Test("Requests on one connection are answered in order, also where they come together")
  func pipelining() async throws {
    try await serving { server in
      let client = RawClient(port: server.port)
      client.send("GET /1 HTTP/1.1\r\nHost: a\r\n\r\nPOST /2 HTTP/1.1\r\nHost: a\r\nContent-Le")
      client.send("ngth: 3\r\n\r\nabcGET /3 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
      let text = await client.read()
      let places = ["GET /1 0", "POST /2 3", "GET /3 0"].map { text.range(of: $0)?.lowerBound }
      #expect(!places.contains(nil))
      let found = places.compactMap(\.self)
      #expect(found == found.sorted())
    }
  }

  @Test("HEAD has no body, and a client that waits for leave gets it")
  func headAndExpect() async throws {
    try await serving { server in
      let head = RawClient(port: server.port)
      head.send("HEAD /h HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
      let text = await head.read()
      #expect(text.contains("content-length: 9"))
      #expect(text.hasSuffix("\r\n\r\n"))
      let polite = RawClient(port: server.port)
      polite.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n")
      let leave = await polite.read(until: "\r\n\r\n")
      #expect(leave == "HTTP/1.1 100 Continue\r\n\r\n")
      polite.send("ab")
      let answer = await polite.read(until: "POST / 2")
      #expect(answer.contains("200 OK"))
    }
  }

  @Test("What is refused is answered with a sentence, and the connection closed")
  func refusal() async throws {
    try await serving { server in
      let client = RawClient(port: server.port)
      client.send(
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n")
      let text = await client.read()
      #expect(text.hasPrefix("HTTP/1.1 400"))
      #expect(text.contains("connection: close"))
      #expect(text.hasSuffix("The request says twice where its body ends."))
    }
  }

  @Test("A client that drips is told so and let go, and holds up nobody")
  func slowClient() async throws {
    var patience = ServerPatience()
    patience.request = .milliseconds(400)
    try await serving(patience: patience) { server in
      let slow = RawClient(port: server.port)
      slow.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Le")
      let quick = RawClient(port: server.port)
      quick.send("GET /quick HTTP/1.1\r\nHost: a\r\n\r\n")
      #expect(await quick.read(until: "GET /quick 0").contains("200 OK"))
      #expect(await slow.read().hasPrefix("HTTP/1.1 408"))
    }
  }

  @Test("A thousand connections are open at once, and each gets its answer")
  func thousand() async throws {
    var limit = rlimit()
    getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    limit.rlim_cur = min(limit.rlim_max, 8192)
    setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    try await serving(Echo(delay: .milliseconds(200))) { server in
      let clients = (0..<1000).map { _ in RawClient(port: server.port) }
      for (number, client) in clients.enumerated() {
        client.send("GET /\(number) HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
      }
      var answered = 0
      for (number, client) in clients.enumerated()
      where await client.read().hasSuffix("GET /\(number) 0") {
        answered += 1
      }
      #expect(answered == 1000)
    }
  }

  @Test("Whether a client has its answer, or left before it had the whole, is seen at once")
  func fates() async throws {
    let keeper = Keeper()
    try await serving(keeper) { server in
      // It has the answer and asks for something else; then it has that one too and closes in order.
      let patient = RawClient(port: server.port)
      patient.send("GET /5 HTTP/1.1\r\nHost: a\r\n\r\n")
      _ = await patient.read(until: "xxxxx")
      #expect(keeper.fates == [.open])
      patient.send("GET /6 HTTP/1.1\r\nHost: a\r\n\r\n")
      _ = await patient.read(until: "xxxxxx")
      #expect(keeper.fates == [.read, .open])
      patient.end()
      #expect(keeper.fates == [.read, .read])
      // It closes with something unread: that is a reset, though the whole was sent.
      let hasty = RawClient(port: server.port)
      hasty.send("GET /50000 HTTP/1.1\r\nHost: a\r\n\r\n")
      hasty.take(100)
      #expect(keeper.fates.last == .open)
      hasty.end()
      #expect(keeper.fates.last == .left)
      // It closes in the middle of an answer that has not ended.
      let leaving = RawClient(port: server.port)
      leaving.send("GET /half HTTP/1.1\r\nHost: a\r\n\r\n")
      _ = await leaving.read(until: "half")
      #expect(keeper.fates.last == .open)
      leaving.end()
      #expect(keeper.fates == [.read, .read, .left, .left])
    }
    // What was settled stays so when the sockets are gone.
    #expect(keeper.fates == [.read, .read, .left, .left])
  }

  @Test("An answer under way is finished where the server ends, and nothing new is taken")
  func drain() async throws {
    let server = try LocalServer()
    let task = Task { await server.run(Echo(delay: .milliseconds(300)), grace: .seconds(5)) }
    let client = RawClient(port: server.port)
    client.send("GET /late HTTP/1.1\r\nHost: a\r\n\r\n")
    try await Task.sleep(for: .milliseconds(100))
    task.cancel()
    let text = await client.read()
    #expect(text.contains("GET /late 0"))
    await task.value
    #expect(server.connectionCount == 0)
  }

  @Test("Only this machine's own names are its own")
  func hosts() {
    for host in ["127.0.0.1", "127.0.0.1:80", "localhost:1", "LOCALHOST"] {
      #expect(HostCheck.isLocal(host))
    }
    for host in [
      nil, "", "evil.example", "127.0.0.1.evil.example", "127.0.0.1:x", "localhost:1:2", "0.0.0.0",
    ] {
      #expect(!HostCheck.isLocal(host))
    }
  }
}
