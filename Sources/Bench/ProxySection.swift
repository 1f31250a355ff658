import Basics
import Dispatch
import Foundation
import HTTP
import Proxy
import RecordReplay
import Serving

/// What the proxy costs a call, and how many it replays.
///
/// Calls go over real sockets from clients in the same process, whose share of the processor counts
/// against the proxy.
enum ProxySection: BenchSection {
  static let name = "proxy"
  static let summary =
    "calls of other people's programs: overhead, and replay over 200 to 100,000 exchanges"

  private static let sizes = [200, 1_000, 100_000]
  private static let calls = 4_000
  private static let connections = 8

  static func run(_ options: BenchOptions) async throws -> BenchReport {
    var figures: [BenchFigure] = []
    let upstream = try LocalServer()
    let serving = Task { await upstream.run(InstantProvider(), grace: .zero) }
    defer { serving.cancel() }
    let direct = try await median(port: upstream.port, from: 0)
    figures.append(BenchFigure("call without a proxy, median", direct, "ms", decimals: 3))
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "steerbench-bench-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let recorded = try await recording(folder.path + "/r", upstream.port)
    figures.append(
      BenchFigure("call recorded, on disk before its end, median", recorded, "ms", decimals: 3))
    for size in sizes {
      let path = folder.path + "/\(size)"
      try await fill(path, with: size)
      let (rate, latency) = try await replay(path, size)
      figures.append(
        BenchFigure(
          "calls replayed a second of one core, of \(size)", rate, "", decimals: 0,
          mark: .atLeast(5_000)))
      if size == 1_000 {
        figures.append(
          BenchFigure(
            "replayed call beside one without a proxy, median", latency - direct, "ms", decimals: 3,
            mark: .atMost(0.3)))
      }
    }
    figures.append(
      BenchFigure("peak", Double(try ResourceUsage.peakBytes) / 1e6, "MB", decimals: 1))
    return BenchReport(
      section: name, facts: [("calls", "\(calls) over \(connections) connections")],
      figures: figures)
  }

  private static func body(_ number: Int) -> String {
    #"{"model":"m","messages":[{"role":"user","content":"question \#(number)"}],"max_tokens":16}"#
  }

  /// A folder of recordings, taken over from another tool's file: recording them would measure the disk.
  private static func fill(_ folder: String, with size: Int) async throws {
    let interactions = (0..<size).map { number -> JSONValue in
      [
        "request": [
          "method": "POST", "uri": "https://api.openai.com/v1/chat/completions",
          "headers": ["content-type": "application/json"], "body": .string(body(number)),
        ],
        "response": [
          "status": ["code": 200], "headers": ["content-type": "application/json"],
          "body": ["string": .string(InstantProvider.text)],
        ],
      ]
    }
    let file = folder + ".json"
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: true)
    try Data(CanonicalJSON.bytes(ofOwn: ["version": 1, "interactions": .array(interactions)]))
      .write(to: URL(filePath: file))
    _ = try await ForeignImport(
      into: folder, secrets: SecretGuard(), toolVersion: "bench"
    ).run([file])
  }

  private static func replay(
    _ folder: String, _ size: Int
  ) async throws -> (rate: Double, latency: Double) {
    let session = ProxySession(folder: folder, mode: .replay, environment: [:]) { _ in }
    let (stream, continuation) = AsyncStream.makeStream(of: (Double, Double).self)
    let report = try await session.run { port in
      let latency = try await median(port: port, from: 0, count: min(100, size / 2))
      let first = min(100, size / 2)
      let count = min(calls, size - first)
      let start = ResourceUsage.cpuSeconds
      try await withThrowingTaskGroup(of: Void.self) { group in
        for lane in 0..<connections {
          group.addTask {
            _ = try await times(
              port: port,
              numbers: stride(from: first + lane, to: first + count, by: connections).map(\.self))
          }
        }
        try await group.waitForAll()
      }
      continuation.yield((Double(count) / (ResourceUsage.cpuSeconds - start), latency))
      return nil
    }
    guard report.counts.misses == 0, let figures = await stream.first(where: { _ in true }) else {
      throw BenchError("The proxy missed \(report.counts.misses) calls.")
    }
    return figures
  }

  private static func recording(_ folder: String, _ port: UInt16) async throws -> Double {
    let recording = ProxySession.Recording(
      upstreams: try Upstreams(every: "http://127.0.0.1:\(port)", environment: [:]),
      transport: CurlTransport(), timeout: .seconds(30), secrets: SecretGuard(),
      toolVersion: "bench", timestamp: { "2026-01-01T00:00:00Z" })
    let session = ProxySession(folder: folder, mode: .record(recording), environment: [:]) { _ in }
    let (stream, continuation) = AsyncStream.makeStream(of: Double.self)
    _ = try await session.run { port in
      continuation.yield(try await median(port: port, from: 0))
      return nil
    }
    return await stream.first(where: { _ in true }) ?? 0
  }

  /// The median time of calls on one connection, in milliseconds.
  private static func median(
    port: UInt16, from first: Int, count: Int = 300
  ) async throws -> Double {
    let all = try await times(port: port, numbers: Array(first..<first + count)).sorted()
    return all[all.count / 2]
  }

  /// Makes calls one after the other on one connection; the time of each, in milliseconds.
  private static func times(port: UInt16, numbers: [Int]) async throws -> [Double] {
    let bodies = numbers.map(body)
    return try await withCheckedThrowingContinuation { continuation in
      DispatchQueue.global().async {
        continuation.resume(with: Result { try PlainClient(port: port).times(of: bodies) })
      }
    }
  }
}

/// A provider that has the answer already.
private struct InstantProvider: RequestHandler {
  static let text =
    #"{"id":"c","object":"chat.completion","model":"m","choices":[{"index":0,"message":{"role":"#
    + #""assistant","content":"forty-two"},"finish_reason":"stop"}],"usage":{"prompt_tokens":9,"#
    + #""completion_tokens":3,"total_tokens":12}}"#

  func answer(_ request: ServedRequest, on channel: AnswerChannel) async {
    try? await channel.send(
      200, headers: [HTTPHeader(name: "content-type", value: "application/json")],
      body: Array(Self.text.utf8))
  }

  func answer(to fault: RequestFault) -> (headers: [HTTPHeader], body: [UInt8]) { ([], []) }
}

/// A client of one connection that does as little as can be.
private struct PlainClient {
  let port: UInt16

  func times(of bodies: [String]) throws -> [Double] {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
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
    return try bodies.map { body in
      let clock = ContinuousClock.now
      let head =
        "POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        + "Content-Length: \(body.utf8.count)\r\n\r\n"
      let bytes = Array((head + body).utf8)
      guard send(descriptor, bytes, bytes.count, 0) == bytes.count else {
        throw BenchError("A call could not be sent.")
      }
      try readAnswer(descriptor)
      let time = clock.duration(to: .now).components
      return Double(time.seconds) * 1e3 + Double(time.attoseconds) / 1e15
    }
  }

  private func readAnswer(_ descriptor: Int32) throws {
    var buffer = [UInt8](repeating: 0, count: 8192)
    var count = 0
    while true {
      let read = buffer.withUnsafeMutableBytes {
        recv(descriptor, $0.baseAddress.map { $0 + count }, 8192 - count, 0)
      }
      guard read > 0, count + read < 8192 else { throw BenchError("An answer broke off.") }
      count += read
      // Every answer here is the same and ends with the end of its object.
      if buffer[count - 1] == UInt8(ascii: "}"), buffer[count - 2] == UInt8(ascii: "}") { return }
    }
  }
}
