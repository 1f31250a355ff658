public import Analysis
import ScoreSheets
import Statistics
public import Sweeps
import Trials

/// One model's scores by task and method, as the paper's Table 1 shows them.
public enum ModelTable {
  /// Tasks as rows, methods as columns; beneath them the Average Normalized Scores and the ranks.
  ///
  /// - Parameter questions: The scores of single questions, for intervals and for whether one method is
  ///   settled as the best; `nil` where they are not known, so that neither is said.
  public static func table(
    of model: ScoreAxes.Entry, in summary: ScoreSummary, by questions: QuestionScores? = nil
  ) -> TextTable {
    table(
      of: model, in: ScoreTable(summary),
      questions.flatMap { ScoreCertainty(of: [model.name], in: summary, by: $0) })
  }

  /// The same for scores from elsewhere, such as published ones.
  public static func table(
    of model: ScoreAxes.Entry, in scores: ScoreTable, _ certainty: ScoreCertainty? = nil
  ) -> TextTable {
    let axes = scores.axes
    let normalized = NormalizedScores(of: model.name, in: scores)
    let ranks = ModelResult(of: model.name, in: scores).ranks
    func row(
      _ name: String, _ label: String, task: String? = nil, lowestIsBest: Bool = false,
      isSummary: Bool = false, hasBest: Bool = true, _ value: (String) -> TextTable.Value
    ) -> TextTable.Row {
      let values = axes.methods.map { method in
        let result = value(method.name)
        let applies =
          task.map { axes.applies(method: method.name, to: model.name, on: $0) }
          ?? axes.applies(method: method.name, to: model.name)
        let isNA = result == .unmeasured && !applies
        return isNA ? .notApplicable : result
      }
      let holes = axes.methods.map { method in
        task.map { scores.holes(model.name, method.name, $0) }
          ?? scores.holes(model.name, method.name)
      }
      return .marked(
        name: name, label: label, values, holes: holes, lowestIsBest: lowestIsBest,
        isSummary: isSummary, hasBest: hasBest)
    }
    let isSettled = certainty.map { $0.winner != nil } ?? true
    var rows = axes.tasks.map { task in
      row(task.name, task.title, task: task.name) { method in
        .number(scores[model.name, method, task.name], decimals: 1)
      }
    }
    rows.append(
      row(
        "average-normalized-score", "Average Normalized Score", isSummary: true,
        hasBest: isSettled
      ) { .number(normalized[$0], decimals: 1) })
    if let certainty {
      for (name, label, bound) in CertaintyWords.bounds {
        rows.append(
          row("average-normalized-score-\(name)", label, isSummary: true, hasBest: false) {
            .number(certainty.intervals[$0].map { $0[keyPath: bound] }, decimals: 1)
          })
      }
    }
    rows.append(
      row("rank", "Rank", lowestIsBest: true, isSummary: true, hasBest: isSettled) { method in
        let isRanked = axes.applies(method: method, to: model.name)
        return .integer(isRanked ? ranks[method] : nil)
      })
    return TextTable(
      name: "model:\(model.name)", title: "\(model.title): mean score by task and method",
      columns: [.init(name: "task", title: "Task", isText: true)]
        + axes.methods.map {
          .init(name: $0.name, title: $0.title, shortTitle: $0.shortTitle)
        },
      rows: rows,
      notes: notes(on: model.name, in: scores)
        + (certainty.map {
          CertaintyWords.notes($0, axes, of: [model.name]) { normalized[$0] }
        } ?? []))
  }

  /// What is left out of the averages, in words.
  static func notes(on model: String, in scores: ScoreTable) -> [String] {
    let normalized = NormalizedScores(of: model, in: scores)
    let axes = scores.axes
    var notes = HoleNotes.marked(scores.holesByMethod(of: model), over: scores.denominator)
    let left = normalized.tasksWithoutScore
    if !left.isEmpty {
      let titles = axes.tasks.filter { left.contains($0.name) }.map(\.title)
      notes.append(
        "Left out of the average, since no single-turn method scored anything: "
          + "\(titles.joined(separator: ", ")). Tasks in the average: \(normalized.tasks.count).")
    }
    let own = axes.tasks.filter { !axes.averagedTasks.contains($0) }.map(\.title)
    if !own.isEmpty {
      notes.append(
        "Left out of the average, which is over the paper's tasks: \(own.joined(separator: ", ")).")
    }
    let incomplete = axes.methods.compactMap { method in
      let missing = normalized.missingTasks(of: method.name).count
      let isPartial = missing > 0 && missing < normalized.tasks.count
      return isPartial ? "\(method.title) (\(missing))" : nil
    }
    if !incomplete.isEmpty {
      notes.append(
        "No average, since tasks were not measured: \(incomplete.joined(separator: ", ")).")
    }
    return notes
  }
}

/// Average Normalized Scores of all methods with all models, as the paper's Table 2 shows them.
public enum ModelsTable {
  /// Methods as rows; a column for each model, then the average score and the average rank.
  ///
  /// - Parameter questions: As with ``ModelTable``.
  public static func table(
    of summary: ScoreSummary, by questions: QuestionScores? = nil
  ) -> TextTable {
    let scores = ScoreTable(summary)
    let results = summary.axes.models.map { ModelResult(of: $0.name, in: scores) }
    let certainty = questions.flatMap {
      ScoreCertainty(of: summary.axes.models.map(\.name), in: summary, by: $0)
    }
    var table = table(of: results, axes: summary.axes, certainty)
    mark(&table, scores)
    for model in summary.axes.models {
      let left = NormalizedScores(of: model.name, in: scores).tasksWithoutScore.count
      if left > 0 {
        table.notes.append(
          "\(model.title): tasks left out, since no single-turn method scored anything: \(left).")
      }
    }
    return table
  }

  /// Marks what rests on trials that were not answered, and says how many they are.
  private static func mark(_ table: inout TextTable, _ scores: ScoreTable) {
    let axes = scores.axes
    for (row, method) in axes.methods.enumerated() {
      let holes = axes.models.map { scores.holes($0.name, method.name) }
      for (column, holes) in holes.enumerated() { table.rows[row].cells[column + 1].holes = holes }
      let all = holes.compactMap(\.self)
      guard !all.isEmpty else { continue }
      let sum = CellHoles(
        unanswered: all.reduce(0) { $0 + $1.unanswered }, trials: all.reduce(0) { $0 + $1.trials },
        ungraded: all.reduce(0) { $0 + $1.ungraded })
      for column in table.rows[row].cells.indices.dropFirst(axes.models.count + 1) {
        table.rows[row].cells[column].holes = sum
      }
    }
    let named = axes.models.flatMap { model in
      scores.holesByMethod(of: model.name).map { ("\($0.name) with \(model.title)", $0.holes) }
    }
    table.notes += HoleNotes.marked(named, over: scores.denominator)
  }

  /// The same for results from elsewhere, such as published ones.
  public static func table(
    of results: [ModelResult], axes: ScoreAxes, _ certainty: ScoreCertainty? = nil
  ) -> TextTable {
    let averages = ModelAverages(results)
    let bounds = certainty == nil ? [] : CertaintyWords.bounds
    let rows = axes.methods.map { method in
      let scores = results.map { result -> TextTable.Value in
        if let score = result.scores[method.name] { return .number(score, decimals: 1) }
        return result.notApplicable.contains(method.name) ? .notApplicable : .unmeasured
      }
      let interval = certainty?.intervals[method.name]
      return [.text(method.title)] + scores + [
        .number(averages.averageScore(of: method.name), decimals: 1)
      ] + bounds.map { .number(interval?[keyPath: $0.bound], decimals: 1) } + [
        .number(averages.averageRank(of: method.name), decimals: 2)
      ]
    }
    let models = results.map { result in
      axes.models.first { $0.name == result.model }
        ?? ScoreAxes.Entry(name: result.model, title: result.model)
    }
    return TextTable(
      name: "models", title: "Average Normalized Score by method and model",
      columns: [.init(name: "method", title: "Method", isText: true)]
        + models.map { .init(name: $0.name, title: $0.title, shortTitle: $0.shortTitle) }
        + [.init(name: "average-score", title: "Average score")]
        + bounds.map { .init(name: "average-score-\($0.name)", title: $0.label) }
        + [.init(name: "average-rank", title: "Average rank")],
      rows: zip(axes.methods, rows).map { method, values in
        .init(name: method.name, cells: values.map { .init($0) })
      },
      notes: notes(axes, results)
        + (certainty.map {
          CertaintyWords.notes($0, axes, of: results.map(\.model)) { averages.averageScore(of: $0) }
        } ?? []))
  }

  private static func notes(_ axes: ScoreAxes, _ results: [ModelResult]) -> [String] {
    var notes: [String] = []
    if results.contains(where: { !$0.notApplicable.isEmpty }) {
      notes.append("NA: the method does not apply to the model; it ranks after all that do.")
    }
    if axes.methods.contains(where: { !MethodName.isSingleTurn($0.name) }) {
      notes.append("Variants with more turns are divided by the single-turn best and not ranked.")
    }
    if axes.methods.contains(where: { MethodName.isPromptVariant($0.name) }) {
      notes.append("Prompt variants are divided by the best with the base prompts and not ranked.")
    }
    return notes
  }
}

/// The tables of a sweep, or of several.
public enum SweepTables {
  /// Every table: scores by task for each model, then by method, then across models.
  ///
  /// - Parameter questions: As with ``ModelTable``.
  public static func all(
    of summary: ScoreSummary, by questions: QuestionScores? = nil
  ) -> [TextTable] {
    let models = summary.axes.models
    let perModel = models.flatMap { model in
      [ModelTable.table(of: model, in: summary, by: questions)]
        + MethodTables.tables(of: model, in: summary)
    }
    return models.count > 1
      ? perModel + [ModelsTable.table(of: summary, by: questions)] : perModel
  }

  /// The tables that a replay prints: scores by task, and across models.
  public static func short(of summary: ScoreSummary) -> [TextTable] {
    let models = summary.axes.models
    let perModel = models.map { ModelTable.table(of: $0, in: summary) }
    return models.count > 1 ? perModel + [ModelsTable.table(of: summary)] : perModel
  }
}
