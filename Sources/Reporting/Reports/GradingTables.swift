public import Analysis
import Basics
import RecordReplay
import ScoreSheets
import Statistics
import Sweeps
import Tasks
import Trials

/// How much of a score was the grader: the same trials by the policies strict and paper.
public enum GradingTables {
  /// A flip with what decided it.
  public struct Explained: Hashable, Sendable {
    /// The flip.
    public var flip: GradingFlip
    /// The quirks of the published code that decided, by name.
    public var quirks: [String]
    /// The strict verdict, for a person.
    public var strict: String
    /// The published code's verdict, for a person.
    public var paper: String

    /// Creates an explained flip.
    public init(_ flip: GradingFlip, quirks: [String], strict: String, paper: String) {
      self.flip = flip
      self.quirks = quirks
      self.strict = strict
      self.paper = paper
    }
  }

  /// Totals by method, the cells that differ, and the trials that flip.
  public static func tables(
    of difference: GradingDifference, flips: [Explained]
  ) -> [TextTable] {
    [methods(difference), cells(difference), trials(flips, all: difference.flipCount)]
  }

  private static func values(_ cell: GradingDifference.Counts) -> [TextTable.Value] {
    func mean(_ sum: Int) -> Double? {
      cell.trials > 0 ? Double(sum) / 10_000 / Double(cell.trials) : nil
    }
    return [
      .integer(cell.trials), .number(mean(cell.before), decimals: 1),
      .number(mean(cell.after), decimals: 1),
      .number(mean(cell.after - cell.before), decimals: 1), .integer(cell.risen),
      .integer(cell.fallen),
    ]
  }

  private static let valueColumns: [TextTable.Column] = [
    .init(name: "trials", title: "Trials"), .init(name: "strict", title: "Strict"),
    .init(name: "paper", title: "Paper, by rules"), .init(name: "difference", title: "Difference"),
    .init(name: "risen", title: "Up"), .init(name: "fallen", title: "Down"),
  ]

  private static func methods(_ difference: GradingDifference) -> TextTable {
    let rows = difference.axes.models.flatMap { model in
      difference.axes.methods.compactMap { method -> TextTable.Row? in
        var total = GradingDifference.Counts()
        // Sums are of integers: the order of the cells cannot change them.
        for (key, cell) in difference.cells
        where key.model == model.name && key.method == method.name {
          total.trials += cell.trials
          total.unanswered += cell.unanswered
          total.before += cell.before
          total.after += cell.after
          total.risen += cell.risen
          total.fallen += cell.fallen
        }
        guard total.trials > 0 else { return nil }
        let names: [TextTable.Value] = [.text(model.title), .text(method.title)]
        return .init(
          name: "\(model.name):\(method.name)",
          cells: (names + values(total)).map { .init($0) })
      }
    }
    return TextTable(
      name: "gradings:methods", title: "Mean scores by grading policy",
      columns: [
        .init(name: "model", title: "Model", isText: true),
        .init(name: "method", title: "Method", isText: true),
      ] + valueColumns,
      rows: rows,
      notes: [
        "Up and down: trials that score higher or lower by the published code's rules.",
        PublishedGrader.disclosure,
      ] + unanswered(difference))
  }

  private static func unanswered(_ difference: GradingDifference) -> [String] {
    let count = difference.cells.values.reduce(0) { $0 + $1.unanswered }
    return count == 0
      ? [] : ["Left out, since a provider's error ended them and no policy scores them: \(count)."]
  }

  private static func cells(_ difference: GradingDifference) -> TextTable {
    let axes = difference.axes
    let rows = axes.models.flatMap { model in
      axes.methods.flatMap { method in
        axes.tasks.compactMap { task -> TextTable.Row? in
          let key = CellKey(model: model.name, method: method.name, task: task.name)
          guard let cell = difference.cells[key], cell.risen + cell.fallen > 0 else { return nil }
          let names: [TextTable.Value] = [
            .text(model.title), .text(method.title), .text(title(of: task)),
          ]
          return .init(
            name: "\(model.name):\(method.name):\(task.name)",
            cells: (names + values(cell)).map { .init($0) })
        }
      }
    }
    return TextTable(
      name: "gradings:cells", title: "Cells that differ by grading policy",
      columns: [
        .init(name: "model", title: "Model", isText: true),
        .init(name: "method", title: "Method", isText: true),
        .init(name: "task", title: "Task", isText: true),
      ] + valueColumns,
      rows: rows,
      notes: ["Cells without a difference: \(difference.cells.count - rows.count)."])
  }

  /// A task's title, and whether its published grader was a model.
  private static func title(of task: ScoreAxes.Entry) -> String {
    PublishedGrader.of(task.name) == .modelJudges
      ? "\(task.title) (published judge: GPT-4o)" : task.title
  }

  private static func trials(_ flips: [Explained], all: Int) -> TextTable {
    let rows = flips.map { explained -> TextTable.Row in
      let flip = explained.flip
      func score(_ millionths: Int) -> String { FixedPoint.text(scaled: millionths, decimals: 6) }
      let texts = [
        flip.trial.description, "\(flip.before.rawValue) -> \(flip.after.rawValue)",
        "\(score(flip.beforeMillionths)) -> \(score(flip.afterMillionths))",
        explained.quirks.joined(separator: ", "), explained.strict, explained.paper,
      ]
      return .init(name: flip.trial.description, cells: texts.map { .init(.text($0)) })
    }
    return TextTable(
      name: "gradings:flips", title: "Trials that flip",
      columns: [
        .init(name: "trial", title: "Trial", isText: true),
        .init(name: "outcome", title: "Outcome", isText: true),
        .init(name: "score", title: "Score", isText: true),
        .init(name: "quirks", title: "Quirks", isText: true),
        .init(name: "strict", title: "Strict says", isText: true),
        .init(name: "paper", title: "Paper, by rules, says", isText: true),
      ], rows: rows,
      notes: all > flips.count ? ["More that are not listed: \(all - flips.count)."] : [])
  }
}
