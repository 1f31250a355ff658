import Analysis
import Basics
public import RecordReplay
public import ScoreSheets
import Statistics
import Sweeps
import Trials

/// Which trials are followed through a history.
public struct BisectFilter: Hashable, Sendable {
  /// Trials by name; parts may be left out from the left, and the sample from the right.
  public var trials: [String]
  /// Cells.
  public var cells: [CellKey]

  /// Creates a filter; without any name every trial is followed.
  public init(trials: [String] = [], cells: [CellKey] = []) {
    self.trials = trials
    self.cells = cells
  }

  /// Whether every trial is followed.
  public var isOpen: Bool { trials.isEmpty && cells.isEmpty }

  /// Whether a trial is followed.
  public func contains(_ trial: TrialID) -> Bool {
    isOpen || cells.contains(CellKey(of: trial)) || trials.contains { Self.fits($0, trial) }
  }

  /// Throws unless every name means something among the trials of both ends.
  func check(against known: [TrialID]) throws(RegressionError) {
    for name in trials where !known.contains(where: { Self.fits(name, $0) }) {
      throw Self.unknown("trial", name, among: known.map(\.description))
    }
    let cells = Set(known.map(CellKey.init(of:)))
    for cell in self.cells where !cells.contains(cell) {
      throw Self.unknown("cell", Self.name(cell), among: cells.sorted().map(Self.name))
    }
  }

  private static func name(_ cell: CellKey) -> String {
    "\(cell.model)/\(cell.method)/\(cell.task)"
  }

  private static func unknown(
    _ kind: String, _ name: String, among known: [String]
  ) -> RegressionError {
    let near = NearMatch.names(like: name, among: known)
    return RegressionError(
      .selection, "Neither end has the \(kind) \(VisibleText.escape(name))",
      next: near.isEmpty
        ? "A trial is named MODEL/METHOD/TASK/QUESTION/SAMPLE, a cell MODEL/METHOD/TASK"
        : "Did you mean \(near.joined(separator: ", "))?")
  }

  private static func fits(_ name: String, _ trial: TrialID) -> Bool {
    let wanted = name.split(separator: "/").map(String.init)
    let parts = [trial.model, trial.method, trial.task, trial.question, "\(trial.sample)"]
    return !wanted.isEmpty
      && (parts.suffix(wanted.count) == wanted[...]
        || (trial.sample == 0 && parts.dropLast().suffix(wanted.count) == wanted[...]))
  }
}
