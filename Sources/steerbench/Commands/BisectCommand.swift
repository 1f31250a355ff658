import Analysis
public import ArgumentParser
import Basics
import Foundation
public import Regression
import Reporting
import ScoreSheets
import Statistics
import Sweeps
import Trials
import Workbench

/// Finds the commits that changed scores.
struct BisectCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bisect",
    abstract: "Find the commits behind a change of scores, and what they changed.",
    discussion: """
      Every commit on the way is built and replays the sweep with the same cassettes: those that lie \
      beside it now. No model is called. All trials that differ between the ends are followed at once, \
      each to its own first bad commit, and so are the tables. The report names commit, author, layer \
      (prompt, parameters, answer, execution, extraction, grade, aggregation), the trials, and the \
      first differing byte of one of them.

      A changed prompt or parameter has no recording on one side. It is found by the digest of what \
      would be asked, and the report says what recording that side would take.

      Commits are built in a working tree of their own in the cache; yours is not touched. Commits that \
      do not build are passed over; where they hide the culprit, the range is reported. What was \
      evaluated is kept: the same command goes on where it was stopped, and a second search of the same \
      history builds nothing.

      The exit code is 0 where culprits were found, 7 where the ends do not differ, 2 for revisions \
      that cannot be searched, 3 where the cassettes hold nothing that the sweep asks for, 4 where an \
      end cannot be built; never 1.

      Examples:
        steerbench bisect smollm2-135m --good v1.2 --bad HEAD
        steerbench bisect smollm2-135m --good main~40 --trial all-code/game24/game24-1-01
        steerbench bisect smollm2-135m --good main~40 --cell smollm2-135m/all-code/game24 --json
        steerbench bisect smollm2-135m --good main~40 --metric tokens
      """)

  @OptionGroup var sweep: SweepArgument
  @Option(help: "A revision whose scores are right.") var good: String
  @Option(help: "A revision whose scores are not.") var bad = "HEAD"
  @OptionGroup var selection: BisectSelection
  @Option(
    help: ArgumentHelp(
      "Replay every commit from the cassettes of this folder. Default: the sweep's.",
      valueName: "folder"))
  var cassettes: String?
  @OptionGroup var probe: ProbeArguments
  @OptionGroup var cache: CacheArgument
  @Flag(help: "Search although files were changed that no commit holds.")
  var allowUncommitted = false
  @Flag(help: "Try commits again that could not be evaluated before.") var retry = false
  @Flag(help: "Print JSON.") var json = false

  func run() async throws {
    let place = try await SweepRepository(sweep.sweep)
    let request = Bisect.Request(
      good: good, bad: bad, filter: try selection.filter, metric: selection.metric,
      cassettes: cassettes ?? place.folder.path,
      evaluation: .init(
        place: place.place, plan: probe.plan, cache: cache.folder, retriesRefused: retry),
      allowsUncommitted: allowUncommitted)
    let progress = BisectProgress()
    let search = Bisect(place.repository, request) { progress.show($0) }
    let result = try await Interruption.ending(advice: "The same command goes on from here.") {
      try await search.run()
    }
    let report = BisectReport(result, prices: try place.prices())
    Console.output.write(
      json ? try CanonicalJSON.text(of: report.json) : report.text, terminator: json ? "\n" : "")
  }
}

/// What of a sweep is followed through a history.
struct BisectSelection: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Follow this trial only. May be given several times.",
      discussion: "MODEL/METHOD/TASK/QUESTION/SAMPLE; parts may be left out from the left.",
      valueName: "trial"))
  var trial: [String] = []
  @Option(
    help: ArgumentHelp(
      "Follow the trials of this cell only. May be given several times.",
      valueName: "model/method/task"))
  var cell: [String] = []
  @Option(
    help: """
      Follow this only: score (and outcome), tokens, runtime, answer (as it was read), unparsed. \
      Default: everything that a score sheet says.
      """)
  var metric: BisectMetric?

  /// The trials that are followed.
  var filter: BisectFilter {
    get throws {
      BisectFilter(
        trials: trial,
        cells: try cell.map { word in
          let parts = word.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
          guard parts.count == 3, !parts.contains("") else {
            throw CommandFailure(
              .usage, "--cell \(VisibleText.escape(word)): a cell is named MODEL/METHOD/TASK.")
          }
          return CellKey(model: parts[0], method: parts[1], task: parts[2])
        })
    }
  }
}

extension BisectMetric: ExpressibleByArgument {}
