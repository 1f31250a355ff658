public import Analysis
public import ModelAPI
import ScoreSheets
import Statistics
import Sweeps
import Trials

/// An open question of the paper, asked of any cassette: it is told of each trial in order and keeps
/// what its section is made of.
public protocol SweepAnalysis: Sendable {
  /// Adds a trial; trials come in ascending order, sweep by sweep.
  mutating func add(_ trial: TrialFeatures)

  /// What was found.
  var section: ReportSection { get }
}

/// What analyses may know beside the trials.
public struct AnalysisContext: Sendable {
  /// The name that requests carry, by the model's name in the sweep: what prices go by.
  public var served: [String: String]
  /// What tokens cost.
  public var prices: PriceTable

  /// Creates a context.
  public init(served: [String: String] = [:], prices: PriceTable = PriceTable(rows: [])) {
    self.served = served
    self.prices = prices
  }
}

/// An analysis that can be asked for.
public struct SweepAnalysisKind: Sendable {
  /// The name on the command line.
  public var name: String
  /// What it measures, in a paragraph for `--help`.
  public var definition: String
  /// Begins it.
  public var begin: @Sendable (AnalysisContext) -> any SweepAnalysis

  /// Creates a kind.
  public init(
    name: String, definition: String,
    begin: @escaping @Sendable (AnalysisContext) -> any SweepAnalysis
  ) {
    self.name = name
    self.definition = definition
    self.begin = begin
  }
}

/// The analyses, each of one file beside this one.
public enum SweepAnalysisRegistry {
  /// All analyses.
  public static let all: [SweepAnalysisKind] = [
    DiversityAnalysis.kind, TextLikeCodeAnalysis.kind, CalibrationAnalysis.kind,
    CostPerPointAnalysis.kind,
  ]

  /// The analysis of a name.
  public static func kind(named name: String) -> SweepAnalysisKind? {
    all.first { $0.name == name }
  }
}
