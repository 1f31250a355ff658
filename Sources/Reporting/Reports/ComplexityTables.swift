public import Analysis
import ModelAPI
import ScoreSheets
import Statistics
import Sweeps
import Trials

/// Score, code usage, tokens and runtime along the ladders of the tasks, method by method: what the
/// paper's figures on Number Multiplying and Game 24 show (section 5).
public enum ComplexityTables {
  /// One table a model and task.
  public static func tables(of summary: ComplexitySummary) -> [TextTable] {
    summary.axes.models.flatMap { model in
      summary.axes.tasks.compactMap { table(of: $0, model, in: summary) }
    }
  }

  private static func table(
    of task: ScoreAxes.Entry, _ model: ScoreAxes.Entry, in summary: ComplexitySummary
  ) -> TextTable? {
    let rungs = summary.rungs(of: task.name, model: model.name)
    guard !rungs.isEmpty else { return nil }
    let rows = summary.axes.methods.flatMap { method in
      rungs.compactMap { rung -> TextTable.Row? in
        let place = CellKey(model: model.name, method: method.name, task: task.name)
        guard let cell = summary.cells[ComplexityKey(place, rung: rung)] else { return nil }
        let ladder = summary.ladders[task.name]?[rung] ?? ""
        return .init(
          name: "\(method.name):\(rung)",
          cells: ([.text(method.title), .integer(rung), .text(ladder)] + values(of: cell))
            .map { .init($0) })
      }
    }
    return TextTable(
      name: "complexity:\(model.name):\(task.name)",
      title: "\(model.title): \(task.title) along its ladder", columns: columns, rows: rows,
      notes: [
        "95 %: Wilson interval of Correct %. The last four classes add up to 100 %; wrong is every "
          + "trial that is not correct. Means a trial; runtime as recorded."
      ])
  }

  private static let columns: [TextTable.Column] = [
    .init(name: "method", title: "Method", isText: true),
    .init(name: "rung", title: "Rung"),
    .init(name: "complexity", title: "Complexity", isText: true),
    .init(name: "trials", title: "Trials"),
    .init(name: "mean-score", title: "Mean score", shortTitle: "Mean"),
    .init(name: "correct-rate", title: "Correct %", shortTitle: "Corr. %"),
    .init(name: "correct-low", title: "95 % from", shortTitle: "from"),
    .init(name: "correct-high", title: "95 % to", shortTitle: "to"),
    .init(name: "code-usage", title: "Code %"),
    .init(name: "tokens", title: "All tokens", shortTitle: "Tokens"),
    .init(name: "text-tokens", title: "Text tokens", shortTitle: "Text"),
    .init(name: "runtime-seconds", title: "Runtime s"),
    .init(name: "code-correct", title: "Code, correct %", shortTitle: "code+"),
    .init(name: "code-wrong", title: "Code, wrong %", shortTitle: "code-"),
    .init(name: "text-correct", title: "No code, correct %", shortTitle: "text+"),
    .init(name: "text-wrong", title: "No code, wrong %", shortTitle: "text-"),
  ]

  private static func values(of cell: ComplexityCell) -> [TextTable.Value] {
    let total = cell.total
    let interval = WilsonInterval(successes: cell.right, trials: total.trials)
    func rate(_ count: Int) -> TextTable.Value {
      .number(total.trials > 0 ? Double(count) * 100 / Double(total.trials) : nil, decimals: 1)
    }
    return [
      .integer(total.trials), .number(total.meanScore, decimals: 1), rate(cell.right),
      .number(interval.map { $0.lower * 100 }, decimals: 1),
      .number(interval.map { $0.upper * 100 }, decimals: 1), rate(total.codeTrials),
      .number(total.meanTokens, decimals: 1), .number(total.meanTextTokens, decimals: 1),
      .number(total.meanRuntimeSeconds, decimals: 2), rate(cell.rightWithCode),
      rate(cell.wrongWithCode), rate(cell.rightWithoutCode), rate(cell.wrongWithoutCode),
    ]
  }
}
