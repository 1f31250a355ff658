import Foundation
import RecordReplay
import Sweeps
import Testing
import Trials
import WorkbenchTestSupport

@testable import Workbench

@Suite("A smoke run")
struct SmokeRunTests {
  private func open(_ workshop: Workshop) throws -> OpenSweep {
    try OpenSweep(workshop.folder.appending(path: "cassettes/sweep", directoryHint: .isDirectory))
  }

  @Test("records the first trials of a selection; recording the whole goes on from there")
  func records() async throws {
    let workshop = try Workshop()
    defer { workshop.remove() }
    let server = try ScriptedServer()
    try await server.serving { url in
      let part = SmokePart(words: ["method=only-question"], limit: 1)
      let smoke = try await RecordedProject.recording(of: try open(workshop), at: url)
        .record(only: part)
      #expect(smoke.trials == 1 && smoke.moment.counts.calls == 1 && smoke.ending == .pass)
      #expect(smoke.sealed != nil)
      let sweep = try open(workshop)
      let rest = try await RecordedProject.recording(of: sweep, at: url).record()
      #expect(rest.trials == sweep.plan.count && rest.ending == .pass)
      #expect(rest.moment.counts.hits >= 1)
      // What the smoke run asked is not asked again.
      #expect(rest.moment.counts.calls + 1 == server.answered.count)
    }
    let replay = try await SweepReplay(sweep: try open(workshop), workers: 2, sheet: .none).run()
    #expect(replay.ending(allowingUnused: false) == .pass)
  }

  @Test("takes every method's first question before any second one, and no more than there are")
  func order() throws {
    let workshop = try Workshop()
    defer { workshop.remove() }
    let plan = try open(workshop).plan
    let places = try #require(try SmokePart(limit: 6).places(in: plan))
    #expect(Set(places.map { plan[$0].id.method }).count > 1)
    #expect(places == Set(plan.recordingOrder.prefix(6)))
    #expect(try SmokePart(limit: 10_000).places(in: plan)?.count == plan.count)
    #expect(try SmokePart().places(in: plan) == nil)
    #expect(throws: WorkbenchError.self) {
      try SmokePart(words: ["method=all-cod"]).places(in: plan)
    }
  }
}
