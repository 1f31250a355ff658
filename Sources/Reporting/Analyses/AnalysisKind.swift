public import Analysis
import Basics

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
    make = { Reported(analysis: Analysis($0), makeSection: section) }
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
  let makeSection: @Sendable (Analysis.Findings) -> ReportSection

  mutating func add(_ trial: TrialFeatures) { analysis.add(trial) }

  var section: ReportSection { makeSection(analysis.findings) }
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
