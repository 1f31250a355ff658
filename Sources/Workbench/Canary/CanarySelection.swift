import Analysis
import Methods
import RecordReplay
import ScoreSheets
import Statistics
import Sweeps
import Trials

/// The few trials that a canary asks again where nobody says which.
enum CanarySelection {
  /// The first question of every task for every model, with the first of the sweep's methods that the
  /// model can be used with: always the same trials of the same sweep.
  static func places(in plan: Plan) -> [Int] {
    struct Cell: Hashable {
      var model: Int
      var task: String
    }
    let order = plan.sweep.methods.map(\.name)
    var first: [Cell: (method: Int, place: Int)] = [:]
    for place in 0..<plan.count {
      let trial = plan[place]
      let cell = Cell(model: trial.model, task: trial.id.task)
      let method = order.firstIndex(of: trial.variant.name) ?? order.count
      guard first[cell].map({ method < $0.method }) ?? true else { continue }
      first[cell] = (method, place)
    }
    return first.values.map(\.place).sorted()
  }
}
