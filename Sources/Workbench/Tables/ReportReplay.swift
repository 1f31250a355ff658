import Analysis
import Cassettes
package import Foundation
import RecordReplay
package import Reporting
import ScoreSheets
import Statistics
import Sweeps
import Synchronization
package import Tasks
import Trials

/// A sweep's cells, by task and along the ladders.
struct ReportSummary: SummaryByAxes {
  var scores: ScoreSummary
  var ladders: ComplexitySummary

  var axes: ScoreAxes { scores.axes }

  func merging(_ other: ReportSummary) -> ReportSummary {
    ReportSummary(
      scores: scores.merging(other.scores), ladders: ladders.merging(other.ladders))
  }
}

/// Replays sweeps for a report.
package struct ReportReplay {
  let selection: TrialSelection
  let workers: Int

  /// Creates it of its parts.
  package init(selection: TrialSelection, workers: Int) {
    self.selection = selection
    self.workers = workers
  }

  /// All tables of sweeps.
  package func scores(of folders: [URL], grading: GradingPolicy?) async throws -> [TextTable] {
    try tables(of: try await summaries(of: folders, grading: grading)) {
      SweepTables.all(of: $0.scores)
    }
  }

  /// The tables along the ladders.
  ///
  /// - Parameter glances: Whether each ladder is drawn as well, for people.
  package func ladders(
    of folders: [URL], grading: GradingPolicy?, glances: Bool
  ) async throws -> [TextTable] {
    try tables(of: try await summaries(of: folders, grading: grading)) { summary in
      (glances ? ComplexityGlance.tables(of: summary.ladders) : [])
        + ComplexityTables.tables(of: summary.ladders)
    }
  }

  /// Our numbers beside the published ones.
  package func besidePaper(_ folders: [URL], grading: GradingPolicy?) async throws -> [TextTable] {
    guard let first = folders.first else { throw nothing }
    let paper = try PaperFiles.read(beside: try OpenSweep(first))
    return try tables(of: try await summaries(of: folders, grading: grading)) { summary in
      PaperTables.tables(of: summary.scores, summary.ladders, beside: paper)
    }
  }

  /// One of the paper's experiments.
  package func section(
    of kind: ExperimentKind, _ folders: [URL], grading: GradingPolicy?
  ) async throws -> ReportSection {
    let sweeps = try folders.map { try OpenSweep($0, grading: grading) }
    var ladders: [String: [Int: String]] = [:]
    for sweep in sweeps {
      for task in sweep.folder.sweep.taskNames where ladders[task] == nil {
        ladders[task] = sweep.folder.questions.ladder(of: task)
      }
    }
    let axes = sweeps.dropFirst().reduce(sweeps.first?.plan.axes) { $0?.merging($1.plan.axes) }
    guard let axes else { throw nothing }
    let experiment = Mutex(kind.begin(ExperimentContext(axes: axes, ladders: ladders)))
    for (sweep, places) in try selection.places(in: sweeps) {
      let pass = SweepPass(sweep: sweep, places: places, workers: workers)
      try await pass.run { _, record in
        TrialFeatures(record)
      } emit: { trial in
        experiment.withLock { $0.add(trial) }
      }
    }
    return experiment.withLock { $0.section }
  }

  /// The cells of each sweep, by task and along the ladders.
  private func summaries(
    of folders: [URL], grading: GradingPolicy?
  ) async throws -> [(sweep: String, summary: ReportSummary)] {
    let sweeps = try folders.map { try OpenSweep($0, grading: grading) }
    var summaries: [(sweep: String, summary: ReportSummary)] = []
    for (sweep, places) in try selection.places(in: sweeps, byMethod: false) {
      let axes = sweep.plan.axes.narrowed(models: selection.models, tasks: selection.tasks)
      let names = axes.tasks.map(\.name).map { ($0, sweep.folder.questions.ladder(of: $0)) }
      let gathered = Mutex(
        ComplexitySummary(axes: axes, ladders: Dictionary(uniqueKeysWithValues: names)))
      let result = try await replay(sweep, places, axes) { line in
        gathered.withLock { $0.add(line) }
      }
      let summary = ReportSummary(scores: result.summary, ladders: gathered.withLock { $0 })
      summaries.append((result.name, summary))
    }
    guard !summaries.isEmpty else { throw nothing }
    return summaries
  }

  /// The tables as the selection shows them, with what it does to the averages.
  private func tables(
    of summaries: [(sweep: String, summary: ReportSummary)],
    _ make: (ReportSummary) -> [TextTable]
  ) throws -> [TextTable] {
    let tables = GroupedTables.tables(of: summaries) { summary in
      let methods = summary.axes.methods.map(\.name)
      let all = make(summary)
      let shown =
        selection.methods.isEmpty
        ? all : MethodView(of: methods, showing: selection.methods).narrowed(all)
      guard !selection.tasks.isEmpty else { return shown }
      let names = summary.axes.tasks.map(\.title).joined(separator: ", ")
      return shown.map { table in
        var table = table
        table.notes.append("Picked tasks, and averages are over them alone: \(names).")
        return table
      }
    }
    guard !tables.isEmpty else {
      throw WorkbenchError(
        .nothing,
        "Nothing is left to show of the methods that were picked: none of them was measured with these "
          + "models and tasks. steerbench plan says which apply.")
    }
    return tables
  }

  /// The tables of the difference between the policies, sweep by sweep.
  package func gradings(of folders: [URL]) async throws -> [TextTable] {
    var tables: [TextTable] = []
    for url in folders {
      let (strict, paper) = (
        try OpenSweep(url, grading: .strict), try OpenSweep(url, grading: .paper)
      )
      guard let (_, places) = try selection.places(in: [strict]).first else { continue }
      let gathered = Mutex(GradingDifference(axes: strict.plan.axes))
      _ = try await replay(strict, places) { line in gathered.withLock { $0.addFirst(line) } }
      _ = try await replay(paper, places) { line in gathered.withLock { $0.addSecond(line) } }
      let difference = gathered.withLock { $0 }
      let flips = try await explained(difference.flips, strict: strict, paper: paper)
      tables += GradingTables.tables(of: difference, flips: flips)
    }
    return tables
  }

  /// Runs the trials that flip once more, for what decided.
  private func explained(
    _ flips: [GradingFlip], strict: OpenSweep, paper: OpenSweep
  ) async throws -> [GradingTables.Explained] {
    guard !flips.isEmpty else { return [] }
    let player = CassettePlayer(try CassetteReader(strict.tape()))
    var explained: [GradingTables.Explained] = []
    var next = flips[...]
    for index in 0..<strict.plan.count {
      guard let flip = next.first else { break }
      let trial = strict.plan[index]
      guard trial.id == flip.trial else { continue }
      next.removeFirst()
      let before = try await strict.runner.run(trial, with: player).judgement
      let after = try await paper.runner.run(trial, with: player).judgement
      explained.append(
        GradingTables.Explained(
          flip, quirks: after.quirks.map(\.rawValue), strict: before.explanation,
          paper: after.explanation))
    }
    return explained
  }

  private func replay(
    _ sweep: OpenSweep, _ places: [Int]?, _ axes: ScoreAxes? = nil,
    observe: @escaping @Sendable (TrialLine) -> Void
  ) async throws -> ReplayResult {
    let result = try await ReplaySession(
      sweep: sweep, workers: workers, sheet: .none, trials: places, axes: axes, observe: observe
    ).run()
    try result.checkPassed()
    return result
  }

  private var nothing: WorkbenchError { WorkbenchError(.nothing, "There is nothing to report.") }
}
