import ModelAPI
import RecordReplay
import Statistics
import Sweeps
import Trials

/// What a point of score costs, by model and method.
///
/// A point is one of 100 points of mean score.
public struct CostPerPoint: SweepAnalysis {
  /// What a method costs and reaches with a model.
  public struct Row: Sendable {
    /// The method's name with its turns.
    public let method: String
    /// Its trials.
    public let cell: CellSums
    /// Its mean score, from 0 to 100.
    public let score: Double
    /// Tokens a trial: the provider's count, or the paper's token length where it did not count.
    public let tokens: Double
    /// Recorded runtime a trial, in seconds; `nil` where it is unknown.
    public let seconds: Double?
    /// Dollars a trial; `nil` where a price or a count is unknown.
    public let dollars: Double?
    /// Whether it scores and no other method of the model beats it in score and tokens.
    public fileprivate(set) var isEfficient = false
    /// Extra tokens for an extra point against the next cheaper efficient method; `nil` where there is
    /// none.
    public fileprivate(set) var marginal: Double?

    /// A cost divided by the score; `nil` where nothing scored.
    public func perPoint(_ cost: Double) -> Double? { score > 0 ? cost / score : nil }
  }

  /// A model with its methods.
  public struct Model: Sendable {
    /// The model's name.
    public let name: String
    /// Its methods, in the order of names.
    public let rows: [Row]

    /// The efficient methods, the cheapest first.
    public var front: [Row] { rows.filter(\.isEfficient).sorted { $0.tokens < $1.tokens } }
  }

  /// What was found.
  public struct Findings: Sendable {
    /// The models, in the order of names.
    public let models: [Model]
    /// The day of the newest price; `nil` where there is no price.
    public let pricesDay: String?
  }

  private let context: AnalysisContext
  private var cells: [ModelMethod: CellSums] = [:]

  public init(_ context: AnalysisContext) {
    self.context = context
  }

  public mutating func add(_ trial: TrialFeatures) {
    let id = trial.line.trial
    cells[
      ModelMethod(model: id.model, method: id.method), default: CellSums(over: context.denominator)
    ]
    .add(trial.line)
  }

  public var findings: Findings {
    let models = Set(cells.keys.map(\.model)).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    return Findings(
      models: models.map { Model(name: $0, rows: rows(of: $0)) },
      pricesDay: context.prices.newestDay?.text)
  }

  private func rows(of model: String) -> [Row] {
    let price = context.served[model].flatMap { context.prices.row(for: $0) }?.price
    var rows = cells.filter { $0.key.model == model }.sorted { $0.key < $1.key }
      .compactMap { key, cell -> Row? in
        guard let score = cell.meanScore, let text = cell.meanTextTokens else { return nil }
        let cost = price?.cost(of: cell.costs.usage)
        return Row(
          method: key.method, cell: cell, score: score, tokens: cell.meanTokens ?? text,
          seconds: cell.meanRuntimeSeconds,
          dollars: cost.flatMap { cell.mean(Double($0.picodollars) / 1e12) })
      }
    let front = ParetoFront.indices(of: rows.map { .init(cost: $0.tokens, score: $0.score) })
      .filter { rows[$0].score > 0 }
      .sorted { (rows[$0].tokens, $0) < (rows[$1].tokens, $1) }
    for index in front { rows[index].isEfficient = true }
    for (cheaper, dearer) in zip(front, front.dropFirst()) {
      let gain = rows[dearer].score - rows[cheaper].score
      if gain > 0 {
        rows[dearer].marginal = (rows[dearer].tokens - rows[cheaper].tokens) / gain
      }
    }
    return rows
  }
}
