public import Analysis
import Basics
import RecordReplay
import ScoreSheets
import Statistics
import Sweeps
import Trials

/// A question that can be put to sweeps by name: one of the paper's open questions or experiments.
///
/// To add one: a file that makes a `kind` of an analysis and of how its findings read, and a line in
/// ``AnalysisRegistry/all``.
public struct AnalysisKind: Sendable {
  /// How it is asked for.
  public enum Family: Sendable {
    /// An open question: `steerbench analyze --NAME`.
    case openQuestion
    /// An experiment that the paper suggests: `steerbench report --experiment NAME`.
    case experiment
  }

  /// The name on the command line.
  public let name: String
  /// How it is asked for.
  public let family: Family
  /// What it asks, in a line.
  public let summary: String
  /// What it measures, in a paragraph.
  public let definition: String
  private let make: @Sendable (AnalysisContext) -> any ReportedAnalysis

  /// Creates a kind.
  ///
  /// - Parameter section: Puts what was found into sentences and tables.
  init<Analysis: SweepAnalysis>(
    _ name: String, _ family: Family, of type: Analysis.Type, summary: String,
    definition: String? = nil, section: @escaping @Sendable (Analysis.Findings) -> ReportSection
  ) {
    self.name = name
    self.family = family
    self.summary = summary
    self.definition = definition ?? summary
    make = { Reported(analysis: Analysis($0), context: $0, makeSection: section) }
  }

  /// Begins without trials.
  public func begin(_ context: AnalysisContext) -> any ReportedAnalysis { make(context) }
}

/// An analysis on its way whose findings can be read at any time.
public protocol ReportedAnalysis: Sendable {
  /// Adds a trial; trials come in ascending order, sweep by sweep.
  mutating func add(_ trial: TrialFeatures)

  /// What was found so far.
  var section: ReportSection { get }
}

private struct Reported<Analysis: SweepAnalysis>: ReportedAnalysis {
  var analysis: Analysis
  let context: AnalysisContext
  let makeSection: @Sendable (Analysis.Findings) -> ReportSection
  private var trials: [ModelMethod: (all: Int, unanswered: Int)] = [:]

  init(
    analysis: Analysis, context: AnalysisContext,
    makeSection: @escaping @Sendable (Analysis.Findings) -> ReportSection
  ) {
    self.analysis = analysis
    self.context = context
    self.makeSection = makeSection
  }

  /// No analysis sees a trial that was not answered: a provider's error says nothing about a model.
  mutating func add(_ trial: TrialFeatures) {
    let id = trial.line.trial
    let isUnanswered = trial.line.outcome.isUnanswered
    var count = trials[ModelMethod(model: id.model, method: id.method)] ?? (0, 0)
    count.all += 1
    count.unanswered += isUnanswered ? 1 : 0
    trials[ModelMethod(model: id.model, method: id.method)] = count
    if trial.line.outcome.counts(over: context.denominator) { analysis.add(trial) }
  }

  /// What was found, and what is missing of it: sentences and tables that rest on holes say so.
  var section: ReportSection {
    var section = makeSection(analysis.findings)
    let holes = trials.filter { $0.value.unanswered > 0 }.sorted { $0.key < $1.key }
    guard !holes.isEmpty else { return section }
    let list = holes.map { key, count in
      let missing = CellHoles(unanswered: count.unanswered, trials: count.all)
      return "\(key.model) with \(key.method) \(HoleNotes.text(missing))"
    }
    let note =
      "Not answered, by errors of the provider: \(list.joined(separator: ", ")). "
      + (context.denominator == .paper
        ? "They count as failures, by the paper's denominators."
        : "What is said here of these rests on the other trials alone.")
    // What a chart shows is a conclusion, which stays first.
    section.findings.insert(note, at: section.charts.isEmpty ? 0 : min(1, section.findings.count))
    for index in section.tables.indices { section.tables[index].notes.append(note) }
    return section
  }
}

/// Everything that can be asked of sweeps, each of one file beside this one.
public enum AnalysisRegistry {
  /// All kinds, in the order in which help lists them.
  public static let all: [AnalysisKind] = [
    AnswerDiversityReport.kind, TextLikeCodeReport.kind, CalibrationReport.kind,
    CostPerPointReport.kind, InverseScalingReport.kind, CodeUsageReport.kind, ForcedCodeReport.kind,
  ]

  /// The kinds of a family.
  public static func kinds(of family: AnalysisKind.Family) -> [AnalysisKind] {
    all.filter { $0.family == family }
  }

  /// The kind of a name in a family.
  public static func kind(named name: String, of family: AnalysisKind.Family) -> AnalysisKind? {
    kinds(of: family).first { $0.name == name }
  }

  /// What to say of an experiment's name that is none.
  public static func unknownExperiment(_ name: String) -> String {
    "--experiment \(name): there is no such experiment. "
      + NearMatch.hint(for: name, among: kinds(of: .experiment).map(\.name))
  }
}
