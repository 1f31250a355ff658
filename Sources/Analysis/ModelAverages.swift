import ScoreSheets
import Statistics
import Sweeps
import Trials

/// The Average Normalized Scores of all methods with one model.
public struct ModelResult: Hashable, Sendable {
  /// The model's name.
  public var model: String
  /// Average Normalized Scores by method, in points of 100.
  public var scores: [String: Double]
  /// The methods that do not apply to the model.
  public var notApplicable: Set<String>

  /// Creates a result.
  public init(model: String, scores: [String: Double], notApplicable: Set<String>) {
    self.model = model
    self.scores = scores
    self.notApplicable = notApplicable
  }

  /// Computes the result of one model.
  public init(of model: String, in table: ScoreTable) {
    let normalized = NormalizedScores(of: model, in: table)
    let methods = table.axes.methods.map(\.name)
    self.init(
      model: model,
      scores: Dictionary(
        methods.compactMap { method in normalized[method].map { (method, $0) } },
        uniquingKeysWith: { first, _ in first }),
      notApplicable: Set(methods.filter { !table.axes.applies(method: $0, to: model) }))
  }

  /// The ranks of the methods with this model.
  public var ranks: CompetitionRanks {
    CompetitionRanks(scores: scores, notApplicable: notApplicable)
  }
}

/// The two averages over models in the paper's Table 2.
///
/// Models without any score take no part.
public struct ModelAverages: Hashable, Sendable {
  private let results: [ModelResult]
  private let ranks: [CompetitionRanks]

  /// Creates the averages over some models.
  public init(_ results: [ModelResult]) {
    self.results = results.filter { !$0.scores.isEmpty }
    ranks = self.results.map(\.ranks)
  }

  /// The plain mean of a method's Average Normalized Scores over the models with which it was
  /// tested; `nil` if there is none.
  public func averageScore(of method: String) -> Double? {
    let scores = results.compactMap { $0.scores[method] }
    return scores.isEmpty ? nil : scores.reduce(0, +) / Double(scores.count)
  }

  /// The mean of a method's ranks over all models; `nil` for variants with more turns, and unless it
  /// has a rank with every model.
  public func averageRank(of method: String) -> Double? {
    let ranks = ranks.compactMap { $0[method] }
    guard !ranks.isEmpty, ranks.count == results.count else { return nil }
    return Double(ranks.reduce(0, +)) / Double(ranks.count)
  }
}
