import Analysis
import ArgumentParser
import CodeExecution
import Foundation
import ModelAPI
import ScoreSheets
import Statistics
import Sweeps
import Trials
import Workbench

/// How a command that asks the outside world does so.
struct WorldArguments: ParsableArguments {
  @Option(help: "Use this base URL for all models of the sweep.") var baseURL: String?
  @Option(
    help: "Trials in flight at once. Default: what the models' concurrency adds up to, plus 2.")
  var trialsAtOnce: Int?
  @Option(help: "Tries of one call before it is given up; waits between them grow to 8 seconds.")
  var attempts = RetryPolicy.standard.maximumAttempts
  @OptionGroup var network: NetworkArguments
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

  /// What a session is given of the outside world.
  func world(_ spending: SpendingArguments) throws -> RecordingWorld {
    RecordingWorld(
      models: ModelAccess(
        baseURL: baseURL, attempts: attempts, usesProxy: network.useProxy,
        environment: ProcessInfo.processInfo.environment),
      code: budget.running(tier.wish), spending: try spending.spending(),
      trialsAtOnce: trialsAtOnce, timestamp: WallClock.timestamp)
  }
}

/// The wall clock, for provenance and prices only.
enum WallClock {
  /// The date and time in UTC, such as `2026-03-01T09:30:00Z`.
  @Sendable static func timestamp() -> String {
    Date.now.formatted(.iso8601)
  }

  /// Today in UTC.
  static func today() throws -> PriceDay {
    let text = String(timestamp().prefix(10))
    guard let day = PriceDay(text) else {
      throw CommandFailure(
        .usage, "This machine's clock says \(text), which is no day. Set it right.")
    }
    return day
  }
}
