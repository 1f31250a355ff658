public import ArgumentParser
import Basics
import Reporting
public import Trials
import Workbench

/// Lists the trials of sweeps.
struct TrialsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "trials",
    abstract: "List trials of sweeps: filter, sort, find a name for transcript.",
    discussion: """
      The sweeps are replayed from their cassettes; what is not recorded yet is counted. Scores are in \
      points of 100, as in the tables; in JSON they are from 0 to 1, as in the score sheet. --json \
      prints a line a trial, with every column of the sheet.

      Examples:
        steerbench trials smollm2-135m --method all-code --outcome wrong
        steerbench trials smollm2-135m --text import --sort tokens --limit 10
        steerbench trials smollm2-135m --max-score 50 --json
      """)

  @OptionGroup var arguments: SweepArguments
  @OptionGroup var selection: OptionalSelectionArguments
  @Option(
    help: "Only trials that ended so, such as wrong or truncated. May be given several times.")
  var outcome: [Outcome] = []
  @Option(help: "Only trials in which this text was said, written or printed, whatever the case.")
  var text: String?
  @Option(help: "Only trials of at least so many points of 100.") var minScore: Double?
  @Option(help: "Only trials of at most so many points of 100.") var maxScore: Double?
  @Flag(help: "Only trials with a reply that was cut off at the token limit.") var cut = false
  @Option(help: "trial, outcome, score, tokens or runtime; numbers from the highest.")
  var sort = TrialList.Order.trial
  @Flag(help: "Turn the order of --sort round.") var reverse = false
  @Option(help: "List so many at most; all are counted.") var limit: Int?
  @OptionGroup var workers: WorkerOption
  @Flag(help: "Print JSON lines.") var json = false

  func validate() throws {
    if let limit, limit < 0 { throw ValidationError("--limit is a number from 0.") }
    guard (minScore ?? 0) <= (maxScore ?? 100) else {
      throw ValidationError("--min-score is above --max-score: no trial is both.")
    }
  }

  func run() async throws {
    let places = try await arguments.places()
    defer { withExtendedLifetime(places) {} }
    var filter = TrialList.Filter(selection.selection)
    filter.outcomes = Set(outcome)
    filter.text = text
    filter.isCut = cut
    if minScore != nil || maxScore != nil { filter.points = (minScore ?? 0)...(maxScore ?? 100) }
    var sweeps: [OpenSweep] = []
    for place in places { sweeps.append(try await place.open()) }
    let list = try await TrialList(
      of: sweeps, filter, by: sort, reversed: reverse, limit: limit,
      workers: workers.count)
    guard json else {
      return Console.output.write(
        TerminalRenderer(colour: Console.output.allowsColour, width: Console.output.width)
          .render([list.table]), terminator: "")
    }
    for line in list.lines { Console.output.write(try CanonicalJSON.text(of: line)) }
  }
}

extension TrialList.Order: ExpressibleByArgument {}
extension Outcome: ExpressibleByArgument {}
