import RecordReplay
public import ScoreSheets
import Statistics
public import Sweeps
public import Trials

/// The cells of a sweep, or of several: everything that tables are made of, in memory that grows
/// with the number of cells and not of trials.
public struct ScoreSummary: SummaryByAxes, Hashable {
  /// The cells that were measured.
  public private(set) var cells: [CellKey: Cell] = [:]
  /// Models, methods and tasks in the order in which they should be shown.
  public let axes: ScoreAxes

  /// Creates a summary without trials.
  public init(axes: ScoreAxes) {
    self.axes = axes
  }

  /// Adds a trial.
  public mutating func add(_ line: TrialLine) {
    let key = CellKey(
      model: line.trial.model, method: line.trial.method, task: line.trial.task)
    cells[key, default: Cell()].add(line)
  }

  /// Two summaries without a model in common as one; where both have a cell, this one's is kept.
  public func merging(_ other: ScoreSummary) -> ScoreSummary {
    var merged = ScoreSummary(axes: axes.merging(other.axes))
    merged.cells = cells.merging(other.cells) { mine, _ in mine }
    return merged
  }

  /// A cell; `nil` where the method does not apply to the model, or nothing was measured.
  public subscript(model: String, method: String, task: String) -> Cell? {
    cells[CellKey(model: model, method: method, task: task)]
  }

  /// All trials.
  public var trials: Int { cells.values.reduce(0) { $0 + $1.trials } }
}

extension ScoreSummary {
  /// Adds all trials that a reader has left.
  public mutating func add(_ reader: ScoreSheetReader) throws(ScoreSheetError) {
    var reader = reader
    while let line = try reader.next() { add(line) }
  }
}
