import Analysis
import CodeExecution
import RecordReplay
import ScoreSheets
import Statistics
import Sweeps
import Trials

/// Runs the recorded code of one sweep again.
package struct ReExecutionSession {
  let sweep: OpenSweep
  let code: CodeRunning

  /// Creates it of its parts.
  package init(sweep: OpenSweep, code: CodeRunning) {
    self.sweep = sweep
    self.code = code
  }

  /// Runs.
  package func run() async throws -> ReExecutedCode {
    let launcher = try await code.launcher(for: sweep.folder.sweep)
    let reExecution = ReExecution(
      sweep.plan, runner: sweep.runner, tape: try sweep.tape(),
      runsAtOnce: try code.runsAtOnce(sweep.folder.sweep.limits)
    ) { try await launcher.run($0) }
    var result = ReExecutedCode(tier: launcher.tier)
    try await reExecution.run { result.add($0) }
    return result
  }
}
