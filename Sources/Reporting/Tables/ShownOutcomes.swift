import Analysis
import Trials

extension Outcome {
  /// The outcomes that pages and metrics list: one that only graders cause stands there where it happened.
  static func shown(in summary: ScoreSummary) -> [Outcome] {
    let isNeeded = summary.cells.values.contains { $0.count(of: .graderError) > 0 }
    return allCases.filter { $0 != .graderError || isNeeded }
  }
}
