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
