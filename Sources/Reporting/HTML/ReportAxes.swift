import Analysis
import ScoreSheets
import Statistics
import Sweeps
import Trials

/// Places of models, methods and tasks, by which the figures of a report name them.
struct ReportAxes {
  let axes: ScoreAxes
  private let models: [String: Int]
  private let methods: [String: Int]
  private let tasks: [String: Int]

  init(_ axes: ScoreAxes) {
    func places(_ entries: [ScoreAxes.Entry]) -> [String: Int] {
      Dictionary(
        entries.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
    }
    self.axes = axes
    models = places(axes.models)
    methods = places(axes.methods)
    tasks = places(axes.tasks)
  }

  /// The places of a cell's model, method and task; -1 for one that the report does not show.
  func places(of cell: CellKey) -> [Int] {
    [models[cell.model] ?? -1, methods[cell.method] ?? -1, tasks[cell.task] ?? -1]
  }

  /// The place of a task.
  func place(ofTask task: String) -> Int { tasks[task] ?? -1 }

  /// Whether a cell has a place in the report.
  func contains(_ cell: CellKey) -> Bool { !places(of: cell).contains(-1) }
}
