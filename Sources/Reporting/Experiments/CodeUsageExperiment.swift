public import Analysis
import RecordReplay
import Regression
import ScoreSheets
import Statistics
import Sweeps
import Trials

/// How often a model writes code along complexity, and how it fares with and without it.
///
/// The paper claims that a code interpreter's model answers easy questions in text and hard ones in
/// code, and fails in between, where it is overconfident and stays with text (section 5).
public struct CodeUsageExperiment: SweepAnalysis {
  static let kind = ExperimentKind(
    name: "code-usage",
    question: "does code usage grow with complexity, and does success dip in the middle?"
  ) { CodeUsageExperiment(context: $0) }

  private let context: ExperimentContext
  private var trials = ExperimentTrials()
  private var summary: ComplexitySummary
  private var counted: Set<TrialID> = []

  init(context: ExperimentContext) {
    self.context = context
    summary = ComplexitySummary(axes: context.axes, ladders: context.ladders)
  }

  public mutating func add(_ trial: TrialFeatures) {
    trials.add(trial)
    if counted.insert(trial.line.trial).inserted { summary.add(trial.line) }
  }

  /// One model and method on one ladder.
  private struct Ladder {
    var model: ScoreAxes.Entry
    var method: ScoreAxes.Entry
    var task: ScoreAxes.Entry
    var rungs: [(rung: Int, cell: ComplexityCell)]
  }

  private var ladders: [Ladder] {
    context.axes.models.flatMap { model in
      context.axes.tasks.flatMap { task in
        context.axes.methods.compactMap { method -> Ladder? in
          let key = CellKey(model: model.name, method: method.name, task: task.name)
          let rungs = summary.rungs(of: task.name, model: model.name).compactMap { rung in
            summary.cells[ComplexityKey(key, rung: rung)].map { (rung: rung, cell: $0) }
          }
          return rungs.isEmpty
            ? nil : Ladder(model: model, method: method, task: task, rungs: rungs)
        }
      }
    }
  }

  public var section: ReportSection {
    let ladders = ladders
    let told = ladders.filter(Self.isLong)
    let left = ladders.count - told.count
    let rest =
      left == 0
      ? []
      : [
        "\(ReportWords.count(left, "ladder")) of fewer than two rungs, or of fewer than "
          + "\(Self.fewest) trials on a rung, \(left == 1 ? "is" : "are") in the table alone."
      ]
    let caution =
      told.isEmpty
      ? []
      : [
        "Each sentence stands for itself: one interval in twenty leaves its true value out by chance, "
          + "and \(ReportWords.count(told.count, "ladder")) are told."
      ]
    return ReportSection(
      name: "code-usage", title: "Experiment: code usage along complexity",
      findings: told.flatMap(Self.findings) + rest + caution + trials.notes,
      tables: [table(ladders)])
  }

  /// The fewest trials on a rung that a sentence is made of.
  private static let fewest = 3

  private static func isLong(_ ladder: Ladder) -> Bool {
    ladder.rungs.count > 1 && ladder.rungs.allSatisfy { $0.cell.total.trials >= fewest }
  }

  private static func findings(_ ladder: Ladder) -> [String] {
    let name = "\(ladder.model.title), \(ladder.method.title), \(ladder.task.title)"
    guard let first = ladder.rungs.first, let last = ladder.rungs.last, ladder.rungs.count > 1
    else {
      return ["\(name): one rung is no ladder."]
    }
    return [usage(name, first, last), middle(name, ladder)].compactMap(\.self)
  }

  /// How code usage changes from the easiest to the hardest questions.
  private static func usage(
    _ name: String, _ first: (rung: Int, cell: ComplexityCell),
    _ last: (rung: Int, cell: ComplexityCell)
  ) -> String {
    let (easy, hard) = (first.cell.total, last.cell.total)
    let change = IndependentDifference(
      first: (easy.codeTrials, easy.trials), second: (hard.codeTrials, hard.trials))
    let interval = change.map {
      ReportWords.difference(100 * $0.difference, 100 * $0.lower, 100 * $0.upper, decimals: 0)
    }
    let verdict =
      change.map { found in
        found.excludesZero
          ? (found.difference > 0 ? "it grows" : "it shrinks") : "no change is shown"
      } ?? "nothing is shown"
    return "\(name): code in \(ReportWords.share(easy.codeTrials, of: easy.trials)) on rung "
      + "\(first.rung) and \(ReportWords.share(hard.codeTrials, of: hard.trials)) on rung "
      + "\(last.rung), change \(interval ?? "-") points: \(verdict)."
  }

  /// Whether success in the middle is below that at both ends.
  private static func middle(_ name: String, _ ladder: Ladder) -> String? {
    guard ladder.rungs.count > 2 else { return nil }
    func pooled(_ rungs: [(rung: Int, cell: ComplexityCell)]) -> (successes: Int, trials: Int) {
      rungs.reduce((0, 0)) { ($0.0 + $1.cell.right, $0.1 + $1.cell.total.trials) }
    }
    let inner = Array(ladder.rungs.dropFirst().dropLast())
    let (easy, hard) = (pooled([ladder.rungs[0]]), pooled([ladder.rungs[ladder.rungs.count - 1]]))
    let center = pooled(inner)
    guard let fromEasy = IndependentDifference(first: easy, second: center),
      let fromHard = IndependentDifference(first: hard, second: center)
    else { return nil }
    func text(_ difference: IndependentDifference) -> String {
      ReportWords.difference(
        100 * difference.difference, 100 * difference.lower, 100 * difference.upper, decimals: 0)
    }
    let isDip = fromEasy.upper < 0 && fromHard.upper < 0
    let isSlope = fromEasy.upper < 0 && fromHard.lower > 0
    let verdict =
      isDip
      ? "success dips in the middle"
      : isSlope ? "success falls all the way, without a dip" : "no dip in the middle is shown"
    let answers = inner.reduce(0) { $0 + $1.cell.wrongWithoutCode + $1.cell.rightWithoutCode }
    let wrong = inner.reduce(0) { $0 + $1.cell.wrongWithoutCode }
    let texts =
      answers > 0
      ? " Wrong among the middle's answers without code: \(ReportWords.share(wrong, of: answers))."
      : ""
    return "\(name): the middle rungs against the first \(text(fromEasy)) points, against the last "
      + "\(text(fromHard)): \(verdict)." + texts
  }

  private func table(_ ladders: [Ladder]) -> TextTable {
    let rows = ladders.flatMap { ladder in
      ladder.rungs.map { rung, cell -> TextTable.Row in
        let total = cell.total
        let withoutCode = total.trials - total.codeTrials
        let names: [TextTable.Cell] = [
          .text(ladder.model.title), .text(ladder.task.title), .text(ladder.method.title),
          .integer(rung), .text(context.ladders[ladder.task.name]?[rung] ?? ""),
          .integer(total.trials),
        ]
        return .init(
          name: "\(ladder.model.name):\(ladder.task.name):\(ladder.method.name):\(rung)",
          cells: names + TextTable.Cell.share(total.codeTrials, of: total.trials)
            + TextTable.Cell.share(cell.right, of: total.trials) + [
              .text("\(cell.rightWithCode) of \(total.codeTrials)"),
              .text("\(cell.rightWithoutCode) of \(withoutCode)"),
            ])
      }
    }
    return TextTable(
      name: "code-usage:rungs", title: "Code usage and success along the ladders",
      columns: [
        .init(name: "model", title: "Model", isText: true),
        .init(name: "task", title: "Task", isText: true),
        .init(name: "method", title: "Method", isText: true), .init(name: "rung", title: "Rung"),
        .init(name: "complexity", title: "Complexity", isText: true),
        .init(name: "trials", title: "Trials"),
      ] + TextTable.Column.share("code-usage", "Code")
        + TextTable.Column.share("correct-rate", "Correct") + [
          .init(name: "right-with-code", title: "Right with code", isText: true),
          .init(name: "right-without-code", title: "Right without", isText: true),
        ],
      rows: rows,
      notes: [
        "Intervals: Wilson, 95 %. A trial uses code where its code was run, at the model's choice or "
          + "the method's."
      ])
  }
}
