import Analysis
import ScoreSheets
import Statistics
import Sweeps
import Trials

/// What tables say of cells that rest on trials which were not answered.
enum HoleNotes {
  /// What stands behind a number of such a cell.
  static let mark = "*"

  /// The note that explains the mark; none where every trial was answered.
  ///
  /// - Parameter holes: What is missing, by the names that the table has for it, in its order.
  static func marked(
    _ holes: [(name: String, holes: CellHoles)], over denominator: Denominator
  ) -> [String] {
    guard !holes.isEmpty else { return [] }
    let list = holes.map { "\($0.name) \(text($0.holes))" }.joined(separator: ", ")
    switch denominator {
    case .answered:
      return [
        "\(mark) over the trials that were answered. A provider's error, and no failure of the model, "
          + "ended: \(list)." + ungraded(holes.map(\.holes))
      ]
    case .paper:
      return [
        "\(mark) holds trials that a provider's error ended, as failures (the paper's denominators): "
          + "\(list)." + ungraded(holes.map(\.holes))
      ]
    }
  }

  /// What is said of trials that nobody graded; nothing where all were.
  private static func ungraded(_ holes: [CellHoles]) -> String {
    let count = holes.reduce(0) { $0 + $1.ungraded }
    guard count > 0 else { return "" }
    return
      " Of these, \(count) were answered and nobody graded them (grader-error): they are in no mean."
  }

  /// The note on a column that counts trials without an answer.
  static func column(over denominator: Denominator) -> String {
    switch denominator {
    case .answered:
      "Unanswered: ended by an error of the provider; no part of any mean, rate or interval."
    case .paper:
      "Unanswered: ended by an error of the provider; failures, by the paper's denominators."
    }
  }

  /// How many trials are missing, such as `19 of 28`.
  static func text(_ holes: CellHoles) -> String { "\(holes.unanswered) of \(holes.trials)" }
}

extension TextTable.Column {
  /// The column that counts trials without an answer.
  static let unanswered = Self(name: "unanswered", title: "Unanswered", shortTitle: "Unansw.")
}

extension ScoreTable {
  /// What is missing of a model's methods over all tasks, by the methods' titles.
  func holesByMethod(of model: String) -> [(name: String, holes: CellHoles)] {
    axes.methods.compactMap { method in
      holes(model, method.name).map { (method.title, $0) }
    }
  }
}
