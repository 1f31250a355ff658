import Analysis
import ArgumentParser
import Basics
import Foundation
import Methods
import ModelAPI
import RecordReplay
import ScoreSheets
import Statistics
import Sweeps
import Trials
import Workbench

/// Asks a few recorded questions again and says whether the model still answers as it did.
struct CanaryCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "canary",
    abstract: "Ask a few recorded questions again, and report whether the answers have drifted.",
    discussion: """
      Without --only: the first question of every task for every model, with the first of the sweep's \
      methods; the same trials every time. Each of their recorded calls is asked again, word for word. \
      No code is run, nothing is written, and the cassettes stay as they are.

      Exit code 1 where an answer differs (text, tool calls, or how it stopped), or where another model \
      or fingerprint answered; --tolerate allows some answers to differ, for providers that are not \
      deterministic at any temperature. Exit code 3 where a trial is not recorded.

        steerbench canary gpt-4o
        steerbench canary gpt-4o --tolerate 2 --json
        steerbench canary gpt-4o --only method=all-code task=game24 --budget usd=0.5
      """)

  @OptionGroup var argument: SweepArgument
  @OptionGroup var only: OnlyArgument
  @Option(help: ArgumentHelp("Answers that may differ.", valueName: "answers")) var tolerate = 0
  @Option(help: "Use this base URL for all models of the sweep.") var baseURL: String?
  @Option(help: "Tries of one call before it is given up.")
  var attempts = RetryPolicy.standard.maximumAttempts
  @OptionGroup var network: NetworkArguments
  @OptionGroup var keys: KeyArguments
  @OptionGroup var spending: SpendingArguments
  @Flag(help: "Print JSON.") var json = false

  func validate() throws {
    guard tolerate >= 0 else { throw ValidationError("--tolerate is a number from 0.") }
    guard (1...100).contains(attempts) else {
      throw ValidationError("--attempts must be from 1 to 100.")
    }
  }

  func run() async throws {
    let sweep = try OpenSweep(try argument.folder())
    let models = ModelAccess(
      baseURL: baseURL, attempts: attempts, usesProxy: network.useProxy,
      environment: ProcessInfo.processInfo.environment)
    let spending = try spending.spending()
    let report = try await Interruption.listening { stop in
      try await CanaryRun(
        sweep: sweep, selection: TrialSelection(words: only.words), models: models,
        spending: spending, tolerated: tolerate, stop: stop
      ) { Console.error.write($0) }.run()
    }
    Console.output.write(json ? try CanonicalJSON.text(of: report.json) : report.text)
    guard report.hasDrifted else { return }
    throw CommandFailure(.regression)
  }
}
