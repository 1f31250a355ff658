import Basics
import Cassettes
import Foundation
import Testing
import WorkbenchTestSupport

@Suite("Recording a part anew")
struct RefreshTests {
  /// A model that has changed its mind.
  private static let changed: @Sendable (String) -> String = { question in
    question.contains("```python")
      ? "```python\nprint('<<<' + str(6 * 8) + '>>>')\n```" : "By now I think it is <<<48>>>."
  }

  /// A sweep that was recorded and has a baseline.
  private func refresh(_ workshop: Workshop, _ arguments: [String]) async throws -> Tool.Run {
    try await Tool.run(["refresh"] + arguments, in: workshop.folder)
  }

  private func pend(
    _ workshop: Workshop, _ only: [String], _ script: @escaping @Sendable (String) -> String
  ) async throws -> Int {
    let server = try ScriptedServer(script: script)
    return try await server.serving { url in
      let run = try await refresh(workshop, ["sweep", "--base-url", url, "--only"] + only)
      #expect(run.status == 0, "\(run.errors)")
      return server.answered.count
    }
  }

  @Test("What is pending plays nowhere, is shown call by call, and is gone when it is discarded")
  func discard() async throws {
    let workshop = try await Workshop.recorded()
    defer { workshop.remove() }
    let before = try Shelf.everything(in: workshop.file("").path)
    let asked = try await pend(workshop, ["method=only-question"], Self.changed)
    #expect(asked == 4)
    #expect(try Shelf.everything(in: workshop.file("").path) == before)
    #expect(try await workshop.replay().status == 0)

    let diff = try await refresh(workshop, ["diff", "sweep", "--json"])
    #expect(diff.status == 0, "\(diff.errors)")
    let report = try JSONValue(parsing: diff.output)
    #expect(report["trials"]?.integer == 4 && report["dependants"]?.integer == 0)
    #expect(report["calls"]?["changed"]?.integer == 4 && report["calls"]?["same"]?.integer == 0)
    #expect(report["flips"]?["flipCount"]?.integer == 4)
    #expect(report["statistics"]?["pairs"]?.integer == 4)
    #expect(report["new"]?["answeredBy"]?[0]?["model"]?.string == "scripted")
    let text = try await refresh(workshop, ["diff", "sweep"])
    #expect(text.output.contains("steerbench refresh accept"))

    let discarded = try await refresh(workshop, ["discard", "sweep"])
    #expect(discarded.status == 0, "\(discarded.errors)")
    #expect(!FileManager.default.fileExists(atPath: workshop.file("pending").path))
    #expect(try await refresh(workshop, ["diff", "sweep"]).status == 2)
    #expect(try Shelf.everything(in: workshop.file("").path) == before)
  }

  @Test("Accepting replaces the selection, drops what nobody uses, and leaves the baseline to you")
  func accept() async throws {
    let workshop = try await Workshop.recorded()
    defer { workshop.remove() }
    let before = try Shelf.everything(in: workshop.file("").path)
    _ = try await pend(workshop, ["method=all-code"], Self.changed)
    let accepted = try await refresh(workshop, ["accept", "sweep", "--json"])
    #expect(accepted.status == 0, "\(accepted.errors)")
    #expect(accepted.errors.contains("--update-baseline"))
    #expect(!FileManager.default.fileExists(atPath: workshop.file("pending").path))
    // Code + Text + Sum. asks what All Code asks: it was taken along, and nothing is missing.
    let gate = try await workshop.replay(["--json"])
    #expect(gate.status == 1, "\(gate.errors)")
    let sweep = try #require(try JSONValue(parsing: gate.output)["sweeps"]?[0])
    #expect(sweep["replayed"]?.integer == 16)
    #expect(try await workshop.replay(["--update-baseline"]).status == 0)
    #expect(try await workshop.replay().status == 0, "nothing is unused")
    let after = try Shelf.everything(in: workshop.file("").path)
    #expect(after.count == before.count)
    #expect(after != before)
  }

  @Test("A refresh that changes nothing is accepted as one, and the sheet differs in times alone")
  func nothingChanged() async throws {
    let workshop = try await Workshop.recorded()
    defer { workshop.remove() }
    _ = try await pend(workshop, ["task=navigate"], ScriptedServer.plain)
    let diff = try await refresh(workshop, ["diff", "sweep", "--json"])
    #expect(try JSONValue(parsing: diff.output)["calls"]?["changed"]?.integer == 0)
    #expect(try await refresh(workshop, ["accept", "sweep"]).status == 0)
    let before = try Sheet.withoutTimes(workshop.file("baseline.tsv"))
    #expect(try await workshop.replay(["--update-baseline"]).status == 0)
    #expect(try Sheet.withoutTimes(workshop.file("baseline.tsv")) == before)
  }

  @Test("A refresh that was stopped resumes, is not accepted half, and admits no other selection")
  func resumes() async throws {
    let workshop = try await Workshop.recorded()
    defer { workshop.remove() }
    let server = try ScriptedServer(script: Self.changed)
    try await server.serving { url in
      let arguments = ["sweep", "--base-url", url, "--only", "method=all-text", "method=all-code"]
      let first = try await refresh(workshop, arguments + ["--budget", "calls=3"])
      #expect(first.status == 5, "\(first.errors)")
      #expect(try await refresh(workshop, ["accept", "sweep"]).status == 3)
      #expect(try await refresh(workshop, ["diff", "sweep"]).status == 3)
      let other = try await refresh(
        workshop, ["sweep", "--base-url", url, "--only", "method=only-question"])
      #expect(other.status == 2)
      #expect(other.errors.contains("is pending"), "\(other.errors)")
      let second = try await refresh(workshop, arguments)
      #expect(second.status == 0, "\(second.errors)")
      #expect(Set(server.answered).count == server.answered.count, "nothing was asked twice")
    }
    #expect(try await refresh(workshop, ["accept", "sweep"]).status == 0)
  }

  @Test("Killed at any instant, accepting leaves the old recordings or the new ones")
  func killed() async throws {
    let workshop = try await Workshop.recorded()
    defer { workshop.remove() }
    let before = try Shelf.everything(in: workshop.file("").path)
    _ = try await pend(workshop, ["method=all-text"], Self.changed)
    let whole = try copy(workshop, "whole")
    let clock = ContinuousClock()
    let start = clock.now
    #expect(try await refresh(workshop, ["accept", "whole"]).status == 0)
    let length = clock.now - start
    let after = try Shelf.everything(in: whole.path)
    for number in 1...8 {
      let folder = try copy(workshop, "copy-\(number)")
      let tool = try Tool.start(["refresh", "accept", "copy-\(number)"], in: workshop.folder)
      try await Task.sleep(for: length * Double.random(in: 0...1))
      tool.send(SIGKILL)
      _ = await tool.finish()
      let killed = try Shelf.everything(in: folder.path)
      #expect(killed == before || killed == after)
      let again = try await refresh(workshop, ["accept", "copy-\(number)"])
      // Nothing is pending any more where the kill came after the end.
      #expect(again.status == 0 || again.status == 2, "\(again.errors)")
      #expect(try Shelf.everything(in: folder.path) == after)
    }
  }

  private func copy(_ workshop: Workshop, _ name: String) throws -> URL {
    let folder = workshop.folder.appending(path: "cassettes/\(name)")
    try FileManager.default.copyItem(at: workshop.file(""), to: folder)
    return folder
  }

  @Test(
    "A selection that is none gives exit 2 and what may have been meant",
    arguments: [(["methd=all-code"], "method="), (["method=al-code"], "all-code"), ([], "--only")])
  func badSelection(only: [String], hint: String) async throws {
    let workshop = try Workshop()
    defer { workshop.remove() }
    let run = try await refresh(workshop, ["sweep"] + (only.isEmpty ? [] : ["--only"] + only))
    #expect(run.status == 2)
    #expect(run.errors.contains(hint), "\(run.errors)")
  }

  @Test("A canary is silent as long as the model answers as it did, sings when not, writes nothing")
  func canary() async throws {
    let workshop = try await Workshop.recorded()
    defer { workshop.remove() }
    let before = try FileManager.default.contentsOfDirectory(atPath: workshop.file("").path)
      .sorted()
    func canary(
      _ script: @escaping @Sendable (String) -> String, _ more: [String] = []
    ) async throws -> Tool.Run {
      try await ScriptedServer(script: script).serving { url in
        try await Tool.run(
          ["canary", "sweep", "--base-url", url, "--json"] + more, in: workshop.folder)
      }
    }
    let same = try await canary(ScriptedServer.plain)
    #expect(same.status == 0, "\(same.errors)")
    let report = try JSONValue(parsing: same.output)
    #expect(report["trials"]?.integer == 2 && report["calls"]?.integer == 2)
    let drifted = try await canary(Self.changed)
    #expect(drifted.status == 1)
    #expect(try JSONValue(parsing: drifted.output)["changed"]?.integer == 2)
    #expect(try await canary(Self.changed, ["--tolerate", "2"]).status == 0)
    let wide = try await canary(Self.changed, ["--only", "method=code-text-summary"])
    #expect(try JSONValue(parsing: wide.output)["calls"]?.integer == 12)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: workshop.file("").path).sorted() == before
    )
  }
}
