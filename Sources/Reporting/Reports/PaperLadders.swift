import Analysis
import ScoreSheets
import Statistics
import Sweeps
import Trials

/// Success and code usage along complexity beside the paper's figures.
enum PaperLadders {
  /// One table for each task that the paper's figures show.
  static func tables(
    of summary: ComplexitySummary, beside paper: PublishedPaper
  ) -> [TextTable] {
    var tasks: [String] = []
    for task in paper.ladders.series.map(\.task) where !tasks.contains(task) { tasks.append(task) }
    return tasks.compactMap { task in
      let rows = ourRungs(of: task, summary, paper) + publishedPoints(of: task, paper)
      let title = summary.axes.tasks.first { $0.name == task }?.title ?? task
      return TextTable(
        name: "paper:complexity:\(task)",
        title: "\(title) along complexity beside the paper's figure",
        columns: ladderColumns, rows: rows,
        notes: [
          PaperTables.caution,
          "Our ladder has other steps. Published per cent are of about 100 samples a point; "
            + "- was not read off the figure.",
        ])
    }
  }

  private static let ladderColumns: [TextTable.Column] = [
    .init(name: "source", title: "Source", isText: true),
    .init(name: "model", title: "Model", isText: true),
    .init(name: "method", title: "Method", isText: true),
    .init(name: "complexity", title: "Complexity", isText: true),
    .init(name: "trials", title: "Trials"),
    .init(name: "correct-rate", title: "Correct %"),
    .init(name: "code-usage", title: "Code %"),
    .init(name: "code-correct", title: "Code, correct %"),
    .init(name: "code-wrong", title: "Code, wrong %"),
    .init(name: "text-correct", title: "No code, correct %"),
    .init(name: "text-wrong", title: "No code, wrong %"),
  ]

  private static func ourRungs(
    of task: String, _ summary: ComplexitySummary, _ paper: PublishedPaper
  ) -> [TextTable.Row] {
    let methods = Set(paper.ladders.series.filter { $0.task == task }.map(\.method))
    return summary.axes.models.flatMap { model in
      summary.axes.methods.filter { methods.contains($0.name) }.flatMap { method in
        summary.rungs(of: task, model: model.name).compactMap { rung -> TextTable.Row? in
          let key = CellKey(model: model.name, method: method.name, task: task)
          guard let cell = summary.cells[ComplexityKey(key, rung: rung)] else { return nil }
          let trials = cell.total.trials
          func rate(_ count: Int) -> TextTable.Cell {
            .number(Double(count) * 100 / Double(max(trials, 1)), 1)
          }
          return .init(
            name: "ours:\(model.name):\(method.name):\(rung)",
            cells: [
              .text("ours"), .text(model.title), .text(method.title),
              .text(summary.ladders[task]?[rung] ?? "rung \(rung)"), .integer(trials),
              rate(cell.right), rate(cell.total.codeTrials), rate(cell.rightWithCode),
              rate(cell.wrongWithCode), rate(cell.rightWithoutCode), rate(cell.wrongWithoutCode),
            ])
        }
      }
    }
  }

  private static func publishedPoints(of task: String, _ paper: PublishedPaper) -> [TextTable.Row] {
    paper.ladders.series.filter { $0.task == task }.flatMap { series in
      let title = paper.scores.scores.axes.methods.first { $0.name == series.method }?.title
      return series.points.map { point -> TextTable.Row in
        let values = [
          point.correct, point.codeUsage, point.codeCorrect, point.codeWrong, point.textCorrect,
          point.textWrong,
        ]
        let names = [
          TextTable.Cell.text("paper"), .text(series.model), .text(title ?? series.method),
          .text(point.complexity), .init(.unmeasured),
        ]
        return .init(
          name: "paper:\(series.model):\(series.method):\(point.complexity)",
          cells: names + values.map { .number($0, 1) })
      }
    }
  }
}
