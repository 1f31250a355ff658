import Basics
import Cassettes
import Foundation
import HTTP
import Sharing
import Sweeps
import Testing
import WorkbenchTestSupport

@testable import Workbench

@Suite("Sweeps that travel, by a call")
struct SharingCallTests {
  private static func remote(_ path: String) throws -> any Remote {
    try Remotes.remote(
      path,
      in: RemoteSetting(environment: [:], route: .direct, stallSeconds: 30) { "20260301T093000Z" })
  }

  /// The sweep with the prompts of the tasks' folder: only what lies there travels.
  private static let shareable: @Sendable (String) -> String = {
    $0.replacingOccurrences(of: "prompts: ../../prompts\n", with: "")
  }

  private static func cell(_ folder: URL) async throws -> Ending {
    try await SweepReplay(sweep: try OpenSweep(folder), workers: 2, sheet: .none).run()
      .ending(allowingUnused: false)
  }

  @Test("What is pushed to a folder is pulled from it by its digest and by its root, and replays")
  func pushAndPull() async throws {
    let project = try await RecordedProject(ScriptedServer.plain, Self.shareable)
    defer { project.workshop.remove() }
    let folder = project.workshop.folder
    let sweep = folder.appending(path: "cassettes/sweep", directoryHint: .isDirectory)
    let remote = try Self.remote(folder.appending(path: "share").path)
    let pushed = try await PushedSweep(try PushedSweep.folder(sweep.path), to: remote)
    #expect(pushed.knowsRoots)
    let again = try await PushedSweep(sweep, to: remote)
    #expect(again.digest == pushed.digest)
    #expect(again.json["sent"]?["files"] == 0, "all of it was there already")
    let root = try #require(pushed.json["root"]?.string.flatMap { Digest(hex: $0) })
    for (name, word) in [("a", pushed.digest), ("b", root)] {
      let into = folder.appending(path: name).path
      let pulled = try await OfferedSweep(word, at: remote).pull(into: into)
      #expect(pulled.isWhole)
      let replay = try await Self.cell(URL(filePath: pulled.sweepFolder))
      #expect(replay == .pass)
    }
    let part = try await OfferedSweep(root, at: remote).pull(
      into: folder.appending(path: "c").path, only: ["*.cas"])
    #expect(!part.isWhole)
    await #expect(throws: SharingError.self, "nobody has signed it") {
      let key = try SigningKey.create(at: folder.appending(path: "lab").path)
      _ = try await OfferedSweep(root, at: remote).pull(
        into: folder.appending(path: "d").path, signedBy: SignatureDemand(key.verifying))
    }
    #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "d").path))
  }

  @Test("A bundle names what a push names, replays as it is, and unpacks into the same")
  func bundle() async throws {
    let project = try await RecordedProject(ScriptedServer.plain, Self.shareable)
    defer { project.workshop.remove() }
    let folder = project.workshop.folder
    let sweep = folder.appending(path: "cassettes/sweep", directoryHint: .isDirectory)
    let path = folder.appending(path: "sweep.tar").path
    let bundle = try WrittenBundle(of: sweep, to: path)
    let pushed = try await PushedSweep(
      sweep, to: try Self.remote(folder.appending(path: "share").path))
    #expect(bundle.json["digest"] == .string(pushed.digest.hex))
    let place = try #require(try await ReplayPlace.all([path]).first)
    #expect(try await Self.cell(place.url) == .pass)
    #expect(throws: WorkbenchError.self) { try place.refuseToChange() }
    let pulled = try await OfferedSweep(bundle: path).pull(
      into: folder.appending(path: "out").path)
    #expect(try await Self.cell(URL(filePath: pulled.sweepFolder)) == .pass)
  }

  @Test("Shards are gathered once all of them are there, or part by part where that is asked for")
  func shards() async throws {
    let workshop = try Workshop()
    defer { workshop.remove() }
    let folder = workshop.folder.appending(path: "cassettes/sweep", directoryHint: .isDirectory)
    let sweep = try OpenSweep(folder)
    @Sendable func record(_ number: Int) async throws {
      let shard = try #require(Shard(number, of: 2))
      let result = try await ScriptedServer().serving { url in
        try await RecordedProject.recording(of: try OpenSweep(folder), at: url)
          .record(shard: shard)
      }
      #expect(result.ending == .pass)
    }
    try await record(2)
    let early = await #expect(throws: WorkbenchError.self) {
      try await ShardMerge(of: try OpenSweep(folder), workers: 2)
    }
    #expect(early?.code == .miss)
    #expect(early?.message.hasSuffix("--shard 1/2") == true)
    #expect(workshop.cassettes.isEmpty, "nothing is written")
    let part = try await ShardMerge(of: sweep, takingPart: true, workers: 2)
    #expect(part.incomplete.map(\.number) == [1])
    #expect(throws: WorkbenchError.self) { try part.checkComplete() }
    try await record(1)
    let whole = try await ShardMerge(of: sweep, workers: 2)
    try whole.checkComplete()
    #expect(try await ShardMerge(of: sweep, workers: 2).text.hasSuffix("held everything already."))
    #expect(try await Self.cell(folder) == .pass)
  }
}
