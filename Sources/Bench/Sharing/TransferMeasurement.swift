import Cassettes
import Foundation
import Sharing
import Wire

/// Push and pull of one large file beside `curl`: the shortest of some runs, taken in turns, so that a
/// busy machine is as busy for both.
///
/// A pull also hashes what arrives, checks what it names, and waits until the disk has it; `curl` is
/// followed by `sync` of its file, so that both end with the bytes on the disk.
struct TransferMeasurement {
  private static let byteCount = 256 << 20
  private static let runs = 5

  let curl: Tool
  let server: FileServer
  let folder: URL

  func measure(_ results: inout BenchResults) async throws {
    let file = folder.appending(path: "large")
    try write(file)
    guard let sync = Tool("sync") else { throw BenchError("sync is not installed.") }
    let remote = try RemoteAddress.remote(
      server.url, environment: [:], stallSeconds: 60, timestamp: { "" })
    let source = try source(of: file)
    let name = source.manifest.entries[0].digest.hex
    var ours = (push: Double.infinity, pull: Double.infinity)
    var theirs = ours
    for _ in 0..<Self.runs {
      try clear("served/cas", "served/roots", "curl", "pulled")
      theirs.push = min(
        theirs.push,
        try await seconds {
          try curl.run([
            "-s", "-f", "-T", file.path, "\(server.url)/cas/\(name)", "-o", "/dev/null",
          ])
        })
      try clear("served/cas")
      ours.push = min(ours.push, try await seconds { _ = try await Push(to: remote).run(source) })
      let copy = folder.appending(path: "curl").path
      theirs.pull = min(
        theirs.pull,
        try await seconds {
          try curl.run(["-s", "-f", "\(server.url)/cas/\(name)", "-o", copy])
          try sync.run([copy])
        })
      let target = folder.appending(path: "pulled").path
      ours.pull = min(
        ours.pull,
        try await seconds {
          let pull = Pull(from: remote)
          _ = try await pull.run(try await pull.manifest(source.digest), into: target)
        })
    }
    let megabytes = Double(Self.byteCount) / 1e6
    results.add("curl, upload", megabytes / theirs.push, "MB/s")
    results.add("push", megabytes / ours.push, "MB/s")
    results.add(
      "push / curl, time", ours.push / theirs.push, "", decimals: 2, mark: .atMost(1.5))
    results.add("curl, download to disk", megabytes / theirs.pull, "MB/s")
    results.add("pull", megabytes / ours.pull, "MB/s")
    results.add(
      "pull / curl, time", ours.pull / theirs.pull, "", decimals: 2, mark: .atMost(1.5))
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

  private func clear(_ names: String...) throws {
    for name in names {
      try? FileManager.default.removeItem(at: folder.appending(path: name))
    }
  }

  private func seconds(_ body: () async throws -> Void) async throws -> Double {
    let clock = ContinuousClock()
    let start = clock.now
    try await body()
    return (clock.now - start) / .seconds(1)
  }
}
