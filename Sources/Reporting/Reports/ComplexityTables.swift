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
    let hasHoles = summary.cells.contains {
      $0.key.cell.model == model.name && $0.key.cell.task == task.name
        && $0.value.total.unanswered > 0
    }
    let rows = summary.axes.methods.flatMap { method in
      rungs.compactMap { rung -> TextTable.Row? in
        let place = CellKey(model: model.name, method: method.name, task: task.name)
        guard let cell = summary.cells[ComplexityKey(place, rung: rung)] else { return nil }
        let ladder = summary.ladders[task.name]?[rung] ?? ""
        return .init(
          name: "\(method.name):\(rung)",
          cells: ([
            .text(method.title), .integer(rung), .text(ladder), .integer(cell.total.trials),
          ] + (hasHoles ? [.integer(cell.total.unanswered)] : []) + values(of: cell))
          .map { .init($0) })
      }
    }
    return TextTable(
      name: "complexity:\(model.name):\(task.name)",
      title: "\(model.title): \(task.title) along its ladder",
      columns: places + (hasHoles ? [.unanswered] : []) + columns, rows: rows,
      notes: [
        "95 %: Wilson interval of Correct %. The last four classes add up to 100 %; wrong is every "
          + "trial that is not correct. Means a trial; runtime as recorded."
      ] + (hasHoles ? [HoleNotes.column(over: summary.denominator)] : []))
  }

  private static let places: [TextTable.Column] = [
    .init(name: "method", title: "Method", isText: true),
    .init(name: "rung", title: "Rung"),
    .init(name: "complexity", title: "Complexity", isText: true),
    .init(name: "trials", title: "Trials"),
  ]

  private static let columns: [TextTable.Column] = [
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
    let interval = total.correct.interval
    func rate(_ count: Int) -> TextTable.Value {
      .number(total.mean(Double(count) * 100), decimals: 1)
    }
    return [
      .number(total.meanScore, decimals: 1), rate(cell.right),
      .number(interval.map { $0.lower * 100 }, decimals: 1),
      .number(interval.map { $0.upper * 100 }, decimals: 1), rate(total.costs.codeTrials),
      .number(total.meanTokens, decimals: 1), .number(total.meanTextTokens, decimals: 1),
      .number(total.meanRuntimeSeconds, decimals: 2), rate(cell.rightWithCode),
      rate(cell.wrongWithCode), rate(cell.rightWithoutCode), rate(cell.wrongWithoutCode),
    ]
  }
}

/// The ladders of complexity drawn in characters, for people who look before they read.
///
/// The numbers stand in ``ComplexityTables``.
public enum ComplexityGlance {
  /// The steps of a sparkline, from 0 to 1.
  private static let steps: [Character] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
  /// A step that was not measured.
  private static let gap: Character = "·"
  /// The characters of a stacked bar: code right, code wrong, text right, text wrong.
  private static let classes: [Character] = ["█", "▓", "▒", "░"]
  private static let barWidth = 20

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
    guard let first = rungs.first, let last = rungs.last else { return nil }
    let rows = summary.axes.methods.compactMap { method -> TextTable.Row? in
      let place = CellKey(model: model.name, method: method.name, task: task.name)
      let cells = rungs.map { summary.cells[ComplexityKey(place, rung: $0)] }
      guard cells.contains(where: { $0 != nil }) else { return nil }
      var total = ComplexityCounts()
      for case let cell? in cells { total.add(cell) }
      return .init(
        name: method.name,
        cells: [
          .text(method.title), .integer(total.trials),
          .text(spark(cells.map { $0.map { ($0.right, $0.total.counted) } })),
          .text(spark(cells.map { $0.map { ($0.total.costs.codeTrials, $0.total.counted) } })),
          .text(bar(total.classes)),
        ])
    }
    return TextTable(
      name: "glance:\(model.name):\(task.name)", title: "\(model.title): \(task.title) at a glance",
      columns: [
        .init(name: "method", title: "Method", isText: true),
        .init(name: "trials", title: "Trials"),
        .init(name: "correct", title: "Correct", isText: true),
        .init(name: "code", title: "Code", isText: true),
        .init(name: "classes", title: "All rungs", isText: true),
      ], rows: rows,
      notes: [
        "Correct and Code: rung \(first) to \(last), ▁ for none to █ for all. All rungs: █ code right, "
          + "▓ code wrong, ▒ text right, ░ text wrong."
      ])
  }

  /// A sparkline of shares; `nil` is a gap.
  static func spark(_ shares: [(count: Int, trials: Int)?]) -> String {
    String(
      shares.map { share in
        guard let share, share.trials > 0 else { return gap }
        // Only none is the lowest step and only all the highest.
        let inner = steps.count - 2
        if share.count <= 0 { return steps[0] }
        if share.count >= share.trials { return steps[steps.count - 1] }
        return steps[1 + min(share.count * inner / share.trials, inner - 1)]
      })
  }

  /// A stacked bar of counts: every class that is not empty has a character.
  static func bar(_ counts: [Int]) -> String {
    let all = counts.reduce(0, +)
    guard all > 0 else { return "" }
    // Largest remainders: the lengths add up to the bar, and ties go to the class that comes first.
    var lengths = counts.map { $0 * barWidth / all }
    let order = counts.indices.sorted {
      (counts[$1] * barWidth % all, $0) < (counts[$0] * barWidth % all, $1)
    }
    for index in order.prefix(barWidth - lengths.reduce(0, +)) { lengths[index] += 1 }
    for index in counts.indices where counts[index] > 0 && lengths[index] == 0 {
      guard let longest = lengths.indices.max(by: { lengths[$0] < lengths[$1] }) else { continue }
      lengths[longest] -= 1
      lengths[index] = 1
    }
    return zip(classes, lengths).map { String(repeating: $0, count: $1) }.joined()
  }
}

/// The four classes of a ladder's trials, added up.
private struct ComplexityCounts {
  var trials = 0
  var classes = [0, 0, 0, 0]

  mutating func add(_ cell: ComplexityCell) {
    trials += cell.total.counted
    let counts = [
      cell.rightWithCode, cell.wrongWithCode, cell.rightWithoutCode, cell.wrongWithoutCode,
    ]
    for (index, count) in counts.enumerated() { classes[index] += count }
  }
}
