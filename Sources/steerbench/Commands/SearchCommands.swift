import ArgumentParser
import Basics
import FoundationEssentials
import Glibc
import Regression
import Reporting
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
        steerbench bisect mine --good main~40 --trial all-code/game24/game24-1-01
        steerbench bisect mine --good main~40 --cell gpt-4o/all-code/game24 --json
        steerbench bisect smollm2-135m --good main~40 --metric tokens
      """)

  @OptionGroup var sweep: SweepArgument
  @Option(help: "A revision whose scores are right.") var good: String
  @Option(help: "A revision whose scores are not.") var bad = "HEAD"
  @OptionGroup var selection: BisectSelection
  @Option(
    help: ArgumentHelp(
      "Replay every commit from the cassettes of this folder. Default: the sweep's.",
      valueName: "folder"), completion: .directory)
  var cassettes: String?
  @OptionGroup var probe: ProbeArguments
  @OptionGroup var cache: CacheArgument
  @Flag(help: "Search although files were changed that no commit holds.")
  var allowUncommitted = false
  @Flag(help: "Try commits again that could not be evaluated before.") var retry = false
  @Flag(help: "Print JSON.") var json = false

  func run() async throws {
    let search = HistorySearch(
      of: sweep.sweep, good: good, bad: bad, followed: selection.followed, cassettes: cassettes,
      building: CommitBuilding(plan: probe.plan, cache: cache.folder, retriesRefused: retry),
      allowsUncommitted: allowUncommitted)
    let progress = BisectProgress()
    let report = try await Interruption.ending(advice: "The same command goes on from here.") {
      try await search.run { progress.show($0) }
    }
    Console.output.write(
      json ? try CanonicalJSON.text(of: report.json) : report.text, terminator: json ? "\n" : "")
  }
}

/// One step of a `git bisect run`.
struct BisectProbeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bisect-probe",
    abstract: "Judge what is checked out, with the exit codes of git bisect run.",
    discussion: """
      Builds what is checked out, replays the sweep and compares with a score sheet that is right. \
      Exit codes: 0 the same, 1 otherwise, 125 the commit says nothing (it does not build, or has no \
      such sweep), above 127 something else is wrong and the search must stop: the sheet, the \
      cassettes, the command line.

      Use a copy of the tool and of the cassettes from outside the tree: what git checks out changes \
      under both. For a whole search in one command, with all culprits at once: steerbench bisect.

      Example:
        cp -r cassettes/smollm2-135m /tmp/pinned; cp .build/release/steerbench /tmp/steerbench
        git bisect start HEAD v1.2
        git bisect run /tmp/steerbench bisect-probe cassettes/smollm2-135m \\
          --good /tmp/pinned/baseline.tsv --cassettes /tmp/pinned
      """)

  @OptionGroup var sweep: SweepArgument
  @Option(help: ArgumentHelp("A score sheet that is right.", valueName: "sheet")) var good: String
  @OptionGroup var selection: BisectSelection
  @Option(
    help: ArgumentHelp(
      "Replay from the cassettes of this folder. Default: the sweep's.", valueName: "folder"),
    completion: .directory)
  var cassettes: String?
  @OptionGroup var probe: ProbeArguments

  /// What git takes for a commit that cannot be tested.
  private static let skip: Int32 = 125
  /// What git stops at, with the documented exit code added.
  private static let abort: Int32 = 140

  func run() async throws {
    let code: Int32
    do {
      code = try await Interruption.ending(advice: "git bisect run may be started again.") {
        try await self.judge()
      }
    } catch {
      let failure = CommandFailure(error)
      failure.report()
      code =
        failure.status == .interrupted
        ? failure.status.rawValue : Self.abort + failure.status.rawValue
    }
    guard code == 0 else { Glibc.exit(code) }
  }

  private func judge() async throws -> Int32 {
    let check = CheckoutCheck(
      of: sweep.sweep, good: good, followed: selection.followed, cassettes: cassettes,
      plan: probe.plan)
    switch try await check.verdict() {
    case .same(let trials):
      Console.output.write("good: \(trials) trials are the same")
      return 0
    case .differs(let trials, let causes):
      Console.output.write("bad: \(trials) trials differ")
      for cause in causes { Console.output.write("  \(cause)") }
      return 1
    case .refused(let reason, let log):
      Console.output.write("skip: \(VisibleText.escape(reason))")
      if !log.isEmpty { Console.error.write(VisibleText.escape(log, keepsLines: true)) }
      return Self.skip
    }
  }
}

/// Splits a change of scores into code and recording.
struct AttributeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "attribute",
    abstract: "Split a change of scores between two commits into code, recording and interaction.",
    discussion: """
      Where both the code and the cassettes changed between two commits, four replays fill a square: \
      each commit's code with each commit's recording. Code is what B's code does to A's recording; \
      recording is what B's recording does under A's code; interaction is what neither does alone. \
      The four are over the same trials: those that all four can replay. No model is called.

      Builds and evaluations are kept, and shared with steerbench bisect.

      Examples:
        steerbench attribute v1.2 HEAD --sweep smollm2-135m
        steerbench attribute main branch --sweep mine --cassettes-b october --json
      """)

  @Argument(help: ArgumentHelp("The revision before.", valueName: "a")) var first: String
  @Argument(help: ArgumentHelp("The revision after.", valueName: "b")) var second: String
  @Option(
    help: "A folder with a sweep.yaml, or its name under cassettes/.",
    completion: CompletionWords.sweeps) var sweep: String
  @Option(
    help: ArgumentHelp(
      "The recording of A. Default: the cassettes in that commit.", valueName: "folder"),
    completion: .directory)
  var cassettesA: String?
  @Option(
    help: ArgumentHelp(
      "The recording of B. Default: the cassettes in that commit.", valueName: "folder"),
    completion: .directory)
  var cassettesB: String?
  @OptionGroup var probe: ProbeArguments
  @OptionGroup var cache: CacheArgument
  @Flag(help: "Print JSON.") var json = false

  func run() async throws {
    let attribution = ChangeAttribution(
      of: sweep, before: .init(revision: first, cassettes: cassettesA),
      after: .init(revision: second, cassettes: cassettesB),
      building: CommitBuilding(plan: probe.plan, cache: cache.folder))
    let report = try await Interruption.ending(advice: "The same command goes on from here.") {
      try await attribution.run { commit, stage in
        Console.error.write("\(stage.rawValue) \(commit.prefix(10))")
      }
    }
    Console.output.write(
      json
        ? try CanonicalJSON.text(of: report.json)
        : report.text(colour: Console.output.allowsColour, width: Console.output.width))
  }
}
