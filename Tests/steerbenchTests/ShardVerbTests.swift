import Basics
import Cassettes
import Foundation
import Testing
import WorkbenchTestSupport

@Suite("Recording in shards, as a user does it")
struct ShardVerbTests {
  /// The slots of a folder's exchanges, each with the trial whose name it bears.
  private func slots(of workshop: Workshop) throws -> [Slot: String] {
    let reader = try CassetteFolder(path: workshop.file("").path).reader()
    return Dictionary(try reader.entries().map { ($0.slot, $0.scope) }) { first, _ in first }
  }

  @Test("Three shards and a merge give what one machine gives, and each question is asked once")
  func merge() async throws {
    let one = try await Workshop.recorded(withBaseline: false)
    let many = try Workshop()
    defer {
      one.remove()
      many.remove()
    }
    let server = try ScriptedServer()
    try await server.serving { url in
      for number in [3, 1] {
        let run = try await many.record(url, ["--shard", "\(number)/3"])
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.errors.contains("steerbench merge"))
      }
      #expect(many.cassettes.isEmpty)
      // The second is lost: it is named with its command, and nothing is written.
      let early = try await Tool.run(["merge", "sweep"], in: many.folder)
      #expect(early.status == 3)
      #expect(early.errors.contains("steerbench record cassettes/sweep --shard 2/3"))
      #expect(many.cassettes.isEmpty)
      _ = try await many.record(url, ["--shard", "2/3"])
    }
    #expect(Set(server.answered).count == server.answered.count)
    let merged = try await Tool.run(["merge", "sweep", "--json"], in: many.folder)
    #expect(merged.status == 0, "\(merged.errors)")
    #expect(try JSONValue(parsing: merged.output)["incomplete"]?.array?.isEmpty == true)
    #expect(many.cassettes.count == 1)
    #expect(try slots(of: many) == slots(of: one))
    let sheets = try await [one, many].asyncMap { workshop in
      let run = try await workshop.replay(["--update-baseline"])
      #expect(run.status == 0, "\(run.errors)")
      return try Sheet.withoutTimes(workshop.file("baseline.tsv"))
    }
    #expect(sheets[0] == sheets[1])
    let again = try await Tool.run(["merge", "sweep"], in: many.folder)
    #expect(again.status == 0 && again.output.contains("held everything already"))
  }

  @Test("A shard that is killed goes on with the same command; until then it does not merge")
  func killed() async throws {
    let workshop = try Workshop()
    defer { workshop.remove() }
    let server = try ScriptedServer(delay: .milliseconds(60))
    try await server.serving { url in
      let victim = try Tool.start(
        ["record", "sweep", "--base-url", url, "--shard", "1/1"], in: workshop.folder)
      while server.answered.count < 4 { try await Task.sleep(for: .milliseconds(5)) }
      victim.send(SIGKILL)
      _ = await victim.finish()
      let early = try await Tool.run(["merge", "sweep"], in: workshop.folder)
      #expect(early.status == 3 && early.errors.contains("--shard 1/1"))
      let before = server.answered.dropLast(2)
      _ = try await workshop.record(url, ["--shard", "1/1"])
      #expect(Set(server.answered.dropFirst(before.count + 2)).isDisjoint(with: before))
    }
    let merged = try await Tool.run(["merge", "sweep"], in: workshop.folder)
    #expect(merged.status == 0, "\(merged.errors)")
    #expect(try await workshop.replay().status == 0)
  }

  @Test("What the sweep holds already is not asked by a shard; a wrong shard is refused")
  func resumes() async throws {
    let workshop = try Workshop()
    defer { workshop.remove() }
    let server = try ScriptedServer()
    try await server.serving { url in
      _ = try await workshop.record(url)
      let asked = server.answered.count
      let run = try await workshop.record(url, ["--shard", "1/2"])
      #expect(run.status == 0, "\(run.errors)")
      #expect(server.answered.count == asked)
    }
    for shard in ["0/2", "3/2", "1", "a/b"] {
      let run = try await workshop.record("http://127.0.0.1:9/v1", ["--shard", shard])
      #expect(run.status == 2, "\(run.errors)")
    }
    let none = try await Tool.run(["merge", "sweep", "--shards", "nowhere"], in: workshop.folder)
    #expect(none.status == 7 && none.errors.contains("--shard 1/2"))
  }
}
