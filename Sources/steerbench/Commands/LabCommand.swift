public import ArgumentParser
import Basics
import FoundationEssentials
public import Lab
import Reporting
import Workbench

/// Judges policies of steering on recordings.
struct LabCommand: AsyncParsableCommand {
  /// What is held out.
  enum HeldOut: String, CaseIterable, ExpressibleByArgument {
    case task
    case question
    case both

    var units: [Folds.Unit] {
      switch self {
      case .task: [.task]
      case .question: [.question]
      case .both: [.task, .question]
      }
    }
  }

  static let configuration = CommandConfiguration(
    commandName: "lab",
    abstract: "Judge ways of steering on recordings: which is worth its cost, without a call.",
    discussion: """
      A policy asks, step by step, for replies of the methods that a sweep recorded, sees of each what it \
      would have seen live (the answer, whether one was read, what became of the code, the tokens), and \
      stands by one. It never sees truths, scores, rungs, tasks. What it asks for is paid for once. \
      What was never recorded is not guessed: exit code 3, with bounds.

      Every claim is held out: settings of a grid, and the best single method that a policy is compared \
      with, are chosen on other tasks (or other questions) than those it is judged on. Intervals resample \
      the questions with all of that redone; p-values are corrected for all policies that were tried.

      Without --policy, every built-in policy that the recordings can show is tried. Policies that ask \
      METHOD.verified, whether an answer holds against its question (\(Verifier.tasks.joined(separator: ", "))), \
      use a verifier: they are a class apart, marked so, and tried only where they are named. A policy of \
      your own is a list of decisions in YAML:

        policy: agree-or-judge
        grid: { n: [4, 6, 8] }                 # tuned inside folds
        steps:
          - if: question.digits > $n
            ask: all-code
            stop: last
          - ask: [all-text, all-code]          # side by side
          - if: same(answers)                  # no answer is never the same
            stop: all-text
          - { ask: code-text-summary, stop: last }

      Conditions know question.FACT (\(QuestionFacts.Name.allCases.map(\.rawValue).joined(separator: ", "))), \
      METHOD.FACT and last.FACT (\(PolicyWords.facts.joined(separator: ", "))), same(...), votes, asked, \
      $variables, < <= > >= == !=, and, or, not.

      A policy may be a Python program too, a pure function of one question: it reads a line of JSON for \
      each open question ({"id", "question", "asked": [{"method", "answer", "outcome", …}]}) and prints a \
      line for each ({"id", "ask": [METHOD]} or {"id", "stop": METHOD}), step by step. --run-programs runs \
      it in the sandbox and keeps what it printed in FILE.runs.json, from which it is played without Python. \
      One that decides otherwise when it is told of other questions ends with exit code 1.

      Charts: costs against scores with the hull of the single methods, the claims with what could go \
      unseen, which way the questions went, policies by task, regret by rung. In characters above the \
      tables, as SVG with --figures, in the page with --html.

      Examples:
        steerbench lab qwen2.5-coder-0.5b
        steerbench lab qwen2.5-coder-1.5b-mixed --policy code-then-interpreter
        steerbench lab mine --policy rule.yaml --cost usd --json
        steerbench lab mine --policy rule.yaml --explain game24-1-01
        steerbench lab mine --model gpt-4o --cost usd --svg plane.svg --html lab.html
        steerbench lab mine --figures figures
        steerbench lab --list
        steerbench lab --show agree-or-judge > rule.yaml
      """)

  @OptionGroup var arguments: SweepArguments
  @OptionGroup var selection: OptionalSelectionArguments
  @OptionGroup var tables: TableArguments
  @OptionGroup var charts: ChartArguments
  @OptionGroup var workers: WorkerOption
  @Option(
    help: ArgumentHelp(
      "A built-in policy, or a file with one. May be given several times.", valueName: "policy"))
  var policy: [String] = []
  @Option(help: "What costs are weighed in: tokens, usd, time or calls.") var cost = CostMeasure
    .tokens
  @Option(help: "What is held out: task, question or both; claims are made of the first.")
  var folds = HeldOut.both
  @Option(help: "Resamples of each interval.") var resamples = 1_000
  @Option(
    help: "answered, or paper: trials that a provider's error ended count as failures there.")
  var denominators = Denominators.answered
  @Option(
    help: ArgumentHelp(
      "Show what each policy saw and did at a question.", valueName: "question"))
  var explain: String?
  @Flag(
    help: "Run policies that are programs in the sandbox, and keep what they print beside them.")
  var runPrograms = false
  @Option(
    help: ArgumentHelp(
      "Draw the cost-score plane of a model to a file, as SVG.", valueName: "file"),
    completion: .file())
  var svg: String?
  @Option(
    help: ArgumentHelp(
      "Write the sweeps' report for a browser, the lab at its top.", valueName: "file"),
    completion: .file())
  var html: String?
  @Flag(help: "List the built-in policies.") var list = false
  @Option(
    help: ArgumentHelp("Print a built-in policy.", valueName: "name"),
    completion: .list(BuiltInPolicies.allNames))
  var show: String?

  /// How trials count that the provider did not answer.
  enum Denominators: String, CaseIterable, ExpressibleByArgument {
    case answered
    case paper
  }

  func validate() throws {
    guard (100...100_000).contains(resamples) else {
      throw ValidationError("--resamples must be from 100 to 100000.")
    }
  }

  func run() async throws {
    if list { return try listPolicies() }
    if let show { return try showPolicy(show) }
    let learned = policy.isEmpty ? LabExperiment.learnedNames : policy
    let files = policy.filter { $0.hasSuffix(".py") }
    let policies = try SweepLab.policies(
      policy.isEmpty
        ? BuiltInPolicies.names
        : policy.filter { !LabExperiment.learnedNames.contains($0) && !files.contains($0) })
    let places = try await arguments.places()
    defer { withExtendedLifetime(places) {} }
    let lab = try SweepLab(
      places.map(\.url), selection: selection.selection, workers: workers.count)
    let book = try await lab.book()
    do {
      if let explain {
        Console.output.write(
          try PolicyExplanation(book, policies: policies, passesOver: policy.isEmpty).text(
            at: explain))
        return
      }
      var programs: [ProgramWays] = []
      for file in files {
        var runs = try await ProgramRuns(
          file: file, isLive: runPrograms, environment: ProcessInfo.processInfo.environment)
        programs += try await runs.ways(book)
      }
      let findings = try await LabExperiment(
        book, policies: policies, passesOver: policy.isEmpty, measure: cost,
        unanswered: denominators == .paper ? .asFailures : .asHoles, units: folds.units,
        resamples: resamples, learned: learned, programs: programs
      ).findings(workers: workers.count)
      try draw(findings)
      if let html {
        try await lab.writePage(with: LabPage.sections(findings, of: book), to: html)
      }
      try write(findings)
      guard !findings.hasHoles else {
        throw CommandFailure(
          .miss,
          "What a policy asks for was not recorded at some questions; the bounds above are of these. To "
            + "record it: \(lab.recordCommands.joined(separator: "; "))")
      }
    } catch let error as ProgramLeak {
      throw CommandFailure(.regression, error.message)
    } catch let error as LabError {
      throw WorkbenchError(error)
    }
  }

  private func draw(_ findings: LabFindings) throws {
    guard let svg else { return }
    guard findings.models.count == 1 else {
      throw CommandFailure(
        .usage,
        "--svg draws one model, and there are \(findings.models.count). Pick one: --model NAME.")
    }
    guard let plane = LabCharts(findings.models[0], measure: cost).plane else {
      throw CommandFailure(
        .usage, "--svg: no cost is known in \(cost.rawValue). Weigh in another: --cost tokens.")
    }
    try SweepLab.write(plane.figure, to: svg)
  }

  private func write(_ findings: LabFindings) throws {
    if let folder = charts.figures {
      let sections = LabReport(findings).sections
      try tables.write(sections.flatMap(\.charts).map(\.figure), to: folder)
    } else if tables.chosen == .json {
      Console.output.write(try CanonicalJSON.text(of: LabJSON(findings).value))
    } else {
      try tables.write(charts.chosen(of: LabReport(findings).sections))
    }
  }

  private func listPolicies() throws {
    let policies = try SweepLab.policies(BuiltInPolicies.allNames)
    try tables.write([
      TextTable(
        name: "policies", title: "Built-in policies",
        columns: [
          .init(name: "policy", title: "Policy", isText: true),
          .init(name: "class", title: "Class", isText: true),
          .init(name: "about", title: "What it does", isText: true),
        ],
        rows: policies.map {
          .init(
            name: $0.name,
            cells: [
              .init(.text($0.name)), .init(.text($0.usesVerifier ? "verifier" : "replies")),
              .init(.text($0.about)),
            ])
        })
    ])
  }

  private func showPolicy(_ name: String) throws {
    guard let text = BuiltInPolicies.text(named: name) else {
      throw CommandFailure(
        .usage,
        "--show \(name): no built-in policy has this name. "
          + NearMatch.hint(for: name, among: BuiltInPolicies.allNames))
    }
    Console.output.write(text)
  }
}

extension CostMeasure: ExpressibleByArgument {}
