public import Analysis
import ScoreSheets
import Statistics
public import Sweeps
import Trials

/// One model's scores by task and method, as the paper's Table 1 shows them.
public enum ModelTable {
  /// Tasks as rows, methods as columns; beneath them the Average Normalized Scores and the ranks.
  public static func table(of model: ScoreAxes.Entry, in summary: ScoreSummary) -> TextTable {
    table(of: model, in: ScoreTable(summary))
  }

  /// The same for scores from elsewhere, such as published ones.
  public static func table(of model: ScoreAxes.Entry, in scores: ScoreTable) -> TextTable {
    let axes = scores.axes
    let normalized = NormalizedScores(of: model.name, in: scores)
    let ranks = ModelResult(of: model.name, in: scores).ranks
    func row(
      _ name: String, _ label: String, lowestIsBest: Bool = false, isSummary: Bool = false,
      _ value: (String) -> TextTable.Value
    ) -> TextTable.Row {
      let values = axes.methods.map { method in
        let result = value(method.name)
        let isNA = result == .unmeasured && !axes.applies(method: method.name, to: model.name)
        return isNA ? .notApplicable : result
      }
      return .marked(
        name: name, label: label, values, lowestIsBest: lowestIsBest, isSummary: isSummary)
    }
    var rows = axes.tasks.map { task in
      row(task.name, task.title) { method in
        .number(scores[model.name, method, task.name], decimals: 1)
      }
    }
    rows.append(
      row("average-normalized-score", "Average Normalized Score", isSummary: true) {
        .number(normalized[$0], decimals: 1)
      })
    rows.append(
      row("rank", "Rank", lowestIsBest: true, isSummary: true) { method in
        let isRanked = axes.applies(method: method, to: model.name)
        return .integer(isRanked ? ranks[method] : nil)
      })
    return TextTable(
      name: "model:\(model.name)", title: "\(model.title): mean score by task and method",
      columns: [.init(name: "task", title: "Task", isText: true)]
        + axes.methods.map {
          .init(name: $0.name, title: $0.title, shortTitle: $0.shortTitle)
        },
      rows: rows, notes: notes(normalized, axes))
  }

  /// What is left out of the averages, in words.
  static func notes(_ normalized: NormalizedScores, _ axes: ScoreAxes) -> [String] {
    var notes: [String] = []
    let left = normalized.tasksWithoutScore
    if !left.isEmpty {
      let titles = axes.tasks.filter { left.contains($0.name) }.map(\.title)
      notes.append(
        "Left out of the average, since no single-turn method scored anything: "
          + "\(titles.joined(separator: ", ")). Tasks in the average: \(normalized.tasks.count).")
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
