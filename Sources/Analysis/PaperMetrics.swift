package import Basics
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
  /// The scores as the fractions that they are: two methods tie where these are equal.
  package let exact: [String: Rational]
  private let scores: [String: Double]
  /// The best score of each task that counts.
  package let bests: [String: Rational]
  private let missing: [String: [String]]

  /// Computes the scores of one model.
  public init(of model: String, in table: ScoreTable) {
    let bests = Self.bests(of: model, in: table)
    let counting = bests.filter { $0.score > Rational(0) }
    tasks = counting.map(\.task)
    tasksWithoutScore = bests.filter { $0.score <= Rational(0) }.map(\.task)
    var exact: [String: Rational] = [:]
    var scores: [Rational: Double] = [:]
    var missing: [String: [String]] = [:]
    for method in table.axes.methods.map(\.name) {
      var sum = Rational(0)
      var ratios: [Double] = []
      for (task, best) in counting {
        if let score = table.exact(model, method, task), let ratio = score.divided(by: best) {
          sum = sum + ratio
          ratios.append(score.double / best.double)
        } else {
          missing[method, default: []].append(task)
        }
      }
      // The mean over other tasks would be another quantity than its neighbours in a table.
      if missing[method] == nil, !counting.isEmpty {
        let mean = sum * Rational(100, over: counting.count)
        exact[method] = mean
        // Methods that tie have one number, whatever the last bit of a division says.
        scores[mean] = scores[mean] ?? Self.mean(ratios) * 100
      }
    }
    self.exact = exact
    self.scores = exact.compactMapValues { scores[$0] }
    self.bests = Dictionary(
      counting.map { ($0.task, $0.score) }, uniquingKeysWith: { first, _ in first })
    self.missing = missing
  }

  /// The Average Normalized Score of a method, in points of 100; `nil` unless it was measured in
  /// every task that counts, and at least one does.
  public subscript(method: String) -> Double? { scores[method] }

  /// The tasks that count but were not measured with a method, in the order of the axes.
  public func missingTasks(of method: String) -> [String] { missing[method] ?? [] }

  /// The mean, added up from the smallest, so that the order of tasks cannot change it.
  private static func mean(_ ratios: [Double]) -> Double {
    ratios.sorted().reduce(0, +) / Double(ratios.count)
  }

  private static func bests(
    of model: String, in table: ScoreTable
  ) -> [(task: String, score: Rational)] {
    let methods = table.axes.methods.map(\.name).filter(MethodName.isRanked)
    return table.axes.averagedTasks.map(\.name).compactMap { task in
      methods.compactMap { table.exact(model, $0, task) }.max().map { (task, $0) }
    }
  }
}

/// Ranks of methods with one model, as the paper's Table 2 gives them (section 4): methods with equal
/// scores share the better rank and the next rank is left free ("1224"); a method that does not apply
/// to the model comes after all that were tested.
public struct CompetitionRanks: Hashable, Sendable {
  private let ranks: [String: Int]

  /// Ranks methods by their exact scores, the highest first.
  ///
  /// Variants with more turns or other prompts take no part.
  package init(exact scores: [String: Rational], notApplicable: Set<String>) {
    let tested = scores.filter { MethodName.isRanked($0.key) }
    var ranks = tested.mapValues { score in 1 + tested.values.count { $0 > score } }
    if !tested.isEmpty {
      for method in notApplicable where MethodName.isRanked(method) && tested[method] == nil {
        ranks[method] = tested.count + 1
      }
    }
    self.ranks = ranks
  }

  /// The same of scores that are known as decimals, such as published ones.
  public init(scores: [String: Double], notApplicable: Set<String>) {
    self.init(
      exact: scores.compactMapValues { Rational(decimal: $0) }, notApplicable: notApplicable)
  }

  /// The rank of a method, from 1; `nil` if it was not measured though it applies.
  public subscript(method: String) -> Int? { ranks[method] }
}

/// The Average Normalized Scores of all methods with one model.
public struct ModelResult: Hashable, Sendable {
  /// The model's name.
  public let model: String
  /// Average Normalized Scores by method, in points of 100.
  public let scores: [String: Double]
  /// The same as the fractions that they are.
  package let exact: [String: Rational]
  /// The methods that do not apply to the model.
  public let notApplicable: Set<String>

  /// Creates a result of scores that are known as decimals, such as published ones.
  public init(model: String, scores: [String: Double], notApplicable: Set<String>) {
    self.model = model
    self.scores = scores
    exact = scores.compactMapValues { Rational(decimal: $0) }
    self.notApplicable = notApplicable
  }

  /// Computes the result of one model.
  public init(of model: String, in table: ScoreTable) {
    self.model = model
    let normalized = NormalizedScores(of: model, in: table)
    exact = normalized.exact
    scores = Dictionary(
      exact.keys.compactMap { method in normalized[method].map { (method, $0) } },
      uniquingKeysWith: { first, _ in first })
    notApplicable = Set(
      table.axes.methods.map(\.name).filter { !table.axes.applies(method: $0, to: model) })
  }

  /// The ranks of the methods with this model.
  public var ranks: CompetitionRanks {
    CompetitionRanks(exact: exact, notApplicable: notApplicable)
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

  /// The same as the fraction that it is.
  package func exactAverageScore(of method: String) -> Rational? {
    let scores = results.compactMap { $0.exact[method] }
    guard !scores.isEmpty else { return nil }
    return scores.reduce(Rational(0), +) * Rational(1, over: scores.count)
  }

  /// The mean of a method's ranks over all models; `nil` for variants with more turns, and unless it
  /// has a rank with every model.
  public func averageRank(of method: String) -> Double? {
    let ranks = ranks.compactMap { $0[method] }
    guard !ranks.isEmpty, ranks.count == results.count else { return nil }
    return Double(ranks.reduce(0, +)) / Double(ranks.count)
  }
}
