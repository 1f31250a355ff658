import Analysis
import ArgumentParser
import CodeExecution
import Foundation
import ModelAPI
import ScoreSheets
import Statistics
import Sweeps
import Trials

/// How a command that asks the outside world does so.
struct WorldArguments: ParsableArguments {
  @Option(help: "Use this base URL for all models of the sweep.") var baseURL: String?
  @Option(
    help: "Trials in flight at once. Default: what the models' concurrency adds up to, plus 2.")
  var trialsAtOnce: Int?
  @Option(help: "Tries of one call before it is given up; waits between them grow to 8 seconds.")
  var attempts = RetryPolicy.standard.maximumAttempts
  @Flag(
    help: """
      Go through the proxy that HTTPS_PROXY and the like name. Default: calls go directly, and these \
      variables are not read.
      """)
  var useProxy = false
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
  ///
  /// - Parameter shard: The part of the sweep that the budget is for; `nil` for all of it.
  func models(
    of folder: SweepFolder, _ spending: SpendingArguments, shard: Shard? = nil
  ) throws -> LiveModels {
    try Self.models(
      of: folder, spending, baseURL: baseURL, attempts: attempts, useProxy: useProxy, shard: shard)
  }

  /// The models of a sweep over the network, for a command without a sandbox.
  static func models(
    of folder: SweepFolder, _ spending: SpendingArguments, baseURL: String?, attempts: Int,
    useProxy: Bool, shard: Shard? = nil
  ) throws -> LiveModels {
    let environment = ProcessInfo.processInfo.environment
    if !useProxy, let name = ProxyNote.variable(in: environment) {
      Console.error.write(
        "\(name) is set and not used: calls go directly. To go through the proxy: --use-proxy.")
    }
    let budget = try spending.budget()
    return try LiveModels(
      folder.sweep, baseURL: baseURL, attempts: attempts, environment: environment,
      proxies: useProxy ? .environment : .ignored, budget: shard?.share(of: budget) ?? budget,
      tariffs: try spending.tariffs(of: folder))
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

/// The proxy variables of an environment.
private enum ProxyNote {
  /// The first that is set.
  static func variable(in environment: [String: String]) -> String? {
    ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"]
      .first { !(environment[$0] ?? "").isEmpty }
  }
}
