public import Analysis
public import ArgumentParser
import Basics
import FoundationEssentials
import Lab
import Reporting
import Tasks
import Workbench

/// Prints all tables of sweeps.
struct ReportCommand: AsyncParsableCommand {
  /// What the rows are.
  enum Grouping: Equatable, ExpressibleByArgument {
    case task
    case complexity
    case tag(String)

    init?(argument: String) {
      switch argument {
      case "task": self = .task
      case "complexity": self = .complexity
      default: self = .tag(argument)
      }
    }

    var defaultValueDescription: String { self == .complexity ? "complexity" : "task" }
  }

  /// The policies that a report may be made by.
  enum Gradings: String, CaseIterable, ExpressibleByArgument {
    case strict
    case paper
    case both

    /// The one policy that is meant; `nil` for both.
    var policy: GradingPolicy? {
      switch self {
      case .strict: .strict
      case .paper: .paper
      case .both: nil
      }
    }
  }

  /// What scores may be laid beside.
  enum Against: String, CaseIterable, ExpressibleByArgument {
    case paper
    case chance
  }

  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Print tables of sweeps: scores, outcomes, costs, ladders, the paper's experiments.",
    discussion: """
      The sweeps are replayed from their cassettes. Nothing is compared with a baseline.
      With --by complexity: score, code usage, tokens and runtime along each task's ladder. With \
      --gradings both: how much of each score is the grader, strict against the published code; where \
      that asked GPT-4o to extract or to judge, rules stand in its place, and the tables name those \
      tasks. With \
      --against paper: ours beside the published numbers. With --against chance: beside what guessing \
      gives on the same questions (majority class, fixed letter, echo, empty plan, options alone, \
      greedy plan). With --experiment: one of the paper's \
      experiments, with what its numbers show and what they cannot show:
      \(AnalysisRegistry.kinds(of: .experiment).map { "  \($0.name): \($0.summary)" }.joined(separator: "\n"))
      --model and --task pick trials, and averages are then over those tasks; --method picks what is \
      shown, and averages, ranks and bests stay those among all methods. With --html: a document for \
      a browser, complete in itself, with charts, every trial and the transcripts; --experiment beside \
      it puts what the experiment shows at its top, and --lab which ways of steering are worth their cost.
      A trial that a provider's error ended has no score: means, rates and intervals are over the others, \
      and what rests on such a cell is marked. With --denominators paper they are over all trials, as the \
      paper's.

      Examples:
        steerbench report smollm2-135m --html report.html
        steerbench report smollm2-135m --html report.html --lab
        steerbench report smollm2-135m --html report.html --compare old.tsv
        steerbench report smollm2-135m --format markdown > scores.md
        steerbench report --by complexity --format csv > ladders.csv
        steerbench report mine --by shape
        steerbench report --method all-code --method all-text --sort mean-score
        steerbench report --gradings both
        steerbench report qwen2.5-coder-0.5b --against paper
        steerbench report qwen2.5-coder-0.5b --denominators paper
        steerbench report smollm2-135m --against chance
        steerbench report smollm2-135m --format latex > tables.tex
        steerbench report smollm2-135m --figures figures
        steerbench report --experiment inverse-scaling ladder-small ladder-large
        steerbench report --experiment forced-code mixed --html forced-code.html
      """)

  @OptionGroup var arguments: SweepArguments
  @OptionGroup var selection: OptionalSelectionArguments
  @OptionGroup var workers: WorkerOption
  @OptionGroup var tables: TableArguments
  @Option(
    help: ArgumentHelp(
      "task, complexity for the ladders, or a tag of your own tasks, such as shape.",
      valueName: "rows"))
  var by = Grouping.task
  @Option(help: "strict, paper or both. Default: what the sweep says.") var gradings: Gradings?
  @Option(help: "paper: the published numbers beside ours; chance: what guessing gives.")
  var against: Against?
  @Option(
    help: "inverse-scaling, code-usage or forced-code.",
    completion: .list(["inverse-scaling", "code-usage", "forced-code"]))
  var experiment: String?
  @Option(
    help: "answered, or paper: trials that a provider's error ended count as failures there.")
  var denominators = Denominator.answered
  @Option(
    help: ArgumentHelp(
      "Write a report for a browser to a file, or a site to a new folder that ends with /.",
      valueName: "file"), completion: .file())
  var html: String?
  @OptionGroup var page: HTMLArguments
  @Option(
    help: ArgumentHelp(
      "Write figures for a paper into a new folder, an SVG each: scores, averages, ladders.",
      valueName: "folder"), completion: .directory)
  var figures: String?

  func validate() throws {
    let parts = [
      by == .task ? nil : "--by \(by == .complexity ? "complexity" : "a tag")",
      gradings == .both ? "--gradings both" : nil,
      against.map { "--against \($0.rawValue)" },
      experiment.map { "--experiment \($0)" } ?? (html == nil ? nil : "--html"),
      figures == nil ? nil : "--figures",
    ].compactMap(\.self)
    guard parts.count < 2 else {
      throw ValidationError("\(parts[0]) and \(parts[1]) are two reports. Ask for one at a time.")
    }
    if let experiment, AnalysisRegistry.kind(named: experiment, of: .experiment) == nil {
      throw ValidationError(AnalysisRegistry.unknownExperiment(experiment))
    }
    if page.lab, html == nil {
      throw ValidationError("--lab goes with --html FILE. Without a page: steerbench lab SWEEP.")
    }
    if html != nil, !selection.selection.isEmpty {
      throw ValidationError("--html shows whole sweeps, and filters in the page.")
    }
  }

  func run() async throws {
    let places = try await arguments.places()
    defer { withExtendedLifetime(places) {} }
    var opened: [OpenSweep] = []
    for place in places { opened.append(try await place.open(grading: gradings?.policy)) }
    let sweeps = try OpenSweeps(
      opened, selection: selection.selection, denominator: denominators, workers: workers.count)
    if let figures { return try tables.write(try await sweeps.figures(), to: figures) }
    var sections: [ReportSection] = []
    if let experiment, let kind = AnalysisRegistry.kind(named: experiment, of: .experiment) {
      sections = [try await sweeps.section(of: kind)]
    }
    if let html {
      try await writePage(of: sweeps, to: html, sections)
    } else if !sections.isEmpty {
      try tables.write(sections)
    } else if let against {
      switch against {
      case .paper: try tables.write(try await sweeps.besidePaper())
      case .chance: try tables.write(try await sweeps.besideChance())
      }
    } else if gradings == .both {
      try tables.write(try await sweeps.gradings())
    } else if by == .complexity {
      try tables.write(try await sweeps.ladders(glances: tables.isForPeople))
    } else if case .tag(let tag) = by {
      try tables.write(try await sweeps.scores(byTag: tag))
    } else {
      try tables.write(try await sweeps.scores())
    }
  }

  private func writePage(
    of sweeps: OpenSweeps, to path: String, _ sections: [ReportSection]
  ) async throws {
    var builder = page.builder(workers: workers.count)
    builder.sections = sections
    builder.denominator = denominators
    guard !path.hasSuffix("/") else {
      return try await writeSite(of: sweeps, by: builder, to: path)
    }
    let page = try await builder.page(of: sweeps.sweeps)
    try page.write(to: path)
    Console.output.write(
      tables.json
        ? try CanonicalJSON.text(of: page.json(writtenTo: path)) : page.text(writtenTo: path))
  }
}

extension ReportCommand {
  /// Writes a page a group of sweeps that compare, and an index.
  private func writeSite(
    of sweeps: OpenSweeps, by builder: PageBuilder, to folder: String
  ) async throws {
    let site = try await builder.site(of: sweeps.sweeps)
    try NewFolder(path: folder).write(site.files)
    let value: JSONValue = [
      "folder": .string(folder), "files": .array(site.files.map { .string($0.path) }),
      "trials": .integer(Int64(site.trials)),
    ]
    Console.output.write(
      tables.json
        ? try CanonicalJSON.text(of: value)
        : "Wrote \(folder): \(site.files.count) files, \(site.trials) trials; begin at index.html.")
  }
}

extension Denominator: ExpressibleByArgument {}

/// Asks the paper's open questions of any cassette.
struct AnalyzeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "analyze",
    abstract: "Ask the paper's open questions of sweeps: what their answers are like.",
    discussion: """
      The sweeps are replayed from their cassettes, and each answer is looked at. Without a flag, the \
      \(AnalysisRegistry.kinds(of: .openQuestion).count) of the paper's open questions are asked: \
      \(AnalysisRegistry.kinds(of: .openQuestion).map(\.name).joined(separator: ", ")).

      \(definitions.joined(separator: "\n\n"))

      Examples:
        steerbench analyze qwen2.5-coder-0.5b
        steerbench analyze qwen2.5-coder-0.5b --forced-code
        steerbench analyze --text-like-code --format markdown
        steerbench analyze smollm2-135m --cost-per-point --json
        steerbench analyze qwen2.5-coder-0.5b --confidence --figures figures
      """)

  private static let definitions =
    AnalysisRegistry.kinds(of: .openQuestion).map { "--\($0.name): \($0.definition)" }
    + LabAnalysis.all.map { "--\($0.name): \($0.definition)" }

  @OptionGroup var arguments: SweepArguments
  @OptionGroup var selection: OptionalSelectionArguments
  @Flag var questions: [QuestionFlag] = []
  @OptionGroup var tables: TableArguments
  @OptionGroup var charts: ChartArguments
  @OptionGroup var workers: WorkerOption

  private func isWanted(_ name: String) -> Bool {
    questions.isEmpty || questions.contains { $0.name == name }
  }

  func run() async throws {
    let places = try await arguments.places()
    defer { withExtendedLifetime(places) {} }
    let folders = places.map(\.url)
    let kinds = AnalysisRegistry.kinds(of: .openQuestion).filter { isWanted($0.name) }
    let wholes = LabAnalysis.all.filter { whole in questions.contains { $0.name == whole.name } }
    var sections: [ReportSection] = []
    if !kinds.isEmpty {
      let sweeps = try OpenSweeps(
        folders, selection: selection.selection, workers: workers.count)
      sections += try await sweeps.analyses(of: kinds)
    }
    if !wholes.isEmpty {
      let lab = try SweepLab(folders, selection: selection.selection, workers: workers.count)
      let book = try await lab.book()
      guard book.missing.isEmpty else {
        throw CommandFailure(
          .miss,
          "\(book.missing[0]) was not recorded, and \(book.missing.count) in all were not. To record "
            + "them: \(lab.recordCommands.joined(separator: "; "))")
      }
      var other: LabBook?
      if wholes.contains(where: \.comparesGradings) {
        other = try await SweepLab(
          folders, grading: lab.otherGrading, selection: selection.selection,
          workers: workers.count
        ).book()
      }
      sections += wholes.map { $0.section(of: book, graded: other) }
    }
    if let folder = charts.figures {
      return try tables.write(sections.flatMap(\.charts).map(\.figure), to: folder)
    }
    try tables.write(charts.chosen(of: sections))
  }
}

/// A flag for each of the paper's open questions.
struct QuestionFlag: EnumerableFlag {
  static let allCases =
    AnalysisRegistry.kinds(of: .openQuestion).map {
      QuestionFlag(name: $0.name, summary: $0.summary)
    }
    + LabAnalysis.all.map { QuestionFlag(name: $0.name, summary: $0.summary) }

  let name: String
  let summary: String

  static func == (left: Self, right: Self) -> Bool { left.name == right.name }

  static func name(for value: Self) -> NameSpecification { .customLong(value.name) }

  static func help(for value: Self) -> ArgumentHelp? { ArgumentHelp(value.summary) }
}

/// Shows sweeps in a browser.
struct ViewCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "view",
    abstract: "Show the report of sweeps in a browser.",
    discussion: """
      The sweeps are replayed, and the document that report --html writes is served on this machine's \
      loopback address, to browsers on this machine only. Sweeps that do not compare get a report each, \
      and a page that leads to them. Ctrl-C ends it.

      Examples:
        steerbench view smollm2-135m
        steerbench view smollm2-135m --compare old.tsv --no-open
        steerbench view --port 8000 --json
      """)

  @OptionGroup var arguments: SweepArguments
  @OptionGroup var html: HTMLArguments
  @OptionGroup var workers: WorkerOption
  @Option(help: "The port. Default: any that is free.") var port: UInt16 = 0
  @Flag(inversion: .prefixedNo, help: "Open a browser, where there is a screen.") var open = true
  @Flag(help: "Print the address as JSON.") var json = false

  func run() async throws {
    let places = try await arguments.places()
    defer { withExtendedLifetime(places) {} }
    var sweeps: [OpenSweep] = []
    for place in places { sweeps.append(try await place.open()) }
    let (pages, trials) = try await html.builder(workers: workers.count).pages(of: sweeps)
    let signals = StopSignals()
    defer { signals.cancel() }
    let (json, open, stopped) = (json, open, signals.stopped)
    try await PageServer(pages: pages, port: port).serving { url in
      Console.output.write(json ? try CanonicalJSON.text(of: ["url": .string(url)]) : url)
      if !json {
        Console.error.write("Serving the report of \(trials) trials. Ctrl-C ends it.")
      }
      if open, Browser.isThere, !Browser.open(url) {
        Console.error.write("No browser could be opened. Open \(url) in one.")
      }
      for await _ in stopped { return }
    }
  }
}
