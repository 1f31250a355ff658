import CassetteFaults
import Cassettes
import Foundation
import TestSupport
import Testing

/// The system calls of a real process are replayed on a simulated folder, up to every one of them.
@Suite(
  "A power cut while publishing",
  .enabled(if: SystemCallLog.isAvailable, "needs strace and the right to trace"))
struct PublishPowerCutTests {
  private static let sealed = 0..<12
  private static let recorded = 8..<30
  private static let all = 0..<30

  @Test(
    "leaves the old content or the new, and all that was recorded",
    arguments: KillTests.publishing, CassetteVersion.allCases)
  func publishing(verb: String, version: CassetteVersion) async throws {
    try await withFolderInMemory { scratch in
      let folder = scratch + "/root/sweep"
      try await KillTests.prepare(folder, sealed: Self.sealed, recorded: Self.recorded, version)
      let simulated = try await Self.trace([verb, folder], folder: folder, scratch: scratch)
      #expect(simulated.operations.contains { if case .rename = $0 { true } else { false } })
      var states: Set<Int> = []
      for position in simulated.changes {
        for seed in 0..<12 {
          let target = scratch + "/cut"
          try simulated.cut(
            at: position, keep: [0.1, 0.5, 0.9][seed % 3], seed: UInt64(position << 8 | seed),
            from: scratch + "/root", to: target)
          let plays = try await Self.examine(target + "/sweep")
          #expect(plays == Set(Self.sealed) || plays == Set(Self.all), "\(position) \(seed)")
          states.insert(plays.count)
          try FileManager.default.removeItem(atPath: target)
        }
      }
      // Sealing adds what the journal holds; compacting changes the files and no content.
      #expect(
        states == (verb == "seal" ? [Self.sealed.count, Self.all.count] : [Self.sealed.count]))
    }
  }

  @Test("of a first recording keeps the folder, and every acknowledged exchange in it")
  func firstRecording() async throws {
    try await withFolderInMemory { scratch in
      let root = scratch + "/root"
      let folder = root + "/cassettes/sweep"
      try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
      let simulated = try await Self.trace(
        ["record", folder, "0", "24"], folder: root, scratch: scratch)
      var random = SeededNumbers(41)
      for number in 0..<120 {
        let position = Int.random(in: 0...simulated.operations.count, using: &random)
        let target = scratch + "/cut"
        try simulated.cut(
          at: position, keep: [0.1, 0.5, 0.9][number % 3], seed: random.next(), from: root,
          to: target)
        let kept = try await NumberedExchange.numbers(
          in: CassetteFolder.mending(path: target + "/cassettes/sweep"))
        let said = simulated.operations.prefix(position).compactMap { operation in
          if case .say(let line) = operation { line } else { nil }
        }
        #expect(said.numbers(after: "ack").isSubset(of: kept), "\(position)")
        try FileManager.default.removeItem(atPath: target)
      }
    }
  }

  @Test(
    "is seen to do harm when the process does not synchronize: the control",
    arguments: ["files", "folders"])
  func withoutSyncs(of what: String) async throws {
    try await withFolderInMemory { scratch in
      let folder = scratch + "/root/sweep"
      try await KillTests.prepare(folder, sealed: Self.sealed, recorded: Self.recorded, .two)
      let honest = try await Self.trace(["seal", folder], folder: folder, scratch: scratch)
      let careless = SimulatedFolder(
        before: honest.before, folders: honest.folders,
        operations: honest.operations.filter { operation in
          switch operation {
          case .synchronize: what != "files"
          case .synchronizeFolder: what != "folders"
          default: true
          }
        })
      var harmed = 0
      for seed in 0..<60 {
        let target = scratch + "/cut"
        try careless.cut(
          at: careless.operations.count - seed % 4, keep: 0.5, seed: UInt64(seed),
          from: scratch + "/root", to: target)
        if (try? await Self.examine(target + "/sweep")) == nil { harmed += 1 }
        try FileManager.default.removeItem(atPath: target)
      }
      #expect(harmed > 0)
    }
  }

  private struct Lost: Error {}

  /// Runs a verb of the subject and gives what it did to the files below a folder.
  private static func trace(
    _ arguments: [String], folder: String, scratch: String
  ) async throws -> SimulatedFolder {
    var before: [String: (file: Int, bytes: [UInt8])] = [:]
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    for (number, name) in names.sorted().enumerated() {
      before[folder + "/" + name] = (number, try read(folder + "/" + name))
    }
    let log = try await SystemCallLog.trace(
      arguments, folder: folder, files: before.mapValues(\.file), scratch: scratch)
    return SimulatedFolder(before: before, folders: [folder], operations: log.operations)
  }

  /// Opens what a cut left as a replay would, then as the next recording would, and gives the
  /// numbers that it plays; throws if anything recorded is lost.
  private static func examine(_ path: String) async throws -> Set<Int> {
    do throws(CassetteError) {
      _ = try CassetteFolder(path: path).reader()
    } catch {
      // A cassette in place that INDEX does not name yet is told so; anything else is damage.
      guard error.code == .unlistedFile else { throw error }
    }
    let folder = try CassetteFolder.mending(path: path)
    let plays = try NumberedExchange.sealedNumbers(in: folder)
    guard try await NumberedExchange.numbers(in: folder) == Set(all) else { throw Lost() }
    return plays
  }
}
