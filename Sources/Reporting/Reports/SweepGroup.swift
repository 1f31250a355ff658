public import Evaluation

/// Sweeps whose scores may stand in one table.
///
/// Sweeps that ask the same methods and tasks of other models are one experiment over several models,
/// as the paper's Table 2 is. Any other two sweeps stand apart: averages and ranks over different
/// methods or tasks do not compare, and of two sweeps that measured the same cell neither speaks for
/// the other.
public struct SweepGroup: Sendable {
  /// The names of the sweeps.
  public private(set) var sweeps: [String]
  /// Their cells.
  public private(set) var scores: ScoreSummary
  /// Their cells along the ladders, where they were gathered.
  public private(set) var ladders: ComplexitySummary?

  /// Creates a group of one sweep.
  public init(sweep: String, scores: ScoreSummary, ladders: ComplexitySummary? = nil) {
    sweeps = [sweep]
    self.scores = scores
    self.ladders = ladders
  }

  /// The fewest groups that the rule allows, in the order in which the sweeps were given.
  public static func gathered(_ groups: [SweepGroup]) -> [SweepGroup] {
    groups.reduce(into: []) { gathered, next in
      if let place = gathered.firstIndex(where: { $0.admits(next) }) {
        gathered[place].join(next)
      } else {
        gathered.append(next)
      }
    }
  }

  /// Tables of several groups, each with the names of its sweeps where there is more than one group.
  public static func tables(
    of groups: [SweepGroup], _ tables: (SweepGroup) -> [TextTable]
  ) -> [TextTable] {
    groups.flatMap { group in
      guard groups.count > 1 else { return tables(group) }
      let names = group.sweeps.joined(separator: ", ")
      return tables(group).map { table in
        var table = table
        table.name = "\(group.sweeps.joined(separator: "+"))/\(table.name)"
        table.title = "\(names) · \(table.title)"
        return table
      }
    }
  }

  private func admits(_ other: SweepGroup) -> Bool {
    scores.axes.compares(with: other.scores.axes)
  }

  private mutating func join(_ other: SweepGroup) {
    sweeps += other.sweeps
    scores = scores.merging(other.scores)
    if let more = other.ladders { ladders = ladders?.merging(more) ?? more }
  }
}
