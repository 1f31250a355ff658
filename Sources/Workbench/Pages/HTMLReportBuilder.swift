import Analysis
import Basics
import Cassettes
import Foundation
import ModelAPI
import RecordReplay
import Regression
package import Reporting
import ScoreSheets
import Statistics
import Sweeps
import Tasks
import Trials

/// Replays sweeps and makes their report for a browser.
///
/// Trials stream by and leave their numbers; the transcripts that the report holds are run once more,
/// so that memory follows the report's size and not the sweep's.
package struct HTMLReportBuilder {
  /// A finished report.
  package struct Report {
    /// The sweeps' names.
    package var title: String
    package var html: [UInt8]
    /// The content-security policy that the document carries.
    package var policy: String
    package var trials: Int
    var transcripts: Int
  }

  /// What gathers while the trials stream by.
  private struct Gathered {
    var trials = TrialColumns()
    var ladders: ComplexitySummary

    mutating func add(_ line: TrialLine) {
      trials.add(line)
      ladders.add(line)
    }
  }

  /// Trials in a row that do not fit, after which none is tried any more.
  private static let patience = 32

  let workers: Int
  let scope: TranscriptLibrary.Scope
  /// The price table that was named; `nil` for the one beside the tasks.
  let prices: String?
  /// The sheet or sweep to compare with.
  let compare: String?
  /// What stands before everything else.
  package var sections: [ReportSection] = []

  /// Creates it of its parts.
  package init(
    workers: Int, scope: TranscriptLibrary.Scope, prices: String?,
    compare: String?, sections: [ReportSection] = []
  ) {
    self.workers = workers
    self.scope = scope
    self.prices = prices
    self.compare = compare
    self.sections = sections
  }

  /// Makes the report.
  package func report(of sweeps: [OpenSweep]) async throws -> Report {
    guard compare == nil || sweeps.count == 1 else {
      throw WorkbenchError(
        .usage, "--compare is about one sweep. Name it, such as: steerbench report SWEEP --html F.")
    }
    let scratch = try ScratchFolder()
    defer { scratch.remove() }
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
    var gathered = Gathered(ladders: Self.ladders(of: first))
    var summary = ScoreSummary(axes: first.plan.axes)
    var sources: [ReportProvenance.Source] = []
    var known = ReportPrices.unknown
    for (number, sweep) in sweeps.enumerated() {
      gathered.ladders = gathered.ladders.merging(Self.ladders(of: sweep))
      let sheet = scratch.file("\(number).tsv")
      let result = try await SweepReplay(
        sweep: sweep, workers: workers, sheet: .write(path: sheet.path)
      ).run { _ in
      } observe: { line, _ in
        gathered.add(line)
      }
      try result.checkPassed()
      summary = summary.merging(result.summary)
      sources.append(try Self.source(sweep, result, sheet))
      known = known.merging(try prices(of: sweep))
    }
    let (trials, ladders) = (gathered.trials, gathered.ladders)
    let transcripts = try await transcripts(of: trials, in: sweeps)
    let parts = HTMLReport.Parts(
      summary: summary, ladders: ladders, trials: trials, transcripts: transcripts,
      references: Self.references(sweeps), prices: known,
      provenance: ReportProvenance(toolVersion: ToolVersion.current, sources: sources),
      comparison: try await comparison(with: scratch.file("0.tsv"), summary.axes),
      tables: SweepTables.all(of: summary) + ComplexityTables.tables(of: ladders),
      sections: sections)
    let (html, policy) = try HTMLReport(parts).document()
    return Report(
      title: sources.map(\.header.sweep).joined(separator: ", "), html: html, policy: policy,
      trials: trials.count, transcripts: transcripts.count)
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

  /// Runs trials once more for what happened in them, until the report is full.
  private func transcripts(
    of trials: TrialColumns, in sweeps: [OpenSweep]
  ) async throws -> TranscriptLibrary {
    var library = TranscriptLibrary(scope)
    guard scope != .none else { return library }
    let players = try sweeps.map { CassettePlayer(try CassetteReader($0.tape())) }
    // The report's trials are those of the first sweep, then those of the second.
    let places = sweeps.enumerated().flatMap { number, sweep in
      (0..<sweep.plan.count).map { (sweep: number, trial: $0) }
    }
    let limit: Int? = if case .perCell(let count) = scope { count } else { nil }
    var refused = 0
    for index in trials.spread(limit: limit) {
      let place = places[index]
      let sweep = sweeps[place.sweep]
      let record = try await sweep.runner.run(
        sweep.plan[place.trial], with: players[place.sweep])
      refused = library.add(record, at: index) ? 0 : refused + 1
      if refused == Self.patience { break }
    }
    return library
  }

  /// The comparison of the report's own sheet with the one that was named.
  private func comparison(with own: URL, _ axes: ScoreAxes) async throws -> ReportComparison? {
    guard let compare else { return nil }
    let other = try await SheetSource(word: compare, workers: workers).reader()
    let mine = try ScoreSheetReader(path: own.path)
    var summary = ScoreSummary(axes: axes)
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
      folder.sweep.models.map { ($0.name, $0.endpoint.model) },
      uniquingKeysWith: { first, _ in first })
    return ReportPrices(known.table, requestNames: names)
  }

  private static func ladders(of sweep: OpenSweep) -> ComplexitySummary {
    let tasks = sweep.folder.sweep.taskNames
    let ladders = tasks.map { ($0, sweep.folder.questions.ladder(of: $0)) }
    return ComplexitySummary(
      axes: sweep.plan.axes, ladders: Dictionary(ladders, uniquingKeysWith: { first, _ in first }))
  }

  private static func source(
    _ sweep: OpenSweep, _ result: ReplayedSweep, _ sheet: URL
  ) throws -> ReportProvenance.Source {
    ReportProvenance.Source(
      header: result.header, trials: result.summary.trials, sheet: try FileDigest.sha256(of: sheet),
      interpreter: sweep.folder.sweep.interpreter,
      models: sweep.folder.sweep.models.map {
        (name: $0.name, request: $0.endpoint.model, parameters: $0.endpoint.parameters)
      })
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
