import Basics
import Dispatch
import Foundation
import Glibc
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
    let begun = try await firstByte(port: upstream.port)
    let (recorded, teed) = try await recording(folder.path + "/r", upstream.port)
    figures.append(
      BenchFigure("call recorded, on disk before its end, median", recorded, "ms", decimals: 3))
    figures.append(
      BenchFigure(
        "bare write and fdatasync of as many bytes there, median", try syncing(folder.path), "ms",
        decimals: 3))
    figures += try await recordingInMemory(upstream.port, direct)
    figures.append(
      BenchFigure(
        "first bytes of a stream while recording, beside those without a proxy", teed - begun, "ms",
        decimals: 3, mark: .atMost(1)))
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
    figures += try await ProxyStreams.figures(in: folder.path)
    figures.append(
      BenchFigure("peak", Double(try ResourceUsage.peakBytes) / 1e6, "MB", decimals: 1))
    return BenchReport(
      section: name, facts: [("calls", "\(calls) over \(connections) connections")],
      figures: figures)
  }

  static func body(_ number: Int, isStream: Bool = false) -> String {
    #"{"model":"m","messages":[{"role":"user","content":"question \#(number)"}],"max_tokens":16"#
      + (isStream ? #","stream":true}"# : "}")
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

  private static func recording(
    _ folder: String, _ port: UInt16
  ) async throws -> (whole: Double, first: Double) {
    let recording = ProxySession.Recording(
      upstreams: try Upstreams(every: "http://127.0.0.1:\(port)", environment: [:]),
      transport: CurlTransport(), timeout: .seconds(30), secrets: SecretGuard(),
      toolVersion: "bench", timestamp: { "2026-01-01T00:00:00Z" })
    let session = ProxySession(folder: folder, mode: .record(recording), environment: [:]) { _ in }
    let (stream, continuation) = AsyncStream.makeStream(of: (whole: Double, first: Double).self)
    _ = try await session.run { port in
      continuation.yield(
        (whole: try await median(port: port, from: 0), first: try await firstByte(port: port)))
      return nil
    }
    guard let figures = await stream.first(where: { _ in true }) else {
      throw BenchError("The recording gave no figures.")
    }
    return figures
  }

  /// What a disk by itself takes to keep what a call writes: two pages of a journal's log.
  private static func syncing(_ folder: String) throws -> Double {
    let file = open(folder + "/sync", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw BenchError("\(folder): no file can be made there.") }
    defer { close(file) }
    let pages = [UInt8](repeating: 1, count: 2 * (8_192 + 24))
    var times: [Double] = []
    for _ in 0..<100 {
      let start = ContinuousClock.now
      guard write(file, pages, pages.count) == pages.count, fdatasync(file) == 0 else {
        throw BenchError("\(folder): a file cannot be written there.")
      }
      times.append((ContinuousClock.now - start) / .milliseconds(1))
    }
    return times.sorted()[times.count / 2]
  }

  /// What recording costs a call where keeping costs nothing: a disk takes from a quarter of a millisecond to
  /// several, which is nobody's program.
  private static func recordingInMemory(
    _ port: UInt16, _ direct: Double
  ) async throws -> [BenchFigure] {
    let memory = "/dev/shm"
    guard access(memory, W_OK) == 0 else { return [] }
    let folder = "\(memory)/steerbench-bench-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let (recorded, _) = try await recording(folder, port)
    return [
      BenchFigure(
        "call recorded in memory beside one without a proxy, median", recorded - direct, "ms",
        decimals: 3, mark: .atMost(0.3))
    ]
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
    let bodies = numbers.map { body($0) }
    return try await blocking {
      let client = try PlainClient(port: port)
      return try bodies.map { try client.call($0, end: "}}").whole }
    }
  }

  /// The median time until the first bytes of a stream, in milliseconds.
  static func firstByte(port: UInt16) async throws -> Double {
    let bodies = (0..<100).map { body($0, isStream: true) }
    return try await blocking {
      let client = try PlainClient(port: port)
      let all = try bodies.map { try client.call($0, end: "0\r\n\r\n").first }.sorted()
      return all[all.count / 2]
    }
  }

  /// Does what holds a thread up where it holds up nobody else.
  static func blocking<Value: Sendable>(
    _ work: @escaping @Sendable () throws -> Value
  ) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
      DispatchQueue.global().async { continuation.resume(with: Result { try work() }) }
    }
  }
}
