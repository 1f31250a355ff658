import ArgumentParser
import Basics
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
    let basis = SweepForecast.Basis(
      history: history, prices: prices.prices, day: try WallClock.today(),
      answerTokens: answerTokens)
    var reports: [JSONValue] = []
    try await SweepForecast.each(of: arguments.sweeps, from: basis) { forecast in
      if json {
        reports.append(forecast.json)
      } else {
        Console.output.write(forecast.text)
      }
    }
    if json { Console.output.write(try CanonicalJSON.text(of: .array(reports))) }
  }
}
