import Analysis
import ArgumentParser
import Basics
import Regression
import Reporting
import ScoreSheets
import Statistics
import Sweeps
import Trials
import Workbench

/// Compares two score sheets, exactly or with statistics, as their recordings demand.
struct CompareCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Compare two score sheets or two sweeps.",
    discussion: """
      Two sheets of the same recordings are compared exactly: nothing was sampled, the flips are \
      listed with the first layer that differs, and there is no p-value. Two recordings are \
      compared as paired samples: McNemar's exact test, Newcombe's interval, a paired bootstrap over \
      questions, Holm's correction among the methods, and the effect that could have been seen. The \
      report says which it was. Sheets that share only some recordings are refused.

      A sweep is replayed first; nothing is written.

      Examples:
        steerbench compare old/baseline.tsv new/baseline.tsv
        steerbench compare smollm2-135m smollm2-135m-october --json
        steerbench compare main.tsv branch.tsv --fail
      """)

  @Argument(
    help: ArgumentHelp(
      "A score sheet, or a sweep's folder or name.", discussion: "What is compared with.",
      valueName: "a"))
  var first: String
  @Argument(
    help: ArgumentHelp(
      "A score sheet, or a sweep's folder or name.", discussion: "What is compared.",
      valueName: "b"))
  var second: String
  @OptionGroup var workers: WorkerOption
  @Option(help: "How many flips are listed in full; all are counted.")
  var limit = BaselineGate.usualLimit
  @Flag(
    help: ArgumentHelp(
      "Exit with 1 where something changed.",
      discussion: "Same recordings: any flip. Different recordings: a method whose success fell, "
        + "5 % after Holm's correction."))
  var fail = false
  @Flag(help: "Print JSON.") var json = false

  func validate() throws {
    guard limit >= 0 else { throw ValidationError("--limit is a number from 0.") }
  }

  func run() async throws {
    let comparison = try Comparison(
      try await SheetSource(word: first, workers: workers.count).reader(),
      try await SheetSource(word: second, workers: workers.count).reader(), keeping: limit)
    let report = ComparisonReport(comparison, names: Sides(first: first, second: second))
    Console.output.write(
      json
        ? try CanonicalJSON.text(of: report.json)
        : report.text(colour: Console.output.allowsColour, width: Console.output.width))
    if fail, comparison.hasRegression { throw CommandFailure(.regression) }
  }
}
