public import Analysis
import Statistics
import Sweeps
import Tasks

/// Scores beside what guessing gives on the same questions.
public enum ChanceTables {
  /// What each way of guessing gives by task, then a table a model of its scores beside the best of them.
  public static func tables(
    of summary: ScoreSummary, beside chance: ChanceScores
  ) -> [TextTable] {
    [guesses(summary.axes.tasks, chance)]
      + summary.axes.models.map { scores(of: $0, summary, chance) }
  }

  /// Every way of guessing, task by task.
  private static func guesses(_ tasks: [ScoreAxes.Entry], _ chance: ChanceScores) -> TextTable {
    let rows = tasks.map { task -> TextTable.Row in
      let tally = chance[task.name]
      let best = tally?.best
      return .init(
        name: task.name,
        cells: [.text(task.title), .integer(tally?.questions ?? 0)]
          + Guess.Strategy.allCases.map { .number(tally?.best(by: $0)?.points, 1) }
          + [.number(best?.score.points, 1), .text(best.map(words) ?? "")])
    }
    return TextTable(
      name: "chance", title: "What guessing gives",
      columns: [
        .init(name: "task", title: "Task", isText: true),
        .init(name: "questions", title: "Questions"),
      ]
        + Guess.Strategy.allCases.map { .init(name: $0.rawValue, title: title($0)) }
        + [
          .init(name: "best-guess", title: "Best guess"),
          .init(name: "best-guess-by", title: "By", isText: true),
        ],
      rows: rows,
      notes: [
        "Mean scores in % on the questions that were asked, graded as every answer is. Of each way the best "
          + "is shown, such as the letter that is right most often: on few questions that is more than it "
          + "would be on others. -: the task has no such way."
      ])
  }

  /// A model's scores beside the best guess.
  private static func scores(
    of model: ScoreAxes.Entry, _ summary: ScoreSummary, _ chance: ChanceScores
  ) -> TextTable {
    let methods = summary.axes.methods
    let rows = summary.axes.tasks.map { task -> TextTable.Row in
      let guess = chance[task.name]?.best?.score.points
      let cells = methods.map { method -> TextTable.Cell in
        let cell = summary[model.name, method.name, task.name]
        guard let score = cell?.meanScore else {
          let applies = summary.axes.applies(
            method: method.name, to: model.name, on: task.name)
          return .init(applies ? .unmeasured : .notApplicable)
        }
        // Success is what has an interval; partial credit beyond it settles nothing.
        let isAbove = guess.flatMap { guess in
          cell?.correct.interval.map { $0.lower * 100 > guess }
        }
        return .init(.number(score, decimals: 1), isBest: isAbove ?? false)
      }
      return .init(name: task.name, cells: [.text(task.title), .number(guess, 1)] + cells)
    }
    return TextTable(
      name: "chance:\(model.name)", title: "\(model.title): scores beside the best guess",
      columns: [
        .init(name: "task", title: "Task", isText: true),
        .init(name: "best-guess", title: "Best guess"),
      ] + methods.map { .init(name: $0.name, title: $0.title, shortTitle: $0.shortTitle) },
      rows: rows,
      notes: [note(rows)])
  }

  private static func note(_ rows: [TextTable.Row]) -> String {
    let cells = rows.flatMap { $0.cells.dropFirst(2) }.filter { $0.value.magnitude != nil }
    let above = cells.count { $0.isBest }
    return
      "Marked: the 95 % interval of the success rate lies above what guessing gives: \(above) of "
      + "\(FindingWords.count(cells.count, "cell")). The others do not show that anything was worked out."
  }

  private static func words(
    _ best: (strategy: Guess.Strategy, score: GuessTally.Score)
  ) -> String {
    "\(title(best.strategy)): \(best.score.name)"
  }

  private static func title(_ strategy: Guess.Strategy) -> String {
    switch strategy {
    case .majorityClass: "Majority class"
    case .fixedLetter: "Fixed letter"
    case .echo: "Echo"
    case .emptyPlan: "Empty plan"
    case .optionsOnly: "Options only"
    case .greedyPlan: "Greedy plan"
    }
  }
}
