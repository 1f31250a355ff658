import Basics
import Files
import FoundationEssentials
import RecordReplay
package import Regression
package import Reporting
import ScoreSheets
import Sweeps
import Tasks
import Trials

/// Grades a sweep's recordings anew and sets the verdicts beside those of before, trial by trial.
package struct SweepRegrade: Sendable {
  /// The sweep, as the user named it.
  package var sweep: String
  /// What is held against: a program, a revision or a score sheet; the sweep's baseline where it is
  /// `nil`.
  package var against: String?
  /// How a revision is built and asked, and how many trials run at the same time.
  package var building: CommitBuilding

  /// Creates a regrading.
  package init(of sweep: String, against: String?, building: CommitBuilding) {
    self.sweep = sweep
    self.against = against
    self.building = building
  }

  /// Grades and compares.
  ///
  /// - Parameter progress: Told which commit is built or replayed.
  /// - Throws: What keeps either side from being graded.
  package func run(
    progress: @escaping @Sendable (String, CommitEvaluator.Stage) -> Void = { _, _ in }
  ) async throws -> RegradedSweep {
    let open = try OpenSweep(try SweepLocator.folder(sweep))
    let scratch = try ScratchFolder(for: "the score sheets")
    defer { withExtendedLifetime(scratch) {} }
    let path = scratch.path(of: "new.tsv")
    let replayed = try await SweepReplay(
      sweep: open, workers: building.plan.workers, sheet: .write(path: path)
    ).run()
    try replayed.checkPassed()
    let found = try await earlier(
      of: open, header: replayed.header, sheet: URL(filePath: scratch.path(of: "old.tsv")),
      progress)
    var earlier = found.grading
    let name = found.name
    var gate = try BaselineGate(baseline: earlier.sheet, keeping: Int.max)
    try gate.add(try ScoreSheetReader(path: path))
    let verdict = try gate.finish()
    guard verdict.sharedTrials > 0 else {
      throw WorkbenchError(
        .nothing,
        "\(name) and \(sweep) share no trial. Name a program, a revision or a sheet of this sweep.")
    }
    let changed = verdict.flips.filter(\.isOfGrading)
    let before = try await earlier.readings(of: changed.map(\.trial))
    let after = try await open.readings(
      of: Set(changed.map(\.trial)), workers: building.plan.workers)
    let report = RegradeReport(
      sweep: open.folder.sweep.name, against: name, tellsReadings: earlier.tellsReadings,
      verdict: verdict,
      changes: changed.map { flip in
        guard let after = after[flip.trial] else {
          preconditionFailure("\(flip.trial) was graded, and is graded again")
        }
        return RegradeReport.Change(
          flip: flip, text: after.text, before: before[flip.trial], after: after.reading)
      })
    return RegradedSweep(report: report, ending: verdict.passes ? .pass : .regression)
  }

  private func earlier(
    of open: OpenSweep, header: ScoreSheetHeader, sheet: URL,
    _ progress: @escaping @Sendable (String, CommitEvaluator.Stage) -> Void
  ) async throws -> (grading: EarlierGrading, name: String) {
    guard let against else {
      let baseline = open.folder.baseline.relativePath
      guard FileManager.default.fileExists(atPath: baseline) else {
        throw WorkbenchError(
          .usage,
          "\(sweep) has no baseline to hold against. Name a program, a revision or a score "
            + "sheet: --against.")
      }
      return (try EarlierGrading(sheet: baseline), "the baseline")
    }
    let isFile = Path.exists(against) && !Path.isFolder(against)
    if isFile, FileManager.default.isExecutableFile(atPath: against) {
      let earlier = try await EarlierGrading(
        program: against, sweep: open.folder.url.standardizedFileURL.path, sheet: sheet,
        workers: building.plan.workers)
      return (earlier, against)
    }
    // A sheet that is not there is a missing file, and no revision of a strange name.
    if isFile || against.hasSuffix(".tsv") { return (try EarlierGrading(sheet: against), against) }
    let place = try await SweepRepository(sweep)
    let earlier = try await EarlierGrading(
      revision: against, of: place.repository, building.request(of: place),
      cassettes: place.folder.path, header: header, report: progress)
    return (earlier, against)
  }
}

/// A sweep that was graded anew.
package struct RegradedSweep: Sendable {
  /// What changed.
  package let report: RegradeReport
  /// Pass where nothing changed, regression where something did.
  package let ending: Ending
}

extension Flip {
  /// Whether what was read or how it was graded is the first thing that changed; what was asked,
  /// answered and run is the same.
  fileprivate var isOfGrading: Bool {
    switch cause {
    case .score(.extraction), .score(.grade), .score(nil), .layer(.extraction), .layer(.grade): true
    default: false
    }
  }
}

extension OpenSweep {
  /// How some trials are read now, and the texts that they are read from.
  fileprivate func readings(
    of trials: Set<TrialID>, workers: Int
  ) async throws -> [TrialID: (text: String, reading: EarlierGrading.Reading)] {
    guard !trials.isEmpty else { return [:] }
    let places = (0..<plan.count).filter { trials.contains(plan[$0].id) }
    var found: [TrialID: (text: String, reading: EarlierGrading.Reading)] = [:]
    try await replay(places, workers: workers) { _, record in
      let judgement = record.judgement
      return (
        record.line.trial, record.readText.map { String(decoding: $0.bytes, as: UTF8.self) } ?? "",
        EarlierGrading.Reading(
          answer: judgement.answer, rule: judgement.rule, explanation: judgement.explanation)
      )
    } emit: { trial, text, reading in
      found[trial] = (text, reading)
    }
    return found
  }
}
