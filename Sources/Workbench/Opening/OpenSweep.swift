package import Cassettes
package import FoundationEssentials
import RecordReplay
package import Sweeps
package import Tasks
package import Trials

/// A sweep that was opened for a command: folder, plan, runner.
package struct OpenSweep {
  package let folder: SweepFolder
  package let plan: Plan
  package let runner: TrialRunner

  /// By whose rules its trials are graded.
  let grading: GradingPolicy
  /// What a recording that goes on, or was killed, has in its journal; `nil` where it has none, or where
  /// the cassettes alone are looked at.
  package private(set) var journal: JournalCopy?

  private init(folder: SweepFolder, plan: Plan, runner: TrialRunner, grading: GradingPolicy) {
    self.folder = folder
    self.plan = plan
    self.runner = runner
    self.grading = grading
  }

  /// Opens a sweep.
  ///
  /// - Parameter grading: By whose rules its trials are graded; the sweep's own where it is `nil`.
  package init(_ url: URL, grading: GradingPolicy? = nil) throws {
    try self.init(try SweepFolder(url), grading: grading)
  }

  /// Opens a sweep whose folder was read.
  init(_ folder: SweepFolder, grading: GradingPolicy? = nil) throws {
    self.folder = folder
    plan = Plan(folder.sweep, questions: folder.questions)
    self.grading = grading ?? folder.sweep.grading
    runner = try TrialRunner(folder.sweep, prompts: folder.prompts, grading: self.grading)
    guard plan.count > 0 else {
      throw WorkbenchError(
        .nothing,
        "\(folder.sweep.name): the sweep has no trials. Either it selects no question, or none of "
          + "its methods can be used with its models.")
    }
  }

  /// The same sweep, its code run with the Python of a label, where any will do; else itself.
  func settled(on interpreter: String) throws -> OpenSweep {
    guard folder.sweep.isInterpreterOpen else { return self }
    var folder = folder
    folder.sweep.interpreter = interpreter
    return OpenSweep(
      folder: folder, plan: Plan(folder.sweep, questions: folder.questions),
      runner: try TrialRunner(folder.sweep, prompts: folder.prompts, grading: grading),
      grading: grading)
  }

  /// The same sweep, to be looked at with what lies in the journal of its recording.
  package func withJournal() async throws -> OpenSweep {
    var sweep = self
    sweep.journal = try await JournalCopy(of: folder)
    return sweep
  }

  /// The sealed cassettes of the folder, checked; with what lies in the journal, where that is looked
  /// at.
  package func tape() throws -> CassetteUnion {
    try CassetteUnion(CassetteFolder(path: journal?.path ?? folder.path))
  }
}

extension OpenSweep {
  /// Replays trials whole, for somebody who looks into them.
  ///
  /// A recording that is missing ends it with the next step: part of a sweep would be another sweep.
  ///
  /// - Parameters:
  ///   - places: The places of the trials in the plan; `nil` for all of them.
  ///   - tape: The cassettes; the sweep's own where it is `nil`.
  ///   - workers: How many trials run at the same time; no output depends on it.
  ///   - read: Makes of a trial what is wanted of it, in the worker that replayed it.
  ///   - emit: Given each result in the order of the plan, one call at a time.
  func replay<Value: Sendable>(
    _ places: [Int]?, from tape: CassetteUnion? = nil, workers: Int,
    reading read: @escaping @Sendable (PlannedTrial, TrialRecord) throws -> Value,
    isolation: isolated (any Actor)? = #isolation, emit: (Value) throws -> Void
  ) async throws {
    let stream = TrialStream(
      plan, runner: runner, from: try tape ?? self.tape(), places: places, workers: workers)
    do {
      try await stream.run { trial, end in
        try read(trial, try end.get())
      } emit: { value in
        try emit(value)
      }
    } catch let error as DeckError where error.code == .miss {
      let path = folder.url.relativePath
      throw WorkbenchError(
        .miss,
        "\(Redaction.shown(error.message)). All that is missing: steerbench replay \(path). To record "
          + "it: steerbench record \(path)")
    }
  }
}
