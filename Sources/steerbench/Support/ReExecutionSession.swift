import Analysis
import CodeExecution
import RecordReplay
import ScoreSheets
import Statistics
import Sweeps
import Trials

/// Runs the recorded code of one sweep again.
struct ReExecutionSession {
  let sweep: OpenSweep
  let wish: TierWish
  let budget: BudgetArguments

  /// Runs.
  func run() async throws -> ReExecutionResult {
    let launcher = try await SweepSandbox.launcher(for: sweep.folder.sweep, wish)
    let reExecution = ReExecution(
      sweep.plan, runner: sweep.runner, tape: try sweep.tape(),
      runsAtOnce: try budget.runsAtOnce(sweep.folder.sweep.limits)
    ) { try await launcher.run($0) }
    var result = ReExecutionResult(tier: launcher.tier)
    try await reExecution.run { result.add($0) }
    return result
  }
}
