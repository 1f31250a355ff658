import Basics
import Cassettes
import Foundation
import HTTP
import Sharing

/// Push and pull of one large file beside `curl`: the shortest of some runs, taken in turns, so that a
/// busy machine is as busy for both.
///
/// A pull also hashes what arrives, checks what it names, and waits until the disk has it; `curl` is
/// followed by `sync` of its file, so that both end with the bytes on the disk. A push hashes what it
/// sends, so that no name ever stands for other bytes: against a server in the same memory, which takes
/// bytes faster than SHA-256 is computed, that and nothing else is what is measured. Its figures stand
/// beside those of a server behind a link of ten gigabits a second, which has the mark.
struct TransferMeasurement {
  private static let byteCount = 256 << 20
  private static let runs = 5
  /// Ten gigabits a second, in bytes.
  static let linkRate = 1.25e9

  let curl: Tool
  /// A server that takes what it gets at once.
  let near: FileServer
  /// A server behind a link.
  let linked: FileServer
  let folder: URL

  /// The shortest times of `curl` and of ours, in seconds.
  private struct Pair {
    var theirs = Double.infinity
    var ours = Double.infinity

    var ratio: Double { ours / theirs }
  }

  func measure(_ results: inout BenchResults) async throws {
    let file = folder.appending(path: "large")
    try write(file)
    let source = try source(of: file)
    var (push, nearPush, pull) = (Pair(), Pair(), Pair())
    for _ in 0..<Self.runs {
      try await measurePush(of: file, source, to: near, &nearPush)
      try await measurePush(of: file, source, to: linked, &push)
      try await measurePull(of: source, &pull)
    }
    let megabytes = Double(Self.byteCount) / 1e6
    results.add("curl, upload over 10 Gbit/s", megabytes / push.theirs, "MB/s")
    results.add("push over 10 Gbit/s", megabytes / push.ours, "MB/s")
    results.add("push / curl, time", push.ratio, "", decimals: 2, mark: .atMost(1.5))
    results.add("curl, upload over loopback", megabytes / nearPush.theirs, "MB/s")
    results.add("push over loopback", megabytes / nearPush.ours, "MB/s")
    results.add("curl, download to disk", megabytes / pull.theirs, "MB/s")
    results.add("pull", megabytes / pull.ours, "MB/s")
    results.add("pull / curl, time", pull.ratio, "", decimals: 2, mark: .atMost(1.5))
  }

  private func measurePush(
    of file: URL, _ source: BundleSource, to server: FileServer, _ pair: inout Pair
  ) async throws {
    let name = source.manifest.entries[0].digest.hex
    try clear(server, "cas", "roots")
    pair.theirs = min(
      pair.theirs,
      try await seconds {
        try curl.run([
          "-s", "-f", "-T", file.path, "\(server.url)/cas/\(name)", "-o", "/dev/null",
        ])
      })
    try clear(server, "cas")
    let remote = try remote(server)
    pair.ours = min(
      pair.ours, try await seconds { _ = try await Push(to: remote).run(source) })
  }

  private func measurePull(of source: BundleSource, _ pair: inout Pair) async throws {
    guard let sync = Tool("sync") else { throw BenchError("sync is not installed.") }
    let name = source.manifest.entries[0].digest.hex
    let copy = folder.appending(path: "curl").path
    let target = folder.appending(path: "pulled").path
    for path in [copy, target] { try? FileManager.default.removeItem(atPath: path) }
    pair.theirs = min(
      pair.theirs,
      try await seconds {
        try curl.run(["-s", "-f", "\(near.url)/cas/\(name)", "-o", copy])
        try sync.run([copy])
      })
    let remote = try remote(near)
    pair.ours = min(
      pair.ours,
      try await seconds {
        let pull = Pull(from: remote)
        _ = try await pull.run(try await pull.manifest(source.digest), into: target)
      })
  }

  private func remote(_ server: FileServer) throws -> any Remote {
    try Remotes.remote(
      server.url,
      in: RemoteSetting(
        environment: [:], route: .direct, stallSeconds: 60, timestamp: { "" }))
  }

  private func source(of file: URL) throws -> BundleSource {
    let empty = folder.appending(path: "empty").path
    guard let place = BundlePath("cassettes/bench"), let path = BundlePath("Tasks/bench/large")
    else {
      throw BenchError("A path of the benchmark is refused.")
    }
    return try BundleSource(
      sweep: "bench", folder: place, cassettes: CassetteFolder.mending(path: empty),
      files: [(path: path, local: file.path)], actionDigest: nil)
  }

  /// Writes bytes without a pattern, the same each time.
  private func write(_ file: URL) throws {
    var state: UInt64 = 42
    var bytes = Data(capacity: Self.byteCount)
    for _ in 0..<Self.byteCount / 8 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      var word = state ^ state >> 29
      withUnsafeBytes(of: &word) { bytes.append(contentsOf: $0) }
    }
    try bytes.write(to: file)
  }

  private func clear(_ server: FileServer, _ names: String...) throws {
    for name in names {
      try? FileManager.default.removeItem(at: server.folder.appending(path: name))
    }
  }

  private func seconds(_ body: () async throws -> Void) async throws -> Double {
    let clock = ContinuousClock()
    let start = clock.now
    try await body()
    return (clock.now - start) / .seconds(1)
  }
}

/// A server on loopback that keeps what is put and gives it back: Python's own, with PUT.
final class FileServer {
  private static let program = """
    import http.server, os, shutil, sys, time
    class Handler(http.server.SimpleHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        def log_message(self, *arguments): pass
        def copyfile(self, source, outputfile): shutil.copyfileobj(source, outputfile, 1 << 20)
        def do_PUT(self):
            path = self.translate_path(self.path)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            size = left = int(self.headers["content-length"])
            start = time.monotonic()
            with open(path + ".partial", "wb") as file:
                while left > 0:
                    piece = self.rfile.read(min(left, 1 << 20))
                    if not piece: return
                    file.write(piece)
                    left -= len(piece)
                    ahead = start + (size - left) / rate - time.monotonic()
                    if ahead > 0: time.sleep(ahead)
            os.rename(path + ".partial", path)
            self.send_response(201)
            self.send_header("content-length", "0")
            self.end_headers()
    os.chdir(sys.argv[1])
    rate = float(sys.argv[2])
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    print(server.server_address[1], flush=True)
    server.serve_forever()
    """

  /// The address.
  let url: String
  /// The folder that is served.
  let folder: URL
  private let process = Process()

  /// - Parameter rate: How fast it takes what is put, in bytes a second: the link that it lies behind.
  init(_ python: Tool, in folder: URL, rate: Double = .infinity) throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    self.folder = folder
    process.executableURL = URL(filePath: python.path)
    process.arguments = ["-c", Self.program, folder.path, "\(rate)"]
    let output = Pipe()
    process.standardOutput = output
    process.standardInput = FileHandle.nullDevice
    try process.run()
    let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
    guard let port = Int(line.trimmingCharacters(in: .whitespacesAndNewlines)) else {
      throw BenchError("The file server did not start.")
    }
    url = "http://127.0.0.1:\(port)"
  }

  /// Ends it by the signal that cannot be blocked: a process that is started from a thread of the
  /// runtime inherits what that thread blocks, `SIGTERM` among it.
  func stop() { kill(process.processIdentifier, SIGKILL) }
}
