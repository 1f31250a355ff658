import ArgumentParser
import CodeExecution
import Evaluation
import Foundation
import ModelAPI

/// How a command that asks the outside world does so.
struct WorldArguments: ParsableArguments {
  @Option(help: "Use this base URL for all models of the sweep.") var baseURL: String?
  @Option(
    help: "Trials in flight at once. Default: what the models' concurrency adds up to, plus 2.")
  var trialsAtOnce: Int?
  @Option(help: "Tries of one call before it is given up; waits between them grow to 8 seconds.")
  var attempts = RetryPolicy.standard.maximumAttempts
  @OptionGroup var keys: KeyArguments
  @OptionGroup var tier: TierArguments
  @OptionGroup var budget: BudgetArguments

  func validate() throws {
    if let trialsAtOnce, !(1...100_000).contains(trialsAtOnce) {
      throw ValidationError("--trials-at-once must be from 1 to 100000.")
    }
    guard (1...100).contains(attempts) else {
      throw ValidationError("--attempts must be from 1 to 100.")
    }
  }

  /// The models of a sweep over the network.
  func models(of sweep: Sweep) throws -> LiveModels {
    try LiveModels(
      sweep, baseURL: baseURL, attempts: attempts,
      environment: ProcessInfo.processInfo.environment)
  }

  /// Trials in flight at once.
  func trialsAtOnce(for sweep: Sweep) -> Int {
    trialsAtOnce ?? sweep.models.reduce(2) { $0 + $1.concurrency }
  }

  /// The sandbox of a sweep, proved before anything is paid for.
  func launcher(for sweep: Sweep) async throws -> any Launcher {
    try await SweepSandbox.launcher(for: sweep, tier.wish)
  }

  /// Runs of code in that sandbox, within the budget.
  func runs(
    in launcher: any Launcher, of sweep: Sweep, classifies: Bool = false
  ) throws -> LiveRuns {
    LiveRuns(launcher, atOnce: try budget.runsAtOnce(sweep.limits), classifies: classifies)
  }
}
