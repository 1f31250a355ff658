import Analysis
import Cassettes
import RecordReplay
import Regression
import ScoreSheets
import Statistics
import Sweeps
import Trials

/// What became of one sweep's replay.
struct ReplayResult {
  /// The sweep's name and folder.
  var name: String
  var path: String
  /// The trials of the plan.
  var planned: Int
  /// Cells of the trials that were replayed.
  var summary: ScoreSummary
  /// What the lines are of.
  var header: ScoreSheetHeader
  /// Missing recordings, by cause.
  var misses: [MissGroup]
  /// Trials that failed for another reason.
  var failures: [(trial: TrialID, error: DeckError)]
  /// Exchanges that no trial used, by the trial that recorded them.
  var unused: [CassetteEntry]
  /// The comparison with the baseline; `nil` without one.
  var gate: GateVerdict?
  /// The trials that have no line for want of a recording, and what is known of them.
  var unanswered: [UnansweredTrial]
  /// How the first differing layer of each cause's example reads now.
  var examples: [TrialID: String] = [:]
  /// What came of replaying under other circumstances; empty where nobody asked for it.
  var selfCheck: [SelfCheck.Variation] = []
  /// What came of running the recorded code again; `nil` where nobody asked for it.
  var reExecution: ReExecutionResult?

  /// The number of missing recordings.
  var missCount: Int { misses.reduce(0) { $0 + $1.trials.count } }

  /// What the exit code should be, the gravest finding first.
  func status(allowingUnused: Bool) -> ExitStatus {
    if failures.contains(where: { CommandFailure($0.error).status == .corrupt }) { return .corrupt }
    if let failure = failures.first { return CommandFailure(failure.error).status }
    if missCount > 0 || (!unused.isEmpty && !allowingUnused) { return .miss }
    if summary.trials == 0 { return .nothing }
    if let gate, !gate.passes { return .regression }
    if selfCheck.contains(where: { !$0.isSame }) { return .regression }
    return reExecution?.status ?? .pass
  }
}
