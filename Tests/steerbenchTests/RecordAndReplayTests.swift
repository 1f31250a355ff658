import Basics
import Foundation
import Testing
import WorkbenchTestSupport

@Suite("Record and replay, as a user runs them")
struct RecordAndReplayTests {
  @Test("What was recorded replays to the last byte, whatever the workers, locale, zone and folder")
  func replayIsDeterministic() async throws {
    let workshop = try Workshop()
    defer { workshop.remove() }
    let recorded = try await ScriptedServer().serving { try await workshop.record($0) }
    #expect(recorded.status == 0, "\(recorded.errors)")
    #expect(workshop.cassettes.count == 1)

    let first = try await workshop.replay(["--json", "--workers", "1"])
    #expect(first.status == 0, "\(first.errors)")
    let environment = ["LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8", "TZ": "Pacific/Kiritimati"]
    let second = try await workshop.replay(["--json", "--workers", "8"], environment: environment)
    #expect(second.output == first.output)
    let elsewhere = try await Tool.run(
      ["replay", workshop.file("").path, "--json"], in: FileManager.default.temporaryDirectory)
    #expect(elsewhere.output == first.output)
    #expect(try JSONValue(parsing: first.output)["sweeps"]?[0]?["replayed"]?.integer == 16)
  }

  @Test("Recording a second time asks nothing")
  func recordingIsIdempotent() async throws {
    let workshop = try Workshop()
    defer { workshop.remove() }
    let server = try ScriptedServer()
    let again = try await server.serving { url in
      _ = try await workshop.record(url)
      let asked = server.answered.count
      let again = try await workshop.record(url)
      #expect(server.answered.count == asked)
      return again
    }
    #expect(again.status == 0)
    #expect(Set(server.answered).count == server.answered.count)
    #expect(workshop.cassettes.count == 1)
  }

  @Test("A recording that is killed resumes, and what was answered is not asked again")
  func killedRecordingResumes() async throws {
    let whole = try Workshop()
    let killed = try Workshop()
    defer {
      whole.remove()
      killed.remove()
    }
    let server = try ScriptedServer(delay: .milliseconds(60))
    try await ScriptedServer().serving { _ = try await whole.record($0) }
    try await server.serving { url in
      let victim = try Tool.start(["record", "sweep", "--base-url", url], in: killed.folder)
      while server.answered.count < 6 { try await Task.sleep(for: .milliseconds(5)) }
      victim.send(SIGKILL)
      _ = await victim.finish()
      // What was in flight may have been answered to nobody; what came before was kept.
      let before = server.answered.dropLast(2)
      let resumed = try await killed.record(url)
      #expect(resumed.status == 0, "\(resumed.errors)")
      let after = server.answered.dropFirst(before.count + 2)
      #expect(Set(after).isDisjoint(with: before))
    }
    let sheets = try await [whole, killed].asyncMap { workshop in
      _ = try await workshop.replay(["--update-baseline"])
      return try Sheet.withoutTimes(workshop.file("baseline.tsv"))
    }
    #expect(sheets[0] == sheets[1])
  }

  @Test("Ctrl-C lets what is in flight come home, seals, and exits with 130")
  func interruptionSeals() async throws {
    let workshop = try Workshop()
    defer { workshop.remove() }
    let server = try ScriptedServer(delay: .milliseconds(100))
    let run = try await server.serving { url in
      let tool = try Tool.start(["record", "sweep", "--base-url", url], in: workshop.folder)
      while server.answered.count < 3 { try await Task.sleep(for: .milliseconds(5)) }
      tool.send(SIGINT)
      return await tool.finish()
    }
    #expect(run.status == 130)
    #expect(run.errors.contains("To go on: steerbench record"))
    #expect(workshop.cassettes.count == 1)
    #expect(!FileManager.default.fileExists(atPath: workshop.file("recording.journal").path))
    #expect(try await workshop.replay().status == 3)
  }

  @Test("A server that is down gives exit 4, and what was recorded stays")
  func serverDown() async throws {
    let workshop = try await Workshop.recorded(withBaseline: false)
    defer { workshop.remove() }
    try workshop.editPrompt("all-text", "question", "task")
    let run = try await workshop.record("http://127.0.0.1:9/v1", ["--attempts", "2"])
    #expect(run.status == 4)
    #expect(run.errors.contains("127.0.0.1:9"))
    try workshop.editPrompt("all-text", "task", "question")
    #expect(try await workshop.replay().status == 0)
  }

  @Test("A live run prints what a recording would, and keeps nothing")
  func liveRun() async throws {
    let workshop = try Workshop()
    defer { workshop.remove() }
    let (live, report) = try await ScriptedServer().serving { url in
      let live = try await Tool.run(
        ["live", "sweep", "--base-url", url, "--json"], in: workshop.folder)
      #expect(workshop.cassettes.isEmpty)
      _ = try await workshop.record(url)
      return (live, try await Tool.run(["report", "sweep", "--json"], in: workshop.folder))
    }
    #expect(live.status == 0, "\(live.errors)")
    let tables = try [live, report].map { run in
      // The costs hold times, which differ by the clock.
      try #require(JSONValue(parsing: run.output).array)
        .filter { $0["name"]?.string?.hasPrefix("costs") == false }
    }
    #expect(!tables[0].isEmpty && tables[0] == tables[1])
  }

  @Test("A server with another model gives exit 4 and names what it serves")
  func wrongModel() async throws {
    let workshop = try Workshop { $0.replacingOccurrences(of: "  scripted:", with: "  scriptde:") }
    defer { workshop.remove() }
    let run = try await ScriptedServer().serving { try await workshop.record($0) }
    #expect(run.status == 4)
    #expect(run.errors.contains("scriptde"))
    #expect(run.errors.contains("scripted"))
    #expect(workshop.cassettes.isEmpty)
  }
}

/// Score sheets, for comparison across recordings.
enum Sheet {
  /// The lines of a sheet without the columns that time alone decides, and without its header.
  static func withoutTimes(_ file: URL) throws -> [[String: String]] {
    let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").dropFirst()
    let names = lines.first?.split(separator: "\t").map(String.init) ?? []
    return lines.dropFirst().map { line in
      let values = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      return Dictionary(zip(names, values)) { $1 }.filter { !$0.key.hasSuffix("_us") }
    }
  }
}

extension Array {
  /// The results of an asynchronous function of each element, in order.
  func asyncMap<Value>(_ transform: (Element) async throws -> Value) async rethrows -> [Value] {
    var values: [Value] = []
    for element in self { values.append(try await transform(element)) }
    return values
  }
}
