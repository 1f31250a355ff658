import Basics
import Cassettes
import Foundation
import ModelAPI
import RecordReplay
import Sweeps
import Testing
import WorkbenchTestSupport

@testable import Workbench

@Suite("An upgrade of a sweep", .timeLimit(.minutes(5)))
struct SweepUpgradeTests {
  private func upgrade(_ project: RecordedProject) async throws -> SweepUpgrade {
    let day = try #require(PriceDay("2026-03-01"))
    return try await SweepUpgrade(
      project.workshop.folder.appending(path: "cassettes/sweep", directoryHint: .isDirectory),
      day: day, workers: 2)
  }

  private func text(_ project: RecordedProject, _ name: String) throws -> String {
    try String(contentsOf: project.workshop.file(name), encoding: .utf8)
  }

  @Test("says what would be asked anew, and writes nothing unless it is told to")
  func dryRun() async throws {
    let project = try await RecordedProject()
    defer { project.workshop.remove() }
    let before = try text(project, "sweep.yaml")
    let upgrade = try await upgrade(project)
    // The same questions, no thoughts: no model is asked. All code is run again, without a buffer.
    #expect(upgrade.json["callsAskedAnew"]?.integer == 0)
    let entries = try CassetteReader(try project.open().tape()).entries()
    let runs = entries.filter { $0.kind == .execution }.count
    #expect(runs > 0 && upgrade.json["runsMadeAnew"]?.integer == runs)
    #expect(upgrade.json["written"] == false)
    #expect(upgrade.text.contains("0 would be asked anew"))
    #expect(upgrade.text.contains("Nothing was written"))
    #expect(try text(project, "sweep.yaml") == before)
    #expect(try PinnedMeaning(of: project.workshop.file("")) == nil)
  }

  @Test("keeps the questions, asks no model again, and replays once its code was run")
  func written() async throws {
    let project = try await RecordedProject()
    defer { project.workshop.remove() }
    let old = try project.open()
    var upgrade = try await upgrade(project)
    try upgrade.write()
    #expect(
      try text(project, "sweep.yaml")
        == Workshop.sweepText.replacing("version: 1", with: "version: 2"))
    let new = try project.open()
    #expect(new.folder.sweep.version == .two)
    let ids = { (sweep: OpenSweep) in (0..<sweep.plan.count).map { sweep.plan[$0].id } }
    #expect(ids(new) == ids(old))
    let server = try ScriptedServer()
    let result = try await server.serving { url in
      try await RecordedProject.recording(of: new, at: url).record()
    }
    #expect(result.ending == .pass && server.received == 0)
    let path = project.workshop.folder.appending(path: "cassettes/sweep").path
    var check = SweepCheck([path], workers: 2)
    check.allowsUnused = true
    #expect(try await check.run().ending == .pass)
    let error = await #expect(throws: SweepError.self) { try await self.upgrade(project) }
    #expect(error?.message.contains("already") == true)
  }

  @Test("counts the model calls that thoughts make others")
  func thoughts() async throws {
    let script: @Sendable (String) -> String = { _ in "<think>41?</think>I think it is <<<42>>>." }
    let project = try await RecordedProject(script) {
      $0.replacing("all-code, code-text-summary", with: "all-code@2")
    }
    defer { project.workshop.remove() }
    let upgrade = try await upgrade(project)
    // Only the second turn of All Code is told what was said: one call a question.
    #expect(upgrade.json["callsAskedAnew"]?.integer == 4)
    #expect(upgrade.json["expected"]?["missingTrials"]?.integer == 4)
  }
}
