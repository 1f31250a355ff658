import Basics
import Foundation
import Glibc
import HTTP
import Proxy
import RecordReplay

/// What open streams take: many clients that wait for the next piece at the same time.
enum ProxyStreams {
  private static let count = 1_000
  /// How long each stream is open, in milliseconds: long enough to open all of them.
  private static let patience = 4_000

  static func figures(in folder: String) async throws -> [BenchFigure] {
    // Both ends of every connection are here.
    var limit = rlimit(rlim_cur: 8_192, rlim_max: 8_192)
    guard setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else {
      throw BenchError("This process may not have 8192 open files: ulimit -n.")
    }
    let path = folder + "/streams"
    try await fill(path)
    var session = ProxySession(folder: path, mode: .replay, environment: [:]) { _ in }
    session.timing = .times(1)
    let (stream, continuation) = AsyncStream.makeStream(of: Int.self)
    let report = try await session.run { port in
      let bytes = try await ProxySection.blocking { try open(port) }
      continuation.yield(bytes)
      return nil
    }
    guard report.counts.misses == 0, let bytes = await stream.first(where: { _ in true }) else {
      throw BenchError("The proxy missed \(report.counts.misses) streams.")
    }
    return [
      BenchFigure(
        "memory of \(count) open streams, their clients included", Double(bytes) / 1e6, "MB",
        decimals: 1, mark: .atMost(100))
    ]
  }

  /// Opens all streams, reads the beginning of each, and then the rest; gives what they took in bytes.
  private static func open(_ port: UInt16) throws -> Int {
    let before = try residentBytes()
    var clients: [Box] = []
    for number in 0..<count {
      let client = Box(try PlainClient(port: port))
      try client.client.send(ProxySection.body(number, isStream: true))
      clients.append(client)
    }
    for client in clients { _ = try client.client.read(16) }
    let after = try residentBytes()
    for client in clients { try client.client.read(to: "0\r\n\r\n") }
    return max(after - before, 0)
  }

  /// A client in a list.
  private final class Box {
    let client: PlainClient
    init(_ client: consuming PlainClient) { self.client = client }
  }

  /// The memory that is resident now, in bytes.
  private static func residentBytes() throws -> Int {
    let text = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8)
    guard let pages = text.split(separator: " ").dropFirst().first.flatMap({ Int($0) }) else {
      throw BenchError("The kernel does not tell the memory in use.")
    }
    return pages * Int(sysconf(Int32(_SC_PAGESIZE)))
  }

  /// Streams as an HTTP archive has them: each with the time that it took.
  private static func fill(_ folder: String) async throws {
    let entries = (0..<count).map { number -> JSONValue in
      let type: JSONValue = ["name": "content-type", "value": "application/json"]
      return [
        "time": .integer(Int64(patience)),
        "request": [
          "method": "POST", "url": "https://api.openai.com/v1/chat/completions",
          "headers": [type],
          "postData": ["text": .string(ProxySection.body(number, isStream: true))],
        ],
        "response": [
          "status": 200,
          "headers": [["name": "content-type", "value": "text/event-stream"]],
          "content": ["text": .string(InstantProvider.events.joined())],
        ],
      ]
    }
    let file = folder + ".har"
    try Data(CanonicalJSON.bytes(ofOwn: ["log": ["entries": .array(entries)]]))
      .write(to: URL(filePath: file))
    _ = try await ForeignImport(
      into: folder, secrets: SecretGuard(), toolVersion: "bench"
    ).run([file])
  }
}
