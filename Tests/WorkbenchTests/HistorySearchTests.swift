import Basics
import Foundation
import RecordReplay
import Regression
import Reporting
import Testing
import Trials
import WorkbenchTestSupport

@testable import Workbench

/// A repository whose commits each hold the score sheet that they are said to compute.
private struct MadeUpHistory {
  let project: RecordedProject
  let sheet: RecordedSheet
  private let home: URL

  init() async throws {
    project = try await RecordedProject()
    sheet = try await RecordedSheet(of: try project.open())
    home = FileManager.default.temporaryDirectory.appending(path: "steerbench-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: home, withIntermediateDirectories: false)
    try git("init", "--quiet", "--initial-branch=main")
  }

  var sweep: String { project.workshop.file("").path }

  func remove() {
    project.workshop.remove()
    try? FileManager.default.removeItem(at: home)
  }

  /// Commits a sheet with the trials of some methods raised.
  func commit(_ subject: String, raising methods: Set<String> = []) throws {
    try Data(try sheet.text(raising: methods).utf8)
      .write(to: project.workshop.folder.appending(path: "scores.tsv"))
    try git("add", "--all")
    try git("commit", "--quiet", "--allow-empty", "--message", subject)
  }

  /// The tool of every commit: it hands over the sheet of the commit that is checked out.
  var plan: ProbePlan {
    get throws { ProbePlan(tool: try SheetScript(in: home, sheet: "scores.tsv").path, workers: 1) }
  }

  var building: CommitBuilding {
    get throws { CommitBuilding(plan: try plan, cache: home.appending(path: "cache")) }
  }

  /// Writes the sheet of the first commit to a place of its own.
  func goodSheet() throws -> String {
    let file = home.appending(path: "good.tsv")
    try Data(try sheet.text().utf8).write(to: file)
    return file.path
  }

  private func git(_ arguments: String...) throws {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments =
      ["git", "-c", "user.name=A. Tester", "-c", "user.email=tester@example.org"] + arguments
    process.currentDirectoryURL = project.workshop.folder
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0, "git \(arguments)")
  }
}

@Suite("Searches of a history, by a call")
struct HistorySearchTests {
  @Test("A sweep is graded anew beside a revision, which is built and asked")
  func regrade() async throws {
    let history = try await MadeUpHistory()
    defer { history.remove() }
    try history.commit("As recorded")
    try history.commit("Graded otherwise", raising: ["all-text"])
    func regraded(_ revision: String) async throws -> RegradedSweep {
      try await SweepRegrade(
        of: history.sweep, against: revision, building: try history.building
      ).run()
    }
    #expect(try await regraded("HEAD~1").ending == .pass)
    let changed = try await regraded("HEAD")
    #expect(changed.ending == .regression)
    let trials = try #require(changed.report.json["changes"]?.array).map { $0["trial"]?.string }
    #expect(!trials.isEmpty && trials.allSatisfy { $0?.contains("/all-text/") == true })
    await #expect(throws: RegressionError.self) { _ = try await regraded("no-such-revision") }
  }

  @Test("Two culprits of a made-up history are found, each with its own trials")
  func bisect() async throws {
    let history = try await MadeUpHistory()
    defer { history.remove() }
    try history.commit("As recorded")
    try history.commit("Nothing")
    try history.commit("First culprit", raising: ["all-text"])
    try history.commit("Nothing again", raising: ["all-text"])
    try history.commit("Second culprit", raising: ["all-text", "all-code"])
    let search = HistorySearch(
      of: history.sweep, good: "HEAD~4", bad: "HEAD", building: try history.building)
    let report = try await search.run().json
    let findings = try #require(report["findings"]?.array)
    let subjects = findings.map { $0["commit"]?["subject"]?.string }
    #expect(subjects == ["First culprit", "Second culprit"], "\(report)")

    var narrow = search
    narrow.followed = FollowedScores(trials: ["all-code/navigate"], metric: .score)
    await #expect(throws: RegressionError.self, "a trial is named by its end") {
      try await narrow.run()
    }
    let cell = try #require(history.sheet.lines.first { $0.trial.method == "all-code" }).trial
    narrow.followed = FollowedScores(
      cells: ["\(cell.model)/\(cell.method)/\(cell.task)"], metric: .score)
    let one = try await narrow.run().json
    #expect(one["findings"]?.array?.count == 1)
    narrow.followed.cells = ["all-code"]
    let error = await #expect(throws: WorkbenchError.self) { try await narrow.run() }
    #expect(error?.message == "--cell all-code: a cell is named MODEL/METHOD/TASK.")
  }

  @Test("What is checked out is the same, differs, or says nothing")
  func checkout() async throws {
    let history = try await MadeUpHistory()
    defer { history.remove() }
    try history.commit("As recorded")
    var check = CheckoutCheck(
      of: history.sweep, good: try history.goodSheet(), plan: try history.plan)
    #expect(try await check.verdict() == .same(trials: 16))
    try history.commit("Otherwise", raising: ["all-text"])
    guard case .differs(let trials, let causes) = try await check.verdict() else {
      Issue.record("the trials of all-text differ")
      return
    }
    #expect(trials == 4 && causes.count == 1)
    check.followed = FollowedScores(trials: ["\(history.sheet.lines[0].trial)"])
    #expect(history.sheet.lines[0].trial.method != "all-text")
    #expect(try await check.verdict() == .same(trials: 1))
    check.plan.tool = "/bin/false"
    guard case .refused = try await check.verdict() else {
      Issue.record("a tool that fails says nothing of the commit")
      return
    }
  }

  @Test("A change of the code with one recording is the code's alone")
  func attribution() async throws {
    let history = try await MadeUpHistory()
    defer { history.remove() }
    try history.commit("As recorded")
    try history.commit("Otherwise", raising: ["all-text"])
    let report = try await ChangeAttribution(
      of: history.sweep, before: .init(revision: "HEAD~1"), after: .init(revision: "HEAD"),
      building: try history.building
    ).run().json
    let row = try #require(
      report["rows"]?.array?.first { $0["method"]?.string == "all-text" }, "\(report)")
    #expect(row["code"] == row["total"] && row["code"]?.double != 0)
    #expect(row["recording"]?.double == 0 && row["interaction"]?.double == 0)
  }
}
