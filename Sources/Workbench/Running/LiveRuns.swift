import Analysis
import CodeExecution
import RecordReplay
import ScoreSheets
import Statistics
import Sweeps
import Trials

/// Runs of code in the sandbox, no more at once than a budget allows.
struct LiveRuns: Sendable {
  private let launcher: any Launcher
  private let gate: CallGate
  /// Whether each run's class is found out.
  let classifies: Bool

  /// Creates runs.
  init(_ launcher: any Launcher, atOnce: Int, classifies: Bool = false) {
    self.launcher = launcher
    self.classifies = classifies
    gate = CallGate(width: atOnce)
  }

  /// Runs code once.
  func execute(_ request: ExecutionRequest) async throws(DeckError) -> ExecutionOutcome {
    do throws(CodeExecutionError) {
      return try await gate.pass { () throws(CodeExecutionError) in
        try await launcher.run(request)
      }
    } catch {
      throw DeckError(.execution, error.description)
    }
  }

  /// Runs code as often as its class takes.
  func classify(_ request: ExecutionRequest) async throws(DeckError) -> ClassifiedOutcome {
    do throws(CodeExecutionError) {
      let (outcome, executionClass) = try await gate.pass { () throws(CodeExecutionError) in
        try await ExecutionClassifier(launcher).run(request)
      }
      return ClassifiedOutcome(outcome, executionClass)
    } catch {
      throw DeckError(.execution, error.description)
    }
  }
}
