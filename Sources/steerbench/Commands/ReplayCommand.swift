import Analysis
import ArgumentParser
import Basics
import CodeExecution
import Foundation
import Regression
import Reporting
import ScoreSheets
import Statistics
import Sweeps
import Trials
import Workbench

/// Replays sweeps from their cassettes and holds them against their baselines.
struct ReplayCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay",
    abstract: "Replay sweeps offline, print their tables, and fail on any change.",
    discussion: """
      Every answer comes from the cassettes: no network, no keys, no Python. The score sheet must \
      equal the baseline beside the cassette in every column; otherwise the exit code is 1 and the \
      trials that changed are listed with the first layer that differs.

      --re-execute also runs the recorded code again, in the sandbox, and reports what came out \
      otherwise, by class: output, status, limit. Scores stay those of the recording. The exit code is \
      then 1 where anything diverged, unless its recording says that it may (record --classify: \
      unstable, limit-dependent), and 4 where the sandbox cannot be used.

      --selfcheck replays under other numbers of workers, orders, locales, time zones and temporary \
      folders, and demands the same sheet, byte for byte; exit code 1 where one differs.

      A bundle (steerbench bundle) replays from its one file: it is unpacked into a private folder, \
      verified, and needs nothing else of this machine.

      Examples:
        steerbench replay
        steerbench replay smollm2-135m.tar
        steerbench replay smollm2-135m --json
        steerbench replay smollm2-135m --update-baseline
        steerbench replay smollm2-135m --re-execute
        steerbench replay smollm2-135m --selfcheck
      """)

  @OptionGroup var arguments: SweepArguments
  @OptionGroup var workers: WorkerOption
  @Option(help: "The baseline. Default: baseline.tsv in the sweep's folder, if it is there.")
  var baseline: String?
  @Flag(help: "Write the baseline instead of comparing with it.") var updateBaseline = false
  @Option(
    help: ArgumentHelp(
      "Write the score sheet of what can be replayed, whatever the baseline says.",
      valueName: "file"))
  var sheet: String?
  @Flag(help: "Replay under other circumstances and demand the same sheet.") var selfcheck = false
  @Flag(help: "Accept recorded exchanges that no trial asks for.") var allowUnused = false
  @Flag(help: "Print the findings without the tables.") var noTables = false
  @Flag(help: "Run the recorded code again and report what differs; no score changes.")
  var reExecute = false
  @OptionGroup var tier: TierArguments
  @OptionGroup var budget: BudgetArguments
  @Option(help: ArgumentHelp("Write the findings as JUnit XML.", valueName: "file"))
  var junit: String?
  @Flag(
    help: ArgumentHelp(
      "Report to GitHub Actions.",
      discussion: "Appends to the file that GITHUB_STEP_SUMMARY names, and writes annotations to "
        + "standard error."))
  var github = false
  @Flag(help: "Print JSON.") var json = false
  @OptionGroup var probe: ProbeOption

  func validate() throws {
    guard reExecute || (!budget.isStated && tier.wish == .best) else {
      throw ValidationError("The sandbox and its budget go with --re-execute: replay runs no code.")
    }
    if baseline != nil, arguments.sweeps.count != 1 {
      throw ValidationError("--baseline goes with exactly one sweep.")
    }
    if sheet != nil, arguments.sweeps.count != 1 {
      throw ValidationError("--sheet goes with exactly one sweep.")
    }
  }

  func run() async throws {
    var results: [ReplayedSweep] = []
    for place in try await ReplayPlace.all(arguments.sweeps) {
      if updateBaseline { try place.refuseToChange() }
      let sweep = try OpenSweep(place.url)
      let path = baseline ?? sweep.folder.baseline.relativePath
      let held: SweepReplay.Sheet =
        updateBaseline
        ? .write(path: path) : .compare(path: path, isRequired: baseline != nil)
      var result = try await SweepReplay(
        sweep: sweep, workers: workers.count, sheet: held, copyPath: sheet
      ).run()
      result.examples = try await GateExamples(sweep).texts(of: result.gate)
      if selfcheck {
        result.selfCheck = try await SelfCheckSession(sweep: sweep).run(
          header: result.header,
          program: try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
      }
      if reExecute {
        result.reExecution = try await ReExecutionSession(
          sweep: sweep, code: budget.running(tier.wish)
        ).run()
      }
      result.path = place.path
      results.append(result)
    }
    let status = results.map { ExitStatus($0.ending(allowingUnused: allowUnused)) }.max {
      $0.gravity < $1.gravity
    }
    json ? try printJSON(results) : try printText(results)
    let exports = GateExports(results, allowsUnused: allowUnused)
    if let junit { try exports.writeJUnit(to: junit) }
    if github {
      for line in exports.annotations { Console.error.write(line) }
      try exports.appendSummary(environment: ProcessInfo.processInfo.environment)
    }
    guard let status, status != .pass else { return }
    throw CommandFailure(status)
  }

  private func printText(_ results: [ReplayedSweep]) throws {
    let colour = Console.output.allowsColour
    if !noTables {
      let measured = results.filter { $0.summary.trials > 0 }.map { ($0.name, $0.summary) }
      let tables = GroupedTables.tables(of: measured, SweepTables.short)
      if !tables.isEmpty {
        let renderer = TableFormat.terminal.renderer(colour: colour, width: Console.output.width)
        Console.output.write(try renderer.render(tables))
      }
    }
    for result in results {
      Console.output.write(
        ReplayText(result: result, allowsUnused: allowUnused).text(colour: colour))
      if updateBaseline, result.missCount == 0, result.failures.isEmpty {
        Console.output.write("\(result.name): baseline written.")
      } else if result.gate == nil, result.missCount == 0, result.failures.isEmpty {
        Console.error.write(
          "\(result.name): there is no baseline to compare with. "
            + "To make this one: steerbench replay \(result.path) --update-baseline")
      }
    }
  }

  private func printJSON(_ results: [ReplayedSweep]) throws {
    let values = results.map {
      ReplayJSON(result: $0).value(
        exit: ExitStatus($0.ending(allowingUnused: allowUnused)).rawValue)
    }
    let answer: JSONValue = ["sweeps": .array(values)]
    Console.output.write(
      try CanonicalJSON.text(of: probe.probe == nil ? answer : ToolProbe.stamped(answer)))
  }
}

extension ExitStatus {
  /// How grave a finding is where several sweeps have findings.
  fileprivate var gravity: Int {
    switch self {
    case .pass: 0
    case .nothing: 1
    case .regression: 2
    case .miss: 3
    case .limit: 4
    case .infrastructure: 5
    case .usage: 6
    case .interrupted: 7
    case .corrupt: 8
    }
  }
}
