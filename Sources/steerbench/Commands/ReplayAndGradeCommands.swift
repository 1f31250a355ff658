public import ArgumentParser
import Basics
import CodeExecution
import Files
import FoundationEssentials
import Glibc
public import Reporting
public import Tasks
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

      --fail-on score fails where a score changed, came or went, outcome also where an outcome changed \
      without its score, any on every difference; the rest is reported. --update-baseline says what the \
      new baseline blesses before it is written, and asks on a terminal.

      A bundle (steerbench bundle) replays from its one file: it is unpacked into a private folder, \
      verified, and needs nothing else of this machine.

      Examples:
        steerbench replay
        steerbench replay smollm2-135m.tar
        steerbench replay smollm2-135m --json
        steerbench replay smollm2-135m --update-baseline
        steerbench replay smollm2-135m --fail-on score --sarif steerbench.sarif
        steerbench replay smollm2-135m --re-execute
        steerbench replay smollm2-135m --selfcheck
      """)

  @OptionGroup var arguments: SweepArguments
  @OptionGroup var workers: WorkerOption
  @Option(
    help: "The baseline. Default: baseline.tsv in the sweep's folder, if it is there.",
    completion: .file())
  var baseline: String?
  @Flag(help: "Write the baseline instead of comparing with it.") var updateBaseline = false
  @Flag(help: "Write the baseline without asking; off a terminal nobody is asked.") var yes = false
  @Option(help: "What makes the gate fail: score, outcome, or any difference.")
  var failOn = FailOn.any
  @Option(
    help: ArgumentHelp(
      "Write the score sheet of what can be replayed, whatever the baseline says.",
      valueName: "file"), completion: .file())
  var sheet: String?
  @Flag(help: "Replay under other circumstances and demand the same sheet.") var selfcheck = false
  @Flag(help: "Accept recorded exchanges that no trial asks for.") var allowUnused = false
  @Flag(help: "Print the findings without the tables.") var noTables = false
  @Flag(help: "Run the recorded code again and report what differs; no score changes.")
  var reExecute = false
  @OptionGroup var tier: TierArguments
  @OptionGroup var budget: BudgetArguments
  @Option(
    help: ArgumentHelp("Write the findings as JUnit XML.", valueName: "file"), completion: .file())
  var junit: String?
  @Option(
    help: ArgumentHelp("Write the findings as Markdown.", valueName: "file"), completion: .file())
  var markdown: String?
  @Option(
    help: ArgumentHelp("Write the findings as SARIF, for code scanning.", valueName: "file"),
    completion: .file())
  var sarif: String?
  @Option(
    help: ArgumentHelp(
      "Write the findings as Markdown that fits into a comment on GitHub.", valueName: "file"),
    completion: .file())
  var comment: String?
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
    if let markdown { try checked.exports.writeMarkdown(to: markdown) }
    if let sarif { try checked.exports.writeSARIF(to: sarif) }
    if let comment { try checked.exports.writeComment(to: comment) }
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
    check.failsOn = failOn
    check.root = CausePlaces.root(environment: ProcessInfo.processInfo.environment)
    let isForProgram = json
    let asks = !yes && !json && Console.error.isTerminal && isatty(STDIN_FILENO) == 1
    check.blessing = { blessing in
      if !isForProgram {
        Console.output.write(
          blessing.text(colour: Console.output.allowsColour, width: Console.output.width))
      }
      guard asks, !blessing.changesNothing else { return true }
      Console.error.write("Write this baseline? [y/N] ", terminator: "")
      return ["y", "yes"].contains((readLine() ?? "").lowercased())
    }
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
      Console.output.write(checked.text(of: sweep, colour: colour, width: Console.output.width))
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

/// Shows one trial as a conversation.
struct TranscriptCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "transcript",
    abstract: "Show one trial: its conversation, code, output, extraction and grade.",
    discussion: """
      A trial is named MODEL/METHOD/TASK/QUESTION/SAMPLE; parts may be left out from the left, and \
      the sample from the right, as long as one trial fits.

      Example: steerbench transcript smollm2-135m/all-code/game24/game24-1-01/0
      """)

  @Argument(help: "The trial.", completion: CompletionWords.trials) var trial: String
  @Option(
    help: "The sweep. Default: the first that has the trial.", completion: CompletionWords.sweeps)
  var sweep: String?
  @Flag(help: "Print JSON.") var json = false
  @OptionGroup var probe: ProbeOption

  func run() async throws {
    let transcript = try await TrialTranscript(of: trial, in: sweep)
    guard json else { return Console.output.write(transcript.text, terminator: "") }
    Console.output.write(
      try CanonicalJSON.text(of: transcript.json(forProbe: probe.probe != nil)))
  }
}

/// Grades one answer and says why.
struct GradeCommand: AsyncParsableCommand {
  /// The largest answer that is read, in bytes.
  private static let byteLimit = 64 << 20

  static let configuration = CommandConfiguration(
    commandName: "grade",
    abstract: "Grade one answer: what was extracted, from where, by which rule, and why it passed.",
    discussion: """
      The explanation is taken down by the code that grades. Exit code 0: the answer is right; 1: it \
      is not.

      A verdict that you hold for wrong becomes a file with --report: question, answer, reading, every \
      decision, verdict, version and policy, in canonical JSON. It says that the other verdict is \
      expected; read it through before you send it, for it holds the whole answer.

      The policy paper. \(PublishedGrader.disclosure)

      Examples:
        steerbench grade --task game24 --question game24-1-01 --answer answer.txt
        echo '<<<Yes>>>' | steerbench grade --task navigate --answer - --policy paper
        steerbench grade --task game24 --answer answer.txt --show-extraction
        steerbench grade --task game24 --answer answer.txt --report disputed.json
      """)

  @Option(help: "The task.", completion: CompletionWords.tasks) var task: String
  @Option(help: "The question's id. Default: the task's first.") var question: String?
  @Option(help: "A file with what the model wrote; - for standard input.", completion: .file())
  var answer: String
  @Option(help: "A file with what its code printed, which is read first.", completion: .file())
  var printed: String?
  @Option(
    help: """
      strict, or paper for what the published code is documented to do; where that asked GPT-4o to \
      extract or to judge, strict reading stands in its place.
      """)
  var policy = GradingPolicy.strict
  @Option(help: "The folder of the tasks.", completion: .directory) var tasks = "Tasks"
  @Flag(
    help: """
      Grade nothing: print the exact message by which a sweep with extraction: model would have a \
      model copy the answer out of these texts.
      """)
  var showExtraction = false
  @Option(help: "The folder of the prompts, for --show-extraction.", completion: .directory)
  var prompts = "Tasks/prompts"
  @Option(
    help: ArgumentHelp(
      "Write the verdict with all that it was made of to a file, to be sent and to become a test.",
      valueName: "file"), completion: .file())
  var report: String?
  @Flag(help: "Print JSON.") var json = false

  func validate() throws {
    guard report == nil || !showExtraction else {
      throw ValidationError("--report goes with a grade, and --show-extraction grades nothing.")
    }
  }

  func run() async throws {
    let grading = try AnswerGrading(task: task, question: question, in: tasks)
    let printed = try printed.map(Self.bytes)
    let reply = AnswerGrading.Reply(answer: try Self.bytes(of: answer), printed: printed)
    guard !showExtraction else {
      for message in try grading.extraction(of: reply, prompts: prompts) {
        Console.output.write(json ? try CanonicalJSON.text(of: message.json) : message.text)
      }
      return
    }
    let graded = try await grading.grade(
      reply, by: policy, environment: ProcessInfo.processInfo.environment)
    if let report {
      try OutputFile.replace(
        URL(filePath: report), with: try DisputedVerdict(graded, by: policy).bytes)
    }
    Console.output.write(json ? try CanonicalJSON.text(of: graded.json) : graded.text)
    guard graded.ending == .pass else { throw CommandFailure(ExitStatus(graded.ending)) }
  }

  private static func bytes(of path: String) throws -> [UInt8] {
    let bytes: [UInt8]
    do {
      bytes = try GivenFile.opened(path).bytes(upTo: byteLimit + 1)
    } catch {
      throw CommandFailure(
        .usage,
        "\(path): the file cannot be read (\(error.cause)). Name a file that holds the text, or - to give "
          + "it on standard input.")
    }
    guard bytes.count <= byteLimit else {
      throw CommandFailure(
        .usage,
        "\(path): the answer is longer than \(byteLimit) bytes. Check that it is the right file.")
    }
    return bytes
  }
}

extension GradingPolicy: ExpressibleByArgument {}
extension FailOn: ExpressibleByArgument {}
