import Basics
import Foundation
import Testing
import WorkbenchTestSupport

@Suite("Extraction by a model, as a user runs it")
struct ExtractionTests {
  /// The extraction's prompt is told by its first words; everything else is a trial's own call.
  private static let script: @Sendable (String) -> String = { message in
    guard message.hasPrefix("Below are a question") else { return "As I see it, it does." }
    return message.contains("Give Yes or No") ? "<<<Yes>>>" : "<<<none>>>"
  }

  private static func workshop(_ extraction: String = "model") throws -> Workshop {
    try Workshop { $0 + "extraction: \(extraction)\n" }
  }

  @Test("Records, replays to its baseline, and shows what it took apart from the trials' own")
  func recordsAndReplays() async throws {
    let workshop = try Self.workshop()
    defer { workshop.remove() }
    let recorded = try await ScriptedServer(script: Self.script).serving {
      try await workshop.record($0)
    }
    #expect(recorded.status == 0, "\(recorded.errors)")
    #expect(recorded.errors.contains("extraction calls and"))
    let written = try await workshop.replay(["--update-baseline"])
    #expect(written.status == 0, "\(written.errors)")
    let replayed = try await workshop.replay(["--workers", "8"])
    #expect(replayed.status == 0, "\(replayed.output)")

    let report = try await Tool.run(["report", "sweep", "--json"], in: workshop.folder)
    #expect(report.output.contains("extraction-calls"))
    let transcript = try await Tool.run(
      ["transcript", "scripted/only-question/navigate/navigate-1-01"], in: workshop.folder)
    #expect(transcript.output.contains("── extraction by scripted"))
    #expect(transcript.output.contains("answer   Yes in extraction, by the rule \"marker\""))
    let plan = try await Tool.run(["plan", "sweep", "--json"], in: workshop.folder)
    #expect(
      try JSONValue(parsing: plan.output)[0]?["extractionCallsAtMost"]?.integer == 16)

    let csv = try await Tool.run(["export", "sweep", "--format", "csv"], in: workshop.folder)
    let sheet = try String(contentsOf: workshop.file("baseline.tsv"), encoding: .utf8)
    let columns = sheet.split(separator: "\n")[1].split(separator: "\t")
    #expect(csv.output.split(separator: "\n").first?.split(separator: ",") == columns)
    #expect(columns.count { $0.hasPrefix("extraction_") } == 11)

    try workshop.editPrompt("extraction", "copy", "write")
    let missed = try await workshop.replay()
    #expect(missed.status == 3)
    #expect(missed.output.contains("extraction call: prompt extraction differs"))
  }

  @Test("A recording that is killed resumes among its extraction calls")
  func killed() async throws {
    let (whole, killed) = (try Self.workshop(), try Self.workshop())
    defer {
      whole.remove()
      killed.remove()
    }
    try await ScriptedServer(script: Self.script).serving { _ = try await whole.record($0) }
    let server = try ScriptedServer(delay: .milliseconds(60), script: Self.script)
    try await server.serving { url in
      let victim = try Tool.start(["record", "sweep", "--base-url", url], in: killed.folder)
      while server.answered.count < 8 { try await Task.sleep(for: .milliseconds(5)) }
      victim.send(SIGKILL)
      _ = await victim.finish()
      let before = server.answered.dropLast(2)
      let resumed = try await killed.record(url)
      #expect(resumed.status == 0, "\(resumed.errors)")
      #expect(Set(server.answered.dropFirst(before.count + 2)).isDisjoint(with: before))
    }
    let sheets = try await [whole, killed].asyncMap { workshop in
      _ = try await workshop.replay(["--update-baseline"])
      return try Sheet.withoutTimes(workshop.file("baseline.tsv"))
    }
    #expect(sheets[0] == sheets[1])
    #expect(sheets[0].contains { $0["extraction_calls"] == "1" })
  }

  @Test("A folder of prompts without the extraction's is refused with the file's name")
  func promptIsMissing() async throws {
    let workshop = try Self.workshop()
    defer { workshop.remove() }
    try FileManager.default.removeItem(
      at: workshop.folder.appending(path: "prompts/extraction.txt"))
    let run = try await workshop.replay()
    #expect(run.status == 2)
    #expect(run.errors.contains("extraction.txt"))
  }

  @Test("The message for an answer can be read without asking anybody")
  func dryView() async throws {
    let workshop = try Self.workshop("rules")
    defer { workshop.remove() }
    let answer = workshop.folder.appending(path: "answer.txt")
    try Data("Well, seven.".utf8).write(to: answer)
    let shown = try await Tool.run(
      ["grade", "--task", "navigate", "--answer", answer.path, "--show-extraction"],
      in: workshop.folder)
    #expect(shown.status == 0, "\(shown.errors)")
    #expect(shown.output.hasPrefix("--- user\nBelow are a question"))
    #expect(shown.output.contains("### The reply\nWell, seven."))
  }
}
