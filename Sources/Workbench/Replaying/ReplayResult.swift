package import Analysis
import Cassettes
package import RecordReplay
package import Regression
package import ScoreSheets
import Statistics
import Sweeps
import Trials

/// What became of one sweep's replay.
package struct ReplayedSweep {
  /// The sweep's name and folder.
  package var name: String
  package var path: String
  /// The trials of the plan.
  var planned: Int
  /// Cells of the trials that were replayed.
  package var summary: ScoreSummary
  /// What the lines are of.
  package var header: ScoreSheetHeader
  /// Missing recordings, by cause.
  var misses: [MissGroup]
  /// Trials that failed for another reason.
  package var failures: [(trial: TrialID, error: DeckError)]
  /// Exchanges that no trial used, by the trial that recorded them.
  var unused: [CassetteEntry]
  /// The comparison with the baseline; `nil` without one.
  package var gate: GateVerdict?
  /// The trials that have no line for want of a recording, and what is known of them.
  var unanswered: [UnansweredTrial]
  /// How the first differing layer of each cause's example reads now.
  package var examples: [TrialID: String] = [:]
  /// What came of replaying under other circumstances; empty where nobody asked for it.
  package var selfCheck: [SelfCheck.Variation] = []
  /// What came of running the recorded code again; `nil` where nobody asked for it.
  package var reExecution: ReExecutedCode?

  /// Throws unless every trial was replayed.
  func checkPassed() throws {
    guard ending(allowingUnused: true) == .pass else { throw UnreplayedSweep(replay: self) }
  }

  /// The number of missing recordings.
  package var missCount: Int { misses.reduce(0) { $0 + $1.trials.count } }

  /// How it ended, by the gravest of what it found.
  package func ending(allowingUnused: Bool) -> Ending {
    if failures.contains(where: { Ending(of: $0.error) == .corrupt }) { return .corrupt }
    if let failure = failures.first { return Ending(of: failure.error) }
    if missCount > 0 || (!unused.isEmpty && !allowingUnused) { return .miss }
    if summary.trials == 0 { return .nothing }
    if let gate, !gate.passes { return .regression }
    if selfCheck.contains(where: { !$0.isSame }) { return .regression }
    return reExecution?.ending ?? .pass
  }
}
