import Cassettes
import Foundation
import HTTP
import Methods
import Sharing

/// How fast bundles are pushed and pulled, beside `curl` with the same bytes and the same server; and
/// how much a second push sends.
enum SharingSection: BenchSection {
  static let name = "sharing"
  static let summary = "push and pull beside curl, and what a second push sends"

  static func run(_ options: BenchOptions) async throws -> BenchReport {
    let folder = URL(filePath: NSTemporaryDirectory(), directoryHint: .isDirectory)
      .appending(path: "steerbench-sharing-\(getpid())", directoryHint: .isDirectory)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    var results = BenchResults()
    if let curl = Tool("curl"), let python = Tool("python3") {
      let near = try FileServer(python, in: folder.appending(path: "near"))
      defer { near.stop() }
      let linked = try FileServer(
        python, in: folder.appending(path: "linked"), rate: TransferMeasurement.linkRate)
      defer { linked.stop() }
      try await TransferMeasurement(curl: curl, near: near, linked: linked, folder: folder)
        .measure(&results)
    } else {
      results.note("curl", "skipped: curl or python3 is not installed")
    }
    try await SecondPushMeasurement(folder: folder, prompts: options.prompts).measure(&results)
    return BenchReport(section: name, facts: results.facts, figures: results.figures)
  }
}

/// What a push sends after a recording that added one hundredth to a sweep that was pushed before.
struct SecondPushMeasurement {
  private static let perTask = 12

  let folder: URL
  let prompts: String

  func measure(_ results: inout BenchResults) async throws {
    let exchanges = try await exchanges()
    let trials = Dictionary(grouping: exchanges, by: \.scope).sorted { $0.key < $1.key }
    let added = trials.enumerated().filter { $0.offset % 100 == 0 }.flatMap(\.element.value)
    let more = trials.enumerated().filter { $0.offset % 100 == 1 }.flatMap(\.element.value)
    let rest = trials.enumerated().filter { $0.offset % 100 > 1 }.flatMap(\.element.value)
    let path = folder.appending(path: "cassettes").path
    let remote = try Remotes.remote(
      folder.appending(path: "remote").path,
      in: RemoteSetting(
        environment: [:], route: .direct, stallSeconds: 60, timestamp: { "" }))
    var cassettes = try CassetteFolder.mending(path: path).sealing(rest).folder
    let first = try await Push(to: remote).run(try source(cassettes))
    let sealed = try cassettes.sealing(added)
    cassettes = sealed.folder
    guard let line = sealed.added else { throw BenchError("A recording added nothing.") }
    let changed = try URL(filePath: cassettes.path(of: line)).byteCount()
    let second = try await Push(to: remote).run(try source(cassettes), since: first.digest)
    results.add("first push", Double(first.counts.movedBytes) / 1e6, "MB", decimals: 2)
    results.add("second push", Double(second.counts.movedBytes) / 1e6, "MB", decimals: 3)
    results.add(
      "second push / what was recorded", Double(second.counts.movedBytes) / Double(changed), "",
      decimals: 3, mark: .atMost(1.05))
    guard let compacted = try CassetteFolder.compacting(path: path) else {
      throw BenchError("There was nothing to compact.")
    }
    let third = try await Push(to: remote).run(try source(compacted.folder), since: second.digest)
    results.add(
      "push after compacting / the whole",
      Double(third.counts.movedBytes) / Double(first.counts.movedBytes), "", decimals: 3,
      mark: .atMost(0.05))
    // One more hundredth, and one file for all: no byte of the old file need be in it.
    let whole = try source(
      try CassetteFolder.mending(path: folder.appending(path: "rewritten").path)
        .sealing(exchanges).folder)
    let fourth = try await Push(to: remote).run(whole, since: third.digest)
    let share = Double(try CassetteSealer.seal(more).bytes.count)
    results.add(
      "push of a rewritten cassette / (what is new + 5 % of it)",
      Double(fourth.counts.movedBytes) / (share + 0.05 * Double(whole.manifest.byteCount)), "",
      decimals: 3, mark: .atMost(1))
  }

  private func exchanges() async throws -> [Exchange] {
    let variants = MethodRegistry.shipped.all.flatMap { method in
      let name = method.description.name
      return method.description.allowsTurns ? [name, "\(name)@2"] : [name]
    }
    let sweep = GeneratedSweep(
      perTask: Self.perTask, samples: 1, methods: variants, language: CorpusLanguage())
    return try await sweep.exchanges(
      in: folder.appending(path: "sweep"),
      prompts: URL(filePath: prompts, directoryHint: .isDirectory))
  }

  private func source(_ cassettes: CassetteFolder) throws -> BundleSource {
    guard let place = BundlePath("cassettes/bench") else {
      throw BenchError("A path of the benchmark is refused.")
    }
    return try BundleSource(
      sweep: "bench", folder: place, cassettes: cassettes, files: [], actionDigest: nil)
  }
}
