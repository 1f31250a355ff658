import Analysis
import ArgumentParser
import Basics
import Cassettes
import Foundation
import ModelAPI
import RecordReplay
import ScoreSheets
import Statistics
import Sweeps
import Trials
import Workbench

/// Says what a sweep would ask for and cost, without a network.
struct PlanCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "Print trials, calls, tokens and expected cost of a sweep, without a network.",
    discussion: """
      First calls are counted exactly, and calls that several trials share are counted once. What \
      follows from answers (further turns, tool rounds, runs of code) is bounded from above. Input \
      tokens are estimated as one for four bytes; output as the model's token limit at most.

      What the trials that no cassette holds yet are expected to take is resampled from the recorded \
      trials of the same method, those of other sweeps named with --history included; where there is \
      none, it rests on assumptions that the report states. Prices are those of Tasks/prices.yaml; an \
      unknown price is unknown and not nothing.

      Examples:
        steerbench plan gpt-4o
        steerbench plan gpt-4o --history gpt-4o-mini --json
      """)

  @OptionGroup var arguments: SweepArguments
  @Option(
    help: ArgumentHelp(
      "Learn from the recordings of this sweep too. May be given several times.",
      valueName: "sweep"))
  var history: [String] = []
  @OptionGroup var prices: PriceArguments
  @Option(help: "Tokens of an answer, where no recording tells.")
  var answerTokens = CostForecast.usualAnswerTokens
  @Flag(help: "Print JSON.") var json = false

  func validate() throws {
    guard (1...10_000_000).contains(answerTokens) else {
      throw ValidationError("--answer-tokens must be from 1 to 10000000.")
    }
  }

  func run() async throws {
    var reports: [JSONValue] = []
    let others = try history.map { try OpenSweep(try SweepLocator.folder($0)) }
    for url in try arguments.folders() {
      let sweep = try OpenSweep(url)
      let estimate = try await PlanEstimate.of(sweep.plan, sweep.runner)
      let prices = try Prices(
        named: prices.prices, beside: sweep.folder.tasks, on: try WallClock.today())
      let forecast = try await forecast(of: sweep, others, prices)
      let name = sweep.folder.sweep.name
      if json {
        var report = estimate.json(named: name).object ?? JSONObject()
        report["expected"] = forecast.json
        reports.append(.object(report))
      } else {
        Console.output.write(estimate.text(named: name))
        Console.output.write(forecast.text(prices: prices.file))
      }
    }
    if json { Console.output.write(try CanonicalJSON.text(of: .array(reports))) }
  }

  private func forecast(
    of sweep: OpenSweep, _ others: [OpenSweep], _ prices: Prices
  ) async throws -> CostForecast {
    var history = TrialHistory()
    let missing = try await history.add(sweep.plan, sweep.runner, from: try sweep.tape())
    for other in others where other.folder.path != sweep.folder.path {
      _ = try await history.add(other.plan, other.runner, from: try other.tape())
    }
    return try await CostForecast(
      sweep.plan, sweep.runner, missing: missing, history: history, answerTokens: answerTokens,
      price: prices.price)
  }
}
