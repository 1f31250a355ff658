import ArgumentParser
import Basics
import CodeExecution
import Foundation
import Reporting
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
    let checked = try await check().run()
    json ? try printJSON(checked) : try printText(checked)
    if let junit { try checked.exports.writeJUnit(to: junit) }
    if github {
      for line in checked.exports.annotations { Console.error.write(line) }
      try checked.exports.appendSummary(environment: ProcessInfo.processInfo.environment)
    }
    guard checked.ending == .pass else { throw CommandFailure(ExitStatus(checked.ending)) }
  }

  private func check() throws -> SweepCheck {
    var check = SweepCheck(arguments.sweeps, workers: workers.count)
    check.baseline = baseline
    check.updatesBaseline = updateBaseline
    check.sheet = sheet
    check.allowsUnused = allowUnused
    if selfcheck {
      check.selfCheck = try FileManager.default.destinationOfSymbolicLink(
        atPath: "/proc/self/exe")
    }
    if reExecute { check.reExecution = budget.running(tier.wish) }
    return check
  }

  private func printText(_ checked: CheckedSweeps) throws {
    let colour = Console.output.allowsColour
    if !noTables, !checked.tables.isEmpty {
      let renderer = TableFormat.terminal.renderer(colour: colour, width: Console.output.width)
      Console.output.write(try renderer.render(checked.tables))
    }
    for sweep in checked.sweeps {
      Console.output.write(checked.text(of: sweep, colour: colour))
      switch checked.baselineNote(of: sweep) {
      case .written(let note): Console.output.write(note)
      case .missing(let note): Console.error.write(note)
      case nil: break
      }
    }
  }

  private func printJSON(_ checked: CheckedSweeps) throws {
    Console.output.write(
      try CanonicalJSON.text(
        of: checked.json(forProbe: probe.probe != nil) { ExitStatus($0).rawValue }))
  }
}
