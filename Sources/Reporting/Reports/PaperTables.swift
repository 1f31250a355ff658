public import Analysis
import ModelAPI
import ScoreSheets
import Statistics
import Sweeps
import Trials

/// Our scores beside the published ones.
///
/// The models, the questions and some prompts are others: what may agree is the shape, not the
/// numbers. The tables say so.
public enum PaperTables {
  /// One table for each of the paper's: Table 2, Table 1, costs, turns, ladders.
  public static func tables(
    of summary: ScoreSummary, _ ladders: ComplexitySummary, beside paper: PublishedPaper
  ) -> [TextTable] {
    [
      averages(summary, paper), scores(summary, paper), costs(summary, paper),
      turns(summary, paper),
    ] + PaperLadders.tables(of: ladders, beside: paper)
  }

  static let caution =
    "The paper's models and questions are others, and so are some prompts: compare shapes, not "
    + "numbers."

  private static func ours(_ models: [ScoreAxes.Entry]) -> [TextTable.Column] {
    models.map { .init(name: "ours:\($0.name)", title: "Ours: \($0.title)") }
  }

  private static func theirs(_ models: [ScoreAxes.Entry]) -> [TextTable.Column] {
    models.map { .init(name: "paper:\($0.name)", title: "Paper: \($0.title)") }
  }

  private static func normalized(_ summary: ScoreSummary) -> [String: NormalizedScores] {
    let scores = ScoreTable(summary)
    return Dictionary(
      summary.axes.models.map { ($0.name, NormalizedScores(of: $0.name, in: scores)) },
      uniquingKeysWith: { first, _ in first })
  }

  /// What is missing of our cells.
  private static func holes(_ summary: ScoreSummary) -> [String] {
    let scores = ScoreTable(summary)
    let named = summary.axes.models.flatMap { model in
      scores.holesByMethod(of: model.name).map { ("\($0.name) with \(model.title)", $0.holes) }
    }
    return HoleNotes.marked(named, over: summary.denominator)
  }

  private static func cell(
    _ value: Double?, applies: Bool, decimals: Int = 1
  ) -> TextTable.Cell {
    .init(
      value.map { .number($0, decimals: decimals) } ?? (applies ? .unmeasured : .notApplicable))
  }

  /// Table 2 and ours.
  private static func averages(_ summary: ScoreSummary, _ paper: PublishedPaper) -> TextTable {
    let scores = ScoreTable(summary)
    let normalized = normalized(summary)
    let published = paper.averages
    let rows = published.axes.methods.map { method in
      let mine = summary.axes.models.map { model in
        var mine = cell(
          normalized[model.name]?[method.name],
          applies: summary.axes.applies(method: method.name, to: model.name))
        mine.holes = scores.holes(model.name, method.name)
        return mine
      }
      let other = published.results.map { result in
        cell(
          result.scores[method.name], applies: !result.notApplicable.contains(method.name))
      }
      let average = cell(published.averageScores[method.name], applies: true)
      return TextTable.Row(
        name: method.name, cells: [.text(method.title)] + mine + other + [average])
    }
    return TextTable(
      name: "paper:table2", title: "Average Normalized Score beside the paper's Table 2",
      columns: [.init(name: "method", title: "Method", isText: true)] + ours(summary.axes.models)
        + theirs(published.axes.models) + [.init(name: "paper:average", title: "Paper: average")],
      rows: rows,
      notes: [caution, "Published to 0.1 point. NA: the method does not apply to the model."]
        + holes(summary))
  }

  /// Table 1 and ours, a row a task and method.
  private static func scores(_ summary: ScoreSummary, _ paper: PublishedPaper) -> TextTable {
    let published = paper.scores.scores
    let rows = published.axes.tasks.flatMap { task in
      published.axes.methods.compactMap { method -> TextTable.Row? in
        let cells = summary.axes.models.map { summary[$0.name, method.name, task.name] }
        guard cells.contains(where: { $0 != nil }) else { return nil }
        let mine = zip(summary.axes.models, cells).map { model, found in
          var mine = cell(
            found?.meanScore, applies: summary.axes.applies(method: method.name, to: model.name))
          mine.holes = found?.holes
          return mine
        }
        let other = published.axes.models.map { model in
          cell(
            published[model.name, method.name, task.name],
            applies: published.axes.applies(method: method.name, to: model.name), decimals: 0)
        }
        let trials = cells.compactMap { $0?.counted }.min() ?? 0
        return .init(
          name: "\(task.name):\(method.name)",
          cells: [.text(task.title), .text(method.title), .integer(trials)] + mine + other)
      }
    }
    return TextTable(
      name: "paper:table1", title: "Mean scores beside the paper's Table 1",
      columns: [
        .init(name: "task", title: "Task", isText: true),
        .init(name: "method", title: "Method", isText: true),
        .init(name: "trials", title: "Our trials"),
      ] + ours(summary.axes.models) + theirs(published.axes.models),
      rows: rows,
      notes: [
        caution,
        "Our trials: the fewest of our models; with n of them a rate of 50 % is known to about "
          + "100 / sqrt(n) points either way. Published to whole points.",
      ] + holes(summary))
  }

  /// Costs and ours: means over our models, as the paper's are over its.
  private static func costs(_ summary: ScoreSummary, _ paper: PublishedPaper) -> TextTable {
    let normalized = normalized(summary)
    let rows = paper.costs.entries.compactMap { entry -> TextTable.Row? in
      let total = summary.total(of: entry.method, model: nil)
      let scores = summary.axes.models.compactMap { normalized[$0.name]?[entry.method] }
      let score = scores.isEmpty ? nil : scores.reduce(0, +) / Double(scores.count)
      let turns = MethodName.isSingleTurn(entry.method) ? 1 : 2
      return .init(
        name: entry.method,
        cells: [
          .text(entry.title), .integer(turns), .number(total.meanTextTokens, 0),
          .number(entry.tokens, 0), .number(total.meanRuntimeSeconds, 1),
          .number(entry.runtimeSeconds, 1), .number(score, 1), .number(entry.score, 1),
        ])
    }
    return TextTable(
      name: "paper:costs", title: "Costs a trial beside the paper's",
      columns: [
        .init(name: "method", title: "Method", isText: true), .init(name: "turns", title: "Turns"),
        .init(name: "ours:text-tokens", title: "Ours: tokens"),
        .init(name: "paper:tokens", title: "Paper: tokens"),
        .init(name: "ours:runtime-seconds", title: "Ours: runtime s"),
        .init(name: "paper:runtime-seconds", title: "Paper: runtime s"),
        .init(name: "ours:score", title: "Ours: score"),
        .init(name: "paper:score", title: "Paper: score"),
      ], rows: rows,
      notes: [
        caution,
        "Tokens: the paper's token length; ours is estimated as a quarter of the bytes. Scores: "
          + "Average Normalized Score, mean over models. Published: \(paper.costs.precision).",
      ] + holes(summary))
  }

  /// Turns and ours.
  private static func turns(_ summary: ScoreSummary, _ paper: PublishedPaper) -> TextTable {
    let scores = ScoreTable(summary)
    let normalized = normalized(summary)
    let published = paper.turns
    let rows = published.methods.flatMap { method in
      published.turns.map { turns -> TextTable.Row in
        let name = PublishedTurns.name(method.name, turns)
        let mine = summary.axes.models.map { model in
          var mine = cell(
            normalized[model.name]?[name],
            applies: summary.axes.applies(method: name, to: model.name))
          mine.holes = scores.holes(model.name, name)
          return mine
        }
        let other = published.models.map {
          cell(published[$0.name, method.name, turns], applies: true)
        }
        return .init(name: name, cells: [.text(method.title), .integer(turns)] + mine + other)
      }
    }
    return TextTable(
      name: "paper:turns", title: "Average Normalized Score by turns beside the paper's",
      columns: [
        .init(name: "method", title: "Method", isText: true), .init(name: "turns", title: "Turns"),
      ] + ours(summary.axes.models) + theirs(published.models),
      rows: rows,
      notes: [
        caution, "Ours with more turns is divided by the single-turn best and may exceed 100.",
        "Published: \(published.precision).",
      ] + holes(summary))
  }
}

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
        ] + holes(of: task, summary))
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

  /// What is missing of our rungs.
  private static func holes(of task: String, _ summary: ComplexitySummary) -> [String] {
    let named = summary.axes.models.flatMap { model in
      summary.axes.methods.compactMap { method -> (name: String, holes: CellHoles)? in
        var total = CellSums(over: summary.denominator)
        let place = CellKey(model: model.name, method: method.name, task: task)
        for (key, cell) in summary.cells where key.cell == place { total.add(cell.total) }
        return total.holes.map { ("\(method.title) with \(model.title)", $0) }
      }
    }
    return HoleNotes.marked(named, over: summary.denominator)
  }

  private static func ourRungs(
    of task: String, _ summary: ComplexitySummary, _ paper: PublishedPaper
  ) -> [TextTable.Row] {
    let methods = Set(paper.ladders.series.filter { $0.task == task }.map(\.method))
    return summary.axes.models.flatMap { model in
      summary.axes.methods.filter { methods.contains($0.name) }.flatMap { method in
        summary.rungs(of: task, model: model.name).compactMap { rung -> TextTable.Row? in
          let key = CellKey(model: model.name, method: method.name, task: task)
          guard let cell = summary.cells[ComplexityKey(key, rung: rung)] else { return nil }
          let trials = cell.total.counted
          func rate(_ count: Int) -> TextTable.Cell {
            .number(Double(count) * 100 / Double(max(trials, 1)), 1)
          }
          return .init(
            name: "ours:\(model.name):\(method.name):\(rung)",
            cells: [
              .text("ours"), .text(model.title), .text(method.title),
              .text(summary.ladders[task]?[rung] ?? "rung \(rung)"),
              .init(.integer(trials), holes: cell.total.holes),
              rate(cell.right), rate(cell.total.costs.codeTrials), rate(cell.rightWithCode),
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
