import ArgumentParser
import Basics
import Regression
import Reporting
import Workbench

/// Sets the verdicts of this build beside those of another.
struct RegradeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "regrade",
    abstract: "Set verdicts old and new side by side, on your own recordings, before an upgrade.",
    discussion: """
      A new version may read an answer otherwise than the one before, because reading became right; it \
      never asks a model anew for that. regrade grades a sweep's recordings with this build and holds \
      each verdict against that of:

        the sweep's baseline   without --against
        PROGRAM                another build of steerbench: it is asked to replay the same sweep
        REV                    a revision of the repository that the sweep lies in: it is built, as \
      steerbench bisect builds it
        SHEET                  a score sheet, such as one that replay --sheet wrote

      Each change is listed with the trial, the end of its text, and both readings: what was taken for \
      the answer, by which rule, and why it passed or failed. A score sheet keeps verdicts and no \
      readings, so hold against the program that you are about to replace to see both. Where you think \
      that the new verdict is the wrong one, steerbench grade --report makes a file of it to send.

      No file changes; to take the new verdicts: steerbench replay SWEEP --update-baseline. Exit code 0 \
      where nothing changed, 1 where something did, 3 where a recording is missing, 4 where the other \
      side cannot grade the sweep.

      Examples:
        steerbench regrade mine
        steerbench regrade mine --against /opt/steerbench-0.1.0/steerbench
        steerbench regrade mine --against v1.2 --json
        steerbench regrade mine --against before.tsv
      """)

  @OptionGroup var sweep: SweepArgument
  @Option(
    help: ArgumentHelp(
      "A program, a revision or a score sheet. Default: the sweep's baseline.",
      valueName: "program|rev|sheet"))
  var against: String?
  @OptionGroup var probe: ProbeArguments
  @OptionGroup var cache: CacheArgument
  @Flag(help: "Print JSON.") var json = false

  func run() async throws {
    let regrade = SweepRegrade(
      of: sweep.sweep, against: against,
      building: CommitBuilding(plan: probe.plan, cache: cache.folder))
    let regraded = try await Interruption.ending(advice: "Nothing was changed.") {
      try await regrade.run { commit, stage in
        Console.error.write("\(stage.rawValue) \(commit.prefix(10))")
      }
    }
    Console.output.write(
      json ? try CanonicalJSON.text(of: regraded.report.json) : regraded.report.text,
      terminator: json ? "\n" : "")
    guard regraded.ending == .pass else { throw CommandFailure(ExitStatus(regraded.ending)) }
  }
}
