import ScoreSheets
import Statistics
public import Sweeps
import Trials

/// Mean scores by model, method and task: what the paper's metrics are computed from, be the scores
/// measured or published.
public struct ScoreTable: Hashable, Sendable {
  /// Models, methods and tasks in order, and which methods do not apply.
  public let axes: ScoreAxes
  private var scores: [CellKey: Double] = [:]

  /// Creates a table without scores.
  public init(axes: ScoreAxes) {
    self.axes = axes
  }

  /// Creates a table of the mean scores of a summary, from 0 to 100.
  public init(_ summary: ScoreSummary) {
    axes = summary.axes
    scores = summary.cells.compactMapValues(\.meanScore)
  }

  /// A mean score; `nil` where nothing was measured.
  ///
  /// Its unit is free: normalised scores and ranks do not depend on it.
  public subscript(model: String, method: String, task: String) -> Double? {
    get { scores[CellKey(model: model, method: method, task: task)] }
    set { scores[CellKey(model: model, method: method, task: task)] = newValue }
  }
}

/// What a method's name says.
public enum MethodName {
  /// Whether a name is one of a single-turn method: `all-code`, not `all-code@2`.
  ///
  /// Only these are ranked, and only these give the best score by which others are divided, as in
  /// the paper.
  public static func isSingleTurn(_ name: String) -> Bool {
    !name.utf8.contains(UInt8(ascii: "@"))
  }
}
