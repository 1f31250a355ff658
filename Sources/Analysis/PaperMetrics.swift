import Basics
import ScoreSheets
import Statistics
import Sweeps
import Trials

/// The paper's Average Normalized Score (section 4) of every method with one model.
///
/// A method's score in a task is divided by the best that any single-turn method reached there with
/// the same model; the mean over the tasks that were measured with this model, times 100, is the
/// result. Variants with more turns are divided by the same best and may exceed 100. A task in which
/// no single-turn method scored anything has no best: it is left out and listed.
public struct NormalizedScores: Hashable, Sendable {
  /// The tasks that count, in the order of the axes.
  public let tasks: [String]
  /// The tasks that are left out because no single-turn method scored anything in them.
  public let tasksWithoutScore: [String]
  private let scores: [String: Double]
  private let missing: [String: [String]]

  /// Computes the scores of one model.
  public init(of model: String, in table: ScoreTable) {
    let bests = Self.bests(of: model, in: table)
    tasks = bests.filter { $0.score > 0 }.map(\.task)
    tasksWithoutScore = bests.filter { $0.score <= 0 }.map(\.task)
    var scores: [String: Double] = [:]
    var missing: [String: [String]] = [:]
    for method in table.axes.methods.map(\.name) {
      var ratios: [Double] = []
      for (task, best) in bests where best > 0 {
        if let score = table[model, method, task] {
          ratios.append(score / best)
        } else {
          missing[method, default: []].append(task)
        }
      }
      // The mean over other tasks would be another quantity than its neighbours in a table.
      if missing[method] == nil { scores[method] = Self.mean(ratios).map { $0 * 100 } }
    }
    self.scores = scores
    self.missing = missing
  }

  /// The Average Normalized Score of a method, in points of 100; `nil` unless it was measured in
  /// every task that counts, and at least one does.
  public subscript(method: String) -> Double? { scores[method] }

  /// The tasks that count but were not measured with a method, in the order of the axes.
  public func missingTasks(of method: String) -> [String] { missing[method] ?? [] }

  private static func bests(
    of model: String, in table: ScoreTable
  ) -> [(task: String, score: Double)] {
    let methods = table.axes.methods.map(\.name).filter(MethodName.isSingleTurn)
    return table.axes.tasks.map(\.name).compactMap { task in
      methods.compactMap { table[model, $0, task] }.max().map { (task, $0) }
    }
  }

  /// The mean, added up from the smallest, so that the order of tasks cannot change it.
  private static func mean(_ ratios: [Double]) -> Double? {
    ratios.isEmpty ? nil : ratios.sorted().reduce(0, +) / Double(ratios.count)
  }
}

/// Ranks of methods with one model, as the paper's Table 2 gives them (section 4): methods with equal
/// scores share the better rank and the next rank is left free ("1224"); a method that does not apply
/// to the model comes after all that were tested.
public struct CompetitionRanks: Hashable, Sendable {
  private let ranks: [String: Int]

  /// Ranks methods by unrounded score, the highest first.
  ///
  /// Variants with more turns take no part.
  public init(scores: [String: Double], notApplicable: Set<String>) {
    let tested = scores.filter { MethodName.isSingleTurn($0.key) }
    let keys = tested.mapValues(Self.key)
    var ranks = keys.mapValues { key in 1 + keys.values.count { $0 > key } }
    if !tested.isEmpty {
      for method in notApplicable where MethodName.isSingleTurn(method) && tested[method] == nil {
        ranks[method] = tested.count + 1
      }
    }
    self.ranks = ranks
  }

  /// The rank of a method, from 1; `nil` if it was not measured though it applies.
  public subscript(method: String) -> Int? { ranks[method] }

  /// Billionths of a point: a tie is exact, yet the last bit of a division cannot break it.
  private static func key(_ score: Double) -> Double { (score * 1e9).rounded() }
}

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
