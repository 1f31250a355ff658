import Analysis
import Statistics
import Sweeps

/// How code usage along complexity reads.
enum CodeUsageReport {
  static let kind = AnalysisKind(
    "code-usage", .experiment, of: CodeUsage.self,
    summary: "does code usage grow with complexity, and does success dip in the middle?",
    section: section)

  /// The most panels of a chart.
  private static let panelLimit = 24

  private static func section(_ findings: CodeUsage.Findings) -> ReportSection {
    let ladders = findings.ladders
    let told = ladders.compactMap { ladder in ladder.story.map { (ladder, $0) } }
    let left = ladders.count - told.count
    let rest =
      left == 0
      ? []
      : [
        "\(FindingWords.count(left, "ladder")) of fewer than two rungs, or of fewer than "
          + "\(CodeUsage.Ladder.fewest) trials on a rung, \(left == 1 ? "is" : "are") in the table "
          + "alone."
      ]
    let caution =
      told.isEmpty
      ? []
      : [
        "Each sentence stands for itself: one interval in twenty leaves its true value out by chance, "
          + "and \(FindingWords.count(told.count, "ladder")) are told."
      ]
    return ReportSection(
      name: "code-usage", title: "Experiment: code usage along complexity",
      findings: conclusion(told.map(\.1)) + told.flatMap(sentences) + rest + caution
        + FindingWords.notes(onRepeated: findings.repeated),
      tables: [table(ladders)], charts: charts(told))
  }

  /// What the ladders say together.
  private static func conclusion(_ stories: [CodeUsage.Story]) -> [String] {
    guard !stories.isEmpty else { return [] }
    let changes = stories.map(\.usageChange).filter(\.excludesZero)
    let grown = changes.count { $0.difference > 0 }
    let middles = stories.compactMap(\.middle)
    let dips = middles.count { $0.course == .dip }
    return [
      "Of \(FindingWords.count(stories.count, "ladder")), code usage grows with complexity on \(grown) "
        + "and shrinks on \(changes.count - grown); success dips in the middle on \(dips) of "
        + "\(middles.count). The others show neither."
    ]
  }

  /// Code usage and success along the ladders that are told: all of them where they are few, otherwise
  /// those that show something.
  private static func charts(_ told: [(CodeUsage.Ladder, CodeUsage.Story)]) -> [Chart] {
    let telling = told.filter { _, story in
      story.usageChange.excludesZero || story.middle.map { $0.course != .unsettled } ?? false
    }
    let shown = (told.count <= panelLimit ? told : telling).prefix(panelLimit).map(\.0)
    guard !shown.isEmpty else { return [] }
    let isOfOne = Set(shown.map(\.model.name)).count == 1
    let which =
      shown.count == told.count
      ? "" : " \(shown.count) of \(told.count) ladders: those that show a change or a dip."
    func chart(_ name: String, _ title: String, _ share: (CellSums) -> ShareCount) -> Chart {
      .ladders(
        LadderPanels(
          ChartHeading(
            name: "code-usage-\(name)", title: title,
            caption:
              "Points of 100 over rungs, from easy to hard; Wilson intervals of 95 %.\(which)"
          ),
          panels: shown.map { ladder in
            .init(
              label: (isOfOne ? "" : "\(ladder.model.title), ")
                + "\(ladder.task.title), \(ladder.method.title)",
              points: ladder.rungs.map { rung in
                let share = share(rung.cell.total)
                return .init(
                  rung: rung.number,
                  value: share.total > 0 ? Double(share.count) / Double(share.total) : 0,
                  interval: share.interval.map { $0.lower...$0.upper }, questions: share.total)
              })
          }))
    }
    return [
      chart("code", "Trials with code along the ladders", \.withCode),
      chart("success", "Right answers along the ladders", \.correct),
    ]
  }

  private static func sentences(_ ladder: CodeUsage.Ladder, _ story: CodeUsage.Story) -> [String] {
    let name = "\(ladder.model.title), \(ladder.method.title), \(ladder.task.title)"
    return [usage(name, story), story.middle.map { middle(name, $0) }].compactMap(\.self)
  }

  /// How code usage changes from the easiest to the hardest questions.
  private static func usage(_ name: String, _ story: CodeUsage.Story) -> String {
    let (easy, hard) = (story.first.cell.total, story.last.cell.total)
    let change = story.usageChange
    let verdict =
      change.excludesZero
      ? (change.difference > 0 ? "it grows" : "it shrinks") : "no change is shown"
    return "\(name): code in \(FindingWords.share(easy.withCode)) on rung "
      + "\(story.first.number) and \(FindingWords.share(hard.withCode)) on rung "
      + "\(story.last.number), change \(points(change)) points: \(verdict)."
  }

  /// Whether success in the middle is below that at both ends.
  private static func middle(_ name: String, _ middle: CodeUsage.Middle) -> String {
    let verdict =
      switch middle.course {
      case .dip: "success dips in the middle"
      case .slope: "success falls all the way, without a dip"
      case .unsettled: "no dip in the middle is shown"
      }
    let wrong = middle.wrongWithoutCode
    let texts =
      wrong.total > 0
      ? " Wrong among the middle's answers without code: \(FindingWords.share(wrong))." : ""
    return
      "\(name): the middle rungs against the first \(points(middle.fromFirst)) points, against "
      + "the last \(points(middle.fromLast)): \(verdict)." + texts
  }

  private static func points(_ difference: IndependentDifference) -> String {
    FindingWords.points(difference.difference, difference.lower, difference.upper)
  }

  private static func table(_ ladders: [CodeUsage.Ladder]) -> TextTable {
    let rows = ladders.flatMap { ladder in
      ladder.rungs.map { rung -> TextTable.Row in
        let (cell, total) = (rung.cell, rung.cell.total)
        let withoutCode = total.trials - total.costs.codeTrials
        let names: [TextTable.Cell] = [
          .text(ladder.model.title), .text(ladder.task.title), .text(ladder.method.title),
          .integer(rung.number), .text(rung.complexity ?? ""), .integer(total.trials),
        ]
        return .init(
          name: "\(ladder.model.name):\(ladder.task.name):\(ladder.method.name):\(rung.number)",
          cells: names + TextTable.Cell.share(total.withCode)
            + TextTable.Cell.share(total.correct) + [
              .text("\(cell.rightWithCode) of \(total.costs.codeTrials)"),
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
