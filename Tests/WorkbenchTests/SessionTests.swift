import Analysis
import Cassettes
import Foundation
import RecordReplay
import Reporting
import ScoreSheets
import Tasks
import Testing
import Trials
import WorkbenchTestSupport

@testable import Workbench

@Suite("Sessions without a process")
struct SessionTests {
  @Test("A sweep that was recorded by a call replays by a call, whole and without leftovers")
  func recordsAndReplays() async throws {
    let project = try await RecordedProject()
    defer { project.workshop.remove() }
    let replay = try await SweepReplay(
      sweep: try project.open(), workers: 2, sheet: .none
    ).run()
    #expect(replay.ending(allowingUnused: false) == .pass)
    #expect(replay.summary.trials == 16)
  }

  @Test("A refresh of a sweep whose answers a model reads is compared, accepted and leaves nothing")
  func refreshWithExtraction() async throws {
    let project = try await RecordedProject(RecordedProject.extracting) {
      $0 + "extraction: model\n"
    }
    defer { project.workshop.remove() }
    let refreshed = try await project.refresh(["method=only-question"]) { message in
      message.hasPrefix("Below are a question") ? "<<<No>>>" : "By now I think it does."
    }
    #expect(refreshed.ending == .pass)
    let sweep = try project.open()
    let difference = try await RefreshDifference(try await RefreshCandidate(sweep))
    #expect(difference.missing.isEmpty)
    #expect(difference.flips?.flipCount == 4)
    let accepted = try await AcceptedRefresh(of: sweep, workers: 2)
    #expect(accepted.dropped > 0, "what the old answers were read by goes with them")
    let replay = try await SweepReplay(
      sweep: try project.open(), workers: 2, sheet: .none
    ).run()
    #expect(replay.unused.isEmpty)
    #expect(replay.ending(allowingUnused: false) == .pass)
  }

  @Test(
    "Sweeps of a report are opened once: experiment, tables and page need no file of them again")
  func openedOnce() async throws {
    let project = try await RecordedProject()
    defer { project.workshop.remove() }
    let sweeps = try OpenSweeps(
      [project.workshop.folder.appending(path: "cassettes/sweep", directoryHint: .isDirectory)],
      workers: 2)
    let files = FileManager.default
    try files.removeItem(at: project.workshop.file("sweep.yaml"))
    try files.removeItem(at: project.workshop.folder.appending(path: "prompts"))
    try files.removeItem(at: project.workshop.folder.appending(path: "Tasks"))
    let kind = try #require(AnalysisRegistry.kind(named: "forced-code", of: .experiment))
    var builder = PageBuilder(workers: 2, scope: .fitting, prices: nil, compare: nil)
    builder.sections = [try await sweeps.section(of: kind)]
    let page = try await builder.page(of: sweeps.sweeps)
    #expect(page.trials == 16)
    #expect(try await !sweeps.scores().isEmpty)
  }

  @Test("Both gradings come of one replay, and say what a replay by each policy says")
  func bothGradings() async throws {
    let project = try await RecordedProject()
    defer { project.workshop.remove() }
    let folder = project.workshop.folder.appending(
      path: "cassettes/sweep", directoryHint: .isDirectory)
    let tables = try await OpenSweeps([folder], workers: 3).gradings()
    #expect(tables == (try await OpenSweeps([folder], workers: 1).gradings()))
    for policy in [GradingPolicy.strict, .paper] {
      let sweep = try OpenSweep(folder, grading: policy)
      var regraded: [Int?] = []
      let replay = try await SweepReplay(sweep: sweep, workers: 2, sheet: .none)
        .run {
          $0.graded(by: policy).line.scoreMillionths
        } observe: { line, score in
          #expect(line.scoreMillionths == score)
          regraded.append(score)
        }
      #expect(regraded.count == replay.planned)
    }
  }
}
