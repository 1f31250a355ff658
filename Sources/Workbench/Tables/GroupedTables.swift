package import Analysis
package import Reporting
import ScoreSheets
import Statistics
import Sweeps
import Trials

/// Tables of several sweeps: together where their numbers compare, apart where they do not.
package enum GroupedTables {
  /// The tables of each group of sweeps; where there is more than one, each table names its sweeps.
  package static func tables<Summary: SummaryByAxes>(
    of summaries: [(sweep: String, summary: Summary)], _ tables: (Summary) -> [TextTable]
  ) -> [TextTable] {
    let groups = SummaryGroup.groups(of: summaries)
    return groups.flatMap { group in
      tables(group.summary).map { table in
        guard groups.count > 1 else { return table }
        var table = table
        table.name += "@" + group.sweeps.joined(separator: "+")
        table.title += " (\(group.sweeps.joined(separator: ", ")))"
        return table
      }
    }
  }
}
