import Analysis
import Basics
import RecordReplay
import ScoreSheets
import Statistics
package import Sweeps
import Trials

/// Finds the trial that a shortened name means.
package struct TrialFinder {
  /// What was found.
  package enum Finding {
    case found(Int)
    case ambiguous([String])
    case none(near: [String])
  }

  private let plan: Plan

  package init(_ plan: Plan) {
    self.plan = plan
  }

  /// The trial whose name is, or ends in, the given one.
  package func find(_ name: String) -> Finding {
    let wanted = name.split(separator: "/").map(String.init)
    var matches: [Int] = []
    for index in 0..<plan.count where Self.fits(wanted, plan[index]) {
      matches.append(index)
      if matches.count > 3 { break }
    }
    guard let first = matches.first else {
      let names = wanted.count == 5 ? (0..<min(plan.count, 20_000)).map { "\(plan[$0].id)" } : []
      return .none(near: NearMatch.names(like: name, among: names))
    }
    let isExact = matches.count == 1 || "\(plan[first].id)" == name
    return isExact ? .found(first) : .ambiguous(matches.map { "\(plan[$0].id)" })
  }

  private static func fits(_ wanted: [String], _ trial: PlannedTrial) -> Bool {
    let id = trial.id
    let parts = [id.model, id.method, id.task, id.question, "\(id.sample)"]
    return !wanted.isEmpty
      && (parts.suffix(wanted.count) == wanted[...]
        || (id.sample == 0 && parts.dropLast().suffix(wanted.count) == wanted[...]))
  }
}
