import Cassettes
import Evaluation
import Foundation
import RecordReplay
import Reporting
import Synchronization
import Tasks

extension ReportCommand.Gradings {
  /// The one policy that is meant; `nil` for both.
  var policy: GradingPolicy? {
    switch self {
    case .strict: .strict
    case .paper: .paper
    case .both: nil
    }
  }
}

/// Replays sweeps for a report.
struct ReportReplay {
  let workers: Int

  /// All tables of sweeps.
  func scores(of folders: [URL], grading: GradingPolicy?) async throws -> [TextTable] {
    var summaries: [(sweep: String, summary: ScoreSummary)] = []
    for url in folders {
      let result = try await replay(try OpenSweep(url, grading: grading))
      summaries.append((result.name, result.summary))
    }
    return try GroupedTables.tables(of: something(summaries), SweepTables.all)
  }

  /// The tables along the ladders.
  func ladders(of folders: [URL], grading: GradingPolicy?) async throws -> [TextTable] {
    var summaries: [(sweep: String, summary: ComplexitySummary)] = []
    for url in folders {
      let sweep = try OpenSweep(url, grading: grading)
      let ladders = sweep.folder.sweep.tasks.map { ($0, sweep.folder.questions.ladder(of: $0)) }
      let gathered = Mutex(
        ComplexitySummary(
          axes: sweep.plan.axes, ladders: Dictionary(uniqueKeysWithValues: ladders)))
      _ = try await replay(sweep) { line in gathered.withLock { $0.add(line) } }
      summaries.append((sweep.folder.sweep.name, gathered.withLock { $0 }))
    }
    return try GroupedTables.tables(of: something(summaries), ComplexityTables.tables)
  }

  /// The tables of the difference between the policies, sweep by sweep.
  func gradings(of folders: [URL]) async throws -> [TextTable] {
    var tables: [TextTable] = []
    for url in folders {
      let (strict, paper) = (
        try OpenSweep(url, grading: .strict), try OpenSweep(url, grading: .paper)
      )
      let gathered = Mutex(GradingDifference(axes: strict.plan.axes))
      _ = try await replay(strict) { line in gathered.withLock { $0.addFirst(line) } }
      _ = try await replay(paper) { line in gathered.withLock { $0.addSecond(line) } }
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
    _ sweep: OpenSweep, observe: (@Sendable (TrialLine) -> Void)? = nil
  ) async throws -> ReplayResult {
    let result = try await ReplaySession(
      sweep: sweep, workers: workers, sheet: .none, observe: observe
    ).run()
    let status = result.status(allowingUnused: true)
    guard status == .pass else {
      Console.error.write(ReplayText(result: result, allowsUnused: true).text(colour: false))
      throw CommandFailure(status)
    }
    return result
  }

  private func something<Summary>(_ summaries: [Summary]) throws -> [Summary] {
    guard !summaries.isEmpty else {
      throw CommandFailure(.nothing, "There is nothing to report.")
    }
    return summaries
  }
}
