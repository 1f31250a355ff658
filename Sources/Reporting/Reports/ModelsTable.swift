public import Analysis
import ScoreSheets
import Statistics
public import Sweeps
import Trials

/// Average Normalized Scores of all methods with all models, as the paper's Table 2 shows them.
public enum ModelsTable {
  /// Methods as rows; a column for each model, then the average score and the average rank.
  public static func table(of summary: ScoreSummary) -> TextTable {
    let scores = ScoreTable(summary)
    let results = summary.axes.models.map { ModelResult(of: $0.name, in: scores) }
    var table = table(of: results, axes: summary.axes)
    for model in summary.axes.models {
      let left = NormalizedScores(of: model.name, in: scores).tasksWithoutScore.count
      if left > 0 {
        table.notes.append(
          "\(model.title): tasks left out, since no single-turn method scored anything: \(left).")
      }
    }
    return table
  }

  /// The same for results from elsewhere, such as published ones.
  public static func table(of results: [ModelResult], axes: ScoreAxes) -> TextTable {
    let averages = ModelAverages(results)
    let rows = axes.methods.map { method in
      let scores = results.map { result -> TextTable.Value in
        if let score = result.scores[method.name] { return .number(score, decimals: 1) }
        return result.notApplicable.contains(method.name) ? .notApplicable : .unmeasured
      }
      return [.text(method.title)] + scores + [
        .number(averages.averageScore(of: method.name), decimals: 1),
        .number(averages.averageRank(of: method.name), decimals: 2),
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
        + [
          .init(name: "average-score", title: "Average score"),
          .init(name: "average-rank", title: "Average rank"),
        ],
      rows: zip(axes.methods, rows).map { method, values in
        .init(name: method.name, cells: values.map { .init($0) })
      },
      notes: notes(axes, results))
  }

  private static func notes(_ axes: ScoreAxes, _ results: [ModelResult]) -> [String] {
    var notes: [String] = []
    if results.contains(where: { !$0.notApplicable.isEmpty }) {
      notes.append("NA: the method does not apply to the model; it ranks after all that do.")
    }
    if axes.methods.contains(where: { !MethodName.isSingleTurn($0.name) }) {
      notes.append("Variants with more turns are divided by the single-turn best and not ranked.")
    }
    return notes
  }
}
