import ScoreSheets
import Statistics
public import Sweeps
import Trials

/// A summary along models, methods and tasks.
public protocol SummaryByAxes: Sendable {
  /// Models, methods and tasks in the order in which they should be shown.
  var axes: ScoreAxes { get }

  /// Two summaries without a model in common as one.
  func merging(_ other: Self) -> Self
}

/// Sweeps whose numbers may stand in one table.
///
/// Sweeps that ask other methods or other tasks have averages over something else: side by side they
/// would be compared. And two sweeps of one model have two numbers for one cell, of which a table
/// could only show one.
public struct SummaryGroup<Summary: SummaryByAxes>: Sendable {
  /// The names of the sweeps, in order.
  public private(set) var sweeps: [String]
  /// Their summaries as one.
  public private(set) var summary: Summary

  /// Sorts sweeps into as few groups as may be, each at the place of its first sweep.
  public static func groups(of summaries: [(sweep: String, summary: Summary)]) -> [SummaryGroup] {
    var groups: [SummaryGroup] = []
    for (sweep, summary) in summaries {
      if let index = groups.firstIndex(where: { $0.summary.axes.compares(with: summary.axes) }) {
        groups[index].sweeps.append(sweep)
        groups[index].summary = groups[index].summary.merging(summary)
      } else {
        groups.append(SummaryGroup(sweeps: [sweep], summary: summary))
      }
    }
    return groups
  }
}

extension ScoreAxes {
  /// Whether both have the same methods and tasks, and no model in common.
  public func compares(with other: ScoreAxes) -> Bool {
    methods.map(\.name) == other.methods.map(\.name) && tasks.map(\.name) == other.tasks.map(\.name)
      && Set(models.map(\.name)).isDisjoint(with: other.models.map(\.name))
  }
}
