package import Analysis
package import Basics
import Cassettes
import Files
import FoundationEssentials
import Lab
import ModelAPI
import RecordReplay
import Regression
package import Reporting
import ScoreSheets
import Sweeps
import Tasks
import Trials

/// A report of sweeps for a browser, complete in itself.
package struct SweepPage: Sendable {
  /// The sweeps' names.
  package let title: String
  /// The document.
  package let html: [UInt8]
  /// The content-security policy that the document carries.
  package let policy: String
  /// The trials that it shows.
  package let trials: Int
  /// The trials of which it holds the transcript.
  let transcripts: Int

  /// Writes the document to a file, which is replaced.
  package func write(to path: String) throws {
    try OutputFile.replace(URL(filePath: path), with: html)
  }

  /// What was written, for people.
  package func text(writtenTo path: String) -> String {
    let left = trials - transcripts
    let rest = left > 0 ? "; \(left) without, see --transcripts" : ""
    return
      "Wrote \(path): \(trials) trials, \(transcripts) transcripts\(rest), \(html.count) bytes."
  }

  /// The same for programs.
  package func json(writtenTo path: String) -> JSONValue {
    [
      "file": .string(path), "bytes": .integer(Int64(html.count)),
      "sha256": .string(Digest.sha256(html).hex), "trials": .integer(Int64(trials)),
      "transcripts": .integer(Int64(transcripts)),
    ]
  }
}

/// Replays sweeps, each once, and makes their page.
///
/// Trials stream by and leave their numbers, and the transcripts that the page may show: memory follows
/// the page's size and not the sweep's.
package struct PageBuilder {
  /// What gathers while the trials stream by.
  private struct Gathered {
    var summary: ScoreSummary
    var ladders: ComplexitySummary
    var questions: QuestionScores
    var trials = TrialColumns()
    var transcripts: TranscriptChoice

    mutating func add(_ line: TrialLine, _ candidate: TranscriptChoice.Candidate?) {
      if let candidate { transcripts.add(candidate, at: trials.count) }
      trials.add(line)
      ladders.add(line)
      questions.add(line)
    }
  }

  let workers: Int
  let scope: TranscriptLibrary.Scope
  /// The price table that was named; `nil` for the one beside the tasks.
  let prices: String?
  /// The sheet or sweep to compare with.
  let compare: String?
  /// What stands before everything else.
  package var sections: [ReportSection] = []
  /// Which trials means, rates and intervals are over.
  package var denominator: Denominator
  /// Whether policies are judged as well.
  package var hasLab = false

  /// Creates a builder.
  ///
  /// - Parameters:
  ///   - workers: How many trials run at the same time; no output depends on it.
  ///   - scope: Which transcripts the page holds.
  ///   - prices: The price table; `nil` for the one beside the tasks.
  ///   - compare: The sheet or sweep to compare with.
  ///   - sections: What stands before everything else.
  ///   - denominator: Which trials means, rates and intervals are over.
  package init(
    workers: Int, scope: TranscriptLibrary.Scope, prices: String?,
    compare: String?, sections: [ReportSection] = [], denominator: Denominator = .answered
  ) {
    self.workers = workers
    self.scope = scope
    self.prices = prices
    self.compare = compare
    self.sections = sections
    self.denominator = denominator
  }

  /// Makes the page of sweeps that compare; of a recording that is not made to its end, the page of what
  /// is there, which says what is missing.
  package func page(of sweeps: [OpenSweep]) async throws -> SweepPage {
    do {
      return try await page(of: sweeps.map { Part(sweep: $0) })
    } catch let error as UnreplayedSweep where error.replay.isPartial {
      var parts: [Part] = []
      for sweep in sweeps { parts.append(try await Part(recordedOf: sweep, workers: workers)) }
      return try await page(of: parts)
    }
  }

  private func page(of parts: [Part]) async throws -> SweepPage {
    let sweeps = parts.map(\.sweep)
    let first = try check(sweeps)
    let scratch = try ScratchFolder(for: "the score sheets")
    defer { withExtendedLifetime(scratch) {} }
    var gathered = Gathered(
      summary: ScoreSummary(axes: first.plan.axes, over: denominator), ladders: ladders(of: first),
      questions: QuestionScores(over: denominator),
      transcripts: TranscriptChoice(scope, among: parts.lazy.flatMap(Self.cells)))
    var sources: [ReportProvenance.Source] = []
    var known = ReportPrices.unknown
    for (number, part) in parts.enumerated() {
      let sweep = part.sweep
      let sheet = scratch.path(of: "\(number).tsv")
      let result = try await replay(part, to: sheet, &gathered)
      sources.append(try Self.source(sweep, result, sheet, part.warnings))
      known = known.merging(try prices(of: sweep))
    }
    let again = TrialsAgain(of: parts)
    let transcripts = try await gathered.transcripts.library { try await again.trial(at: $0) }
    let summary = gathered.summary
    let lab =
      hasLab
      ? try await SweepLab(sweeps, workers: workers).pageSections(
        unanswered: denominator == .answered ? .asHoles : .asFailures) : []
    let content = HTMLReport.Parts(
      summary: summary, ladders: gathered.ladders, questions: gathered.questions,
      trials: gathered.trials,
      transcripts: transcripts, references: Self.references(sweeps), prices: known,
      provenance: ReportProvenance(toolVersion: ToolVersion.current, sources: sources),
      comparison: try await comparison(with: scratch.path(of: "0.tsv"), summary.axes),
      tables: SweepTables.all(of: summary, by: gathered.questions)
        + ChanceTables.tables(of: summary, beside: ChanceScores(of: sweeps))
        + ComplexityTables.tables(of: gathered.ladders),
      sections: sections + lab)
    let (html, policy) = try HTMLReport(content).document()
    return SweepPage(
      title: sources.map(\.header.sweep).joined(separator: ", "), html: html, policy: policy,
      trials: gathered.trials.count, transcripts: transcripts.count)
  }

  /// The pages of sweeps by their paths on a server, with the number of all trials.
  ///
  /// The one page stands at `/`; where sweeps do not compare, a page that leads to the page of each group.
  package func pages(
    of sweeps: [OpenSweep]
  ) async throws -> (pages: [String: ServedPage], trials: Int) {
    let groups = Self.groups(of: sweeps)
    var pages: [String: ServedPage] = [:]
    var entries: [HTMLIndex.Entry] = []
    for (number, group) in groups.enumerated() {
      let page = try await page(of: group)
      let path = groups.count == 1 ? "/" : "/\(number + 1)"
      pages[path] = ServedPage(html: page.html, policy: page.policy)
      entries.append(.init(title: page.title, trials: page.trials, path: path))
    }
    if groups.count > 1 {
      let index = HTMLIndex.document(entries)
      pages["/"] = ServedPage(html: index.html, policy: index.policy)
    }
    return (pages, entries.reduce(0) { $0 + $1.trials })
  }

  /// The pages of sweeps as files of a static site: a page a group that compares, and `index.html`, which
  /// leads to them.
  package func site(
    of sweeps: [OpenSweep]
  ) async throws -> (files: [(path: String, bytes: [UInt8])], trials: Int) {
    var files: [(path: String, bytes: [UInt8])] = []
    var entries: [HTMLIndex.Entry] = []
    for (number, group) in Self.groups(of: sweeps).enumerated() {
      let page = try await page(of: group)
      let path = "\(number + 1).html"
      files.append((path, page.html))
      entries.append(.init(title: page.title, trials: page.trials, path: path))
    }
    files.append(("index.html", HTMLIndex.document(entries).html))
    return (files, entries.reduce(0) { $0 + $1.trials })
  }

  /// The first of sweeps that can stand on one page.
  private func check(_ sweeps: [OpenSweep]) throws -> OpenSweep {
    guard compare == nil || sweeps.count == 1 else {
      throw WorkbenchError(
        .usage, "--compare is about one sweep. Name it, such as: steerbench report SWEEP --html F.")
    }
    let groups = Self.groups(of: sweeps)
    guard groups.count < 2 else {
      let names = groups.map { group in
        group.map(\.folder.url.lastPathComponent).joined(separator: " ")
      }
      throw WorkbenchError(
        .usage,
        "These sweeps do not compare: they ask other methods or tasks, or the same model. "
          + "Write a report of each group: \(names.joined(separator: "; ")).")
    }
    guard let first = sweeps.first else {
      throw WorkbenchError(.nothing, "There is nothing to report.")
    }
    return first
  }

  /// The sweeps in groups of which each can stand in one report: averages over other methods or other
  /// tasks would stand side by side and be compared.
  package static func groups(of sweeps: [OpenSweep]) -> [[OpenSweep]] {
    let summaries = sweeps.enumerated().map { place, sweep in
      (sweep: String(place), summary: ScoreSummary(axes: sweep.plan.axes))
    }
    return SummaryGroup.groups(of: summaries).map { group in
      group.sweeps.compactMap(Int.init).map { sweeps[$0] }
    }
  }

  /// Replays a sweep whole, and gathers.
  private func replay(
    _ part: Part, to sheet: String, _ gathered: inout Gathered
  ) async throws -> ReplayedSweep {
    let sweep = part.sweep
    gathered.ladders = gathered.ladders.merging(ladders(of: sweep))
    let shows = scope != .none
    let result = try await SweepReplay(
      sweep: sweep, workers: workers, sheet: .write(path: sheet), trials: part.places,
      denominator: denominator
    ).run { record in
      shows ? TranscriptChoice.Candidate(record) : nil
    } observe: { line, candidate in
      gathered.add(line, candidate)
    }
    try result.checkPassed()
    gathered.summary = gathered.summary.merging(result.summary)
    return result
  }

  /// The cells of a sweep's trials, in their order.
  private static func cells(of part: Part) -> some Sequence<CellKey> {
    (0..<part.count).lazy.map { CellKey(of: part[$0].id) }
  }

  /// The comparison of the report's own sheet with the one that was named.
  private func comparison(with own: String, _ axes: ScoreAxes) async throws -> ReportComparison? {
    guard let compare else { return nil }
    let other = try await SheetSource(word: compare, workers: workers).reader()
    let mine = try ScoreSheetReader(path: own)
    var summary = ScoreSummary(axes: axes, over: denominator)
    try summary.add(other)
    // The file's name and not its path: the report is the same on every machine.
    let file = URL(filePath: compare).lastPathComponent
    let name = file == other.header.sweep ? file : "\(other.header.sweep) (\(file))"
    return ReportComparison(
      try Comparison(other, mine, keeping: BaselineGate.usualLimit),
      names: Sides(first: name, second: mine.header.sweep), other: summary)
  }

  private func prices(of sweep: OpenSweep) throws -> ReportPrices {
    let folder = sweep.folder
    let known = try Prices(named: prices, beside: folder.tasks)
    guard known.isThere else { return .unknown }
    let names = Dictionary(
      uniqueKeysWithValues: folder.sweep.models.map { ($0.name, $0.endpoint.model) })
    return ReportPrices(known.table, requestNames: names)
  }

  private func ladders(of sweep: OpenSweep) -> ComplexitySummary {
    let tasks = sweep.folder.sweep.taskNames
    let ladders = tasks.map { ($0, sweep.folder.questions.ladder(of: $0)) }
    return ComplexitySummary(
      axes: sweep.plan.axes, ladders: Dictionary(uniqueKeysWithValues: ladders),
      over: denominator)
  }

  private static func source(
    _ sweep: OpenSweep, _ result: ReplayedSweep, _ sheet: String, _ warnings: [String]
  ) throws -> ReportProvenance.Source {
    ReportProvenance.Source(
      header: result.header, trials: result.summary.trials, sheet: try ReadableFile(sheet).digest(),
      interpreter: sweep.folder.sweep.interpreter,
      models: sweep.folder.sweep.models.map {
        (name: $0.name, request: $0.endpoint.model, parameters: $0.endpoint.parameters)
      }, warnings: warnings + result.warnings)
  }

  private static func references(_ sweeps: [OpenSweep]) -> [String: [String: String]] {
    var references: [String: [String: String]] = [:]
    for sweep in sweeps {
      for task in sweep.folder.sweep.taskNames {
        for question in sweep.folder.questions[task].map(\.loaded.question) {
          references[task, default: [:]][question.id] = question.reference
        }
      }
    }
    return references
  }
}

/// The trials of a sweep that a page is made of: all of them, or those that are recorded.
private struct Part {
  let sweep: OpenSweep
  /// The places in the plan; `nil` for all of them.
  private(set) var places: [Int]?
  /// What a reader must know of what is missing.
  private(set) var warnings: [String] = []

  /// All trials.
  init(sweep: OpenSweep) {
    self.sweep = sweep
  }

  /// The trials that are recorded.
  init(recordedOf sweep: OpenSweep, workers: Int) async throws {
    self.sweep = sweep
    var (recorded, missing): ([Int], [TrialID]) = ([], [])
    let stream = TrialStream(
      sweep.plan, runner: sweep.runner, from: try sweep.tape(), workers: workers,
      failures: .endUnlessMissing)
    var place = 0
    try await stream.run { trial, end -> TrialID? in
      if case .failure = end { trial.id } else { nil }
    } emit: { lost in
      if let lost { missing.append(lost) } else { recorded.append(place) }
      place += 1
    }
    guard !missing.isEmpty else { return }
    places = recorded
    let lines = MissingCells(missing).lines.joined(separator: "; ")
    warnings = [
      "PARTIAL: \(sweep.folder.sweep.name) is recorded in \(recorded.count) of \(sweep.plan.count) "
        + "trials. Missing: \(lines)"
    ]
  }

  var count: Int { places?.count ?? sweep.plan.count }

  subscript(_ index: Int) -> PlannedTrial { sweep.plan[places?[index] ?? index] }
}

/// Runs single trials of sweeps once more.
private final class TrialsAgain {
  private let parts: [Part]
  private var players: [Int: CassettePlayer] = [:]

  init(of parts: [Part]) {
    self.parts = parts
  }

  /// A trial by its place among those of all sweeps.
  func trial(at place: Int) async throws -> TrialRecord {
    var place = place
    for (number, part) in parts.enumerated() {
      guard place >= part.count else {
        let sweep = part.sweep
        let player = try players[number] ?? CassettePlayer(try CassetteReader(sweep.tape()))
        players[number] = player
        return try await sweep.runner.run(part[place], with: player)
      }
      place -= part.count
    }
    preconditionFailure("A page asks for trials of its own sweeps only.")
  }
}
