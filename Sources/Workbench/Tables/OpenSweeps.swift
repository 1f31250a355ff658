package import Analysis
import Basics
import Files
package import FoundationEssentials
import ModelAPI
package import Reporting
import Sweeps
package import Tasks
import Trials

/// A sweep's cells, by task, along the ladders and question by question.
struct CellsAndLadders: SummaryByAxes {
  var scores: ScoreSummary
  var ladders: ComplexitySummary
  var questions: QuestionScores
  /// What a reader must know of where they come from.
  var notes: [PartialNote] = []

  var axes: ScoreAxes { scores.axes }

  func merging(_ other: CellsAndLadders) -> CellsAndLadders {
    CellsAndLadders(
      scores: scores.merging(other.scores), ladders: ladders.merging(other.ladders),
      questions: questions.merging(other.questions), notes: notes + other.notes)
  }
}

/// Sweeps that were opened to be shown, each once, whatever is shown of them.
package struct OpenSweeps {
  /// The sweeps.
  package let sweeps: [OpenSweep]
  private let selection: TrialSelection
  private let denominator: Denominator
  private let workers: Int

  /// Opens sweeps.
  ///
  /// - Parameters:
  ///   - folders: Their folders.
  ///   - grading: By whose rules their trials are graded; each sweep's own where it is `nil`.
  ///   - selection: The trials that are looked at.
  ///   - denominator: Which of them means, rates and intervals are over.
  ///   - workers: How many trials run at the same time; no output depends on it.
  package init(
    _ folders: [URL], grading: GradingPolicy? = nil, selection: TrialSelection = TrialSelection(),
    denominator: Denominator = .answered, workers: Int
  ) throws {
    try self.init(
      folders.map { try OpenSweep($0, grading: grading) }, selection: selection,
      denominator: denominator, workers: workers)
  }

  /// Shows sweeps that were opened.
  package init(
    _ sweeps: [OpenSweep], selection: TrialSelection = TrialSelection(),
    denominator: Denominator = .answered, workers: Int
  ) throws {
    self.sweeps = sweeps
    self.selection = selection
    self.denominator = denominator
    self.workers = workers
  }

  /// All tables of the sweeps.
  package func scores() async throws -> [TextTable] {
    try tables(of: try await summaries()) {
      SweepTables.all(of: $0.scores, by: $0.questions)
    }
  }

  /// The tables along the ladders.
  ///
  /// - Parameter glances: Whether each ladder is drawn as well, for people.
  package func ladders(glances: Bool) async throws -> [TextTable] {
    try tables(of: try await summaries()) { summary in
      (glances ? ComplexityGlance.tables(of: summary.ladders) : [])
        + ComplexityTables.tables(of: summary.ladders)
    }
  }

  /// The scores of the questions of one's own tasks, by the words of a tag.
  ///
  /// - Throws: ``WorkbenchError`` where no question has the tag.
  package func scores(byTag tag: String) async throws -> [TextTable] {
    var known: Set<String> = []
    var tables: [TextTable] = []
    for (sweep, places) in try selection.places(in: sweeps) {
      let axes = sweep.plan.axes.narrowed(models: selection.models, tasks: selection.tasks)
      var scores = TagScores(of: tag, axes: axes, sweep.folder.questions, over: denominator)
      known.formUnion(scores.known)
      guard !scores.isEmpty else { continue }
      let result = try await SweepReplay(
        sweep: sweep, workers: workers, sheet: .none, trials: places, axes: axes,
        denominator: denominator
      ).run { _ in
      } observe: { line, _ in
        scores.add(line)
      }
      try result.checkPassed()
      tables += TagTables.tables(of: scores).map { table in
        var table = table
        if sweeps.count > 1 { table.title += " (\(result.name))" }
        return table
      }
    }
    guard !tables.isEmpty else {
      throw WorkbenchError(
        .usage,
        "No question has a tag \"\(tag)\". "
          + (known.isEmpty
            ? "Tags are columns that a task of one's own names: tags: [shape]."
            : NearMatch.hint(for: tag, among: known.sorted() + ["task", "complexity"])))
    }
    return tables
  }

  /// The figures of the sweeps, for a paper: scores, averages and ladders, with intervals.
  package func figures() async throws -> [Figure] {
    let summaries = try await summaries()
    let tables =
      try tables(of: summaries) { SweepTables.all(of: $0.scores, by: $0.questions) }
      + (try tables(of: summaries) { ComplexityTables.tables(of: $0.ladders) })
    return TableFigures.figures(of: tables)
  }

  /// Our numbers beside the published ones.
  package func besidePaper() async throws -> [TextTable] {
    guard let first = sweeps.first else { throw nothing }
    let paper = try PaperFiles.read(beside: first)
    return try tables(of: try await summaries()) { summary in
      PaperTables.tables(of: summary.scores, summary.ladders, beside: paper)
    }
  }

  /// Our scores beside what guessing gives.
  package func besideChance() async throws -> [TextTable] {
    let chance = ChanceScores(of: sweeps)
    return try tables(of: try await summaries()) { summary in
      ChanceTables.tables(of: summary.scores, beside: chance)
    }
  }

  /// One of the paper's experiments.
  package func section(of kind: AnalysisKind) async throws -> ReportSection {
    var ladders: [String: [Int: String]] = [:]
    for sweep in sweeps {
      for task in sweep.folder.sweep.taskNames where ladders[task] == nil {
        ladders[task] = sweep.folder.questions.ladder(of: task)
      }
    }
    let axes = sweeps.dropFirst().reduce(sweeps.first?.plan.axes) { $0?.merging($1.plan.axes) }
    guard let axes else { throw nothing }
    var experiment = kind.begin(
      AnalysisContext(axes: axes, ladders: ladders, served: served, denominator: denominator))
    for (sweep, places) in try selection.places(in: sweeps) {
      try await sweep.replay(places, workers: workers) { _, record in
        TrialFeatures(record)
      } emit: { trial in
        experiment.add(trial)
      }
    }
    return experiment.section
  }

  /// The name that requests carry, by the model's name in its sweep.
  private var served: [String: String] {
    var served: [String: String] = [:]
    for model in sweeps.flatMap(\.folder.sweep.models) { served[model.name] = model.endpoint.model }
    return served
  }

  /// Analyses of what answers are like.
  package func analyses(of kinds: [AnalysisKind]) async throws -> [ReportSection] {
    guard let first = sweeps.first else { throw nothing }
    let prices = try Prices(named: nil, beside: first.folder.tasks).table
    var analyses = kinds.map {
      $0.begin(AnalysisContext(served: served, prices: prices, denominator: denominator))
    }
    for (sweep, places) in try selection.places(in: sweeps) {
      try await sweep.replay(places, workers: workers) { _, record in
        TrialFeatures(record)
      } emit: { trial in
        for index in analyses.indices { analyses[index].add(trial) }
      }
    }
    return analyses.map(\.section)
  }

  /// The cells of each sweep, by task and along the ladders.
  private func summaries() async throws -> [(sweep: String, summary: CellsAndLadders)] {
    var summaries: [(sweep: String, summary: CellsAndLadders)] = []
    var left: [PartialNote] = []
    for (sweep, places) in try selection.places(in: sweeps, byMethod: false) {
      let axes = sweep.plan.axes.narrowed(models: selection.models, tasks: selection.tasks)
      let names = axes.tasks.map(\.name).map { ($0, sweep.folder.questions.ladder(of: $0)) }
      var ladders = ComplexitySummary(
        axes: axes, ladders: Dictionary(uniqueKeysWithValues: names), over: denominator)
      var questions = QuestionScores(over: denominator)
      let result = try await SweepReplay(
        sweep: sweep, workers: workers, sheet: .none, trials: places, axes: axes,
        denominator: denominator
      ).run { _ in
      } observe: { line, _ in
        ladders.add(line)
        questions.add(line)
      }
      if result.lacksUnaskedOnly, result.summary.trials == 0, sweeps.count > 1 {
        left.append(
          PartialNote(brief: "PARTIAL: \(result.name) is not recorded yet, and left out."))
        continue
      }
      if !result.isPartial { try result.checkPassed() }
      let summary = CellsAndLadders(
        scores: result.summary, ladders: ladders, questions: questions,
        notes: result.partialNote.map { [$0] } ?? [])
      summaries.append((result.name, summary))
    }
    guard !summaries.isEmpty else { throw nothing }
    for index in summaries.indices { summaries[index].summary.notes += left }
    return summaries
  }

  /// The tables as the selection shows them, with what it does to the averages.
  private func tables(
    of summaries: [(sweep: String, summary: CellsAndLadders)],
    _ make: (CellsAndLadders) -> [TextTable]
  ) throws -> [TextTable] {
    let tables = GroupedTables.tables(of: summaries) { summary in
      let methods = summary.axes.methods.map(\.name)
      let all = make(summary).enumerated().map { index, table in
        var table = table
        for note in summary.notes {
          let text = index == 0 ? note.brief + note.more : note.brief
          // Sweeps on one table may have the same thing to say.
          if !table.notes.contains(text) { table.notes.append(text) }
        }
        return table
      }
      let shown =
        selection.methods.isEmpty
        ? all : MethodView(of: methods, showing: selection.methods).narrowed(all)
      guard !selection.tasks.isEmpty else { return shown }
      let names = summary.axes.tasks.map(\.title).joined(separator: ", ")
      return shown.map { table in
        var table = table
        table.notes.append("Picked tasks, and averages are over them alone: \(names).")
        return table
      }
    }
    guard !tables.isEmpty else {
      throw WorkbenchError(
        .nothing,
        "Nothing is left to show of the methods that were picked: none of them was measured with these "
          + "models and tasks. steerbench plan says which apply.")
    }
    return tables
  }

  /// The tables of the difference between the policies, sweep by sweep: what each trial said is graded
  /// twice, and replayed once.
  package func gradings() async throws -> [TextTable] {
    var tables: [TextTable] = []
    for sweep in sweeps {
      guard let (_, places) = try selection.places(in: [sweep]).first else { continue }
      var difference = GradingDifference(axes: sweep.plan.axes)
      var explained: [GradingTables.Explained] = []
      let result = try await SweepReplay(
        sweep: sweep, workers: workers, sheet: .none, trials: places
      ).run(reading: GradedTwice.init) { _, graded in
        let known = difference.flips.count
        difference.addFirst(graded.strict)
        difference.addSecond(graded.paper)
        guard difference.flips.count > known, let flip = difference.flips.last else { return }
        explained.append(
          GradingTables.Explained(
            flip, quirks: graded.quirks, strict: graded.strictExplanation,
            paper: graded.paperExplanation))
      }
      try result.checkPassed()
      tables += GradingTables.tables(of: difference, flips: explained)
    }
    return tables
  }

  private var nothing: WorkbenchError { WorkbenchError(.nothing, "There is nothing to report.") }
}

extension ChanceScores {
  /// What guessing gives on the questions of some sweeps.
  init(of sweeps: [OpenSweep]) {
    self.init()
    for sweep in sweeps { add(sweep.folder.questions, of: sweep.folder.sweep.taskNames) }
  }
}

/// A trial whose same texts were graded by both policies.
private struct GradedTwice: Sendable {
  let strict: TrialLine
  let paper: TrialLine
  /// What decided, for a person.
  let strictExplanation: String
  let paperExplanation: String
  /// The quirks of the published code that decided, by name.
  let quirks: [String]

  @Sendable init(_ record: TrialRecord) {
    let (strict, paper) = (record.graded(by: .strict), record.graded(by: .paper))
    self.strict = strict.line
    self.paper = paper.line
    strictExplanation = strict.judgement.explanation
    paperExplanation = paper.judgement.explanation
    quirks = paper.judgement.quirks.map(\.rawValue)
  }
}

/// Tables of several sweeps: together where their numbers compare, apart where they do not.
package enum GroupedTables {
  /// The tables of each group of sweeps; where there is more than one, each table names its sweeps.
  package static func tables<Summary: SummaryByAxes>(
    of summaries: [(sweep: String, summary: Summary)], _ tables: (Summary) -> [TextTable]
  ) -> [TextTable] {
    let groups = SummaryGroup.groups(of: summaries)
    return groups.flatMap { group in
      tables(group.summary).map { table in
        guard groups.count > 1 else { return table }
        var table = table
        table.name += "@" + group.sweeps.joined(separator: "+")
        table.title += " (\(group.sweeps.joined(separator: ", ")))"
        return table
      }
    }
  }
}

/// The published numbers that lie with a sweep's tasks.
enum PaperFiles {
  private static let folder = "paper"
  private static let byteLimit = 1 << 20

  /// Reads them all.
  static func read(beside sweep: OpenSweep) throws -> PublishedPaper {
    let folder = sweep.folder.tasks.appending(path: folder)
    return try PublishedPaper { name in
      let file = folder.appending(path: name)
      let path = file.standardizedFileURL.path
      guard let bytes = try? ReadableFile.bytes(of: path, limit: byteLimit),
        let value = try? JSONValue(parsing: String(decoding: bytes, as: UTF8.self))
      else {
        throw WorkbenchError(
          .usage,
          "\(file.relativePath): the published numbers cannot be read. Restore the file from the "
            + "repository, or point the sweep's task-folder at its Tasks.")
      }
      return value
    }
  }
}
