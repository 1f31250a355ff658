import Analysis
import Statistics
import Sweeps

/// How inverse scaling over growing difficulty reads.
enum InverseScalingReport {
  static let kind = AnalysisKind(
    "inverse-scaling", .experiment, of: InverseScaling.self,
    summary: "do smaller models beat larger ones over growing difficulty, given an interpreter?",
    section: section)

  /// The fewest questions that a sentence is made of.
  private static let fewest = 5

  private static func section(_ findings: InverseScaling.Findings) -> ReportSection {
    ReportSection(
      name: "inverse-scaling", title: "Experiment: inverse scaling over growing difficulty",
      findings: sentences(findings) + FindingWords.notes(onRepeated: findings.repeated),
      tables: [rungs(findings), table(findings.pairs)], charts: charts(findings))
  }

  /// The differences that are told, the first of what a reader looks for.
  private static func charts(_ findings: InverseScaling.Findings) -> [Chart] {
    let told = findings.pairs.filter { $0.outcome.counts.pairs >= fewest }
    guard !told.isEmpty else { return [] }
    return [
      .differences(
        DifferenceForest(
          ChartHeading(
            name: "inverse-scaling-differences", title: "The larger model less the smaller one",
            caption: "Left of 0 the smaller model is better. " + PairedSuccess.caption),
          rows: told.map { pair in
            pair.outcome.row(
              "\(pair.task.title), \(pair.method.title)"
                + (findings.models.count > 2 ? ": \(pair.small), \(pair.large)" : ""),
              isSettled: pair.verdict != .unsettled)
          }))
    ]
  }

  private static func sentences(_ findings: InverseScaling.Findings) -> [String] {
    let (names, pairs) = (findings.models, findings.pairs)
    guard names.count > 1 else {
      return [
        "Only \(FindingWords.count(names.count, "model")) is here: name sweeps of a small and of a "
          + "large model that ask the same questions."
      ]
    }
    guard !pairs.isEmpty else {
      return ["The models share no question with any method, so that nothing can be compared."]
    }
    let order =
      findings.areOrdered
      ? "Models from the smallest, by the sizes in their names: \(FindingWords.list(names))."
      : "Not every name states a size: models are taken to grow in the order of the sweeps, "
        + "\(FindingWords.list(names))."
    let told = pairs.filter { $0.outcome.counts.pairs >= fewest }
    let left = pairs.count - told.count
    let rest =
      left == 0
      ? []
      : [
        "\(FindingWords.count(left, "comparison")) of fewer than \(fewest) questions "
          + "\(left == 1 ? "is" : "are") in the table alone."
      ]
    // The conclusion first, then what it rests on.
    let settled = told.filter { $0.verdict != .unsettled }
    let others = told.filter { $0.verdict == .unsettled }
    return [conclusion(pairs), order] + (settled + others).map(sentence) + rest
  }

  private static func sentence(_ pair: InverseScaling.Pair) -> String {
    let (outcome, counts) = (pair.outcome, pair.outcome.counts)
    let verdict =
      switch pair.verdict {
      case .largerIsBetter: "the larger model is better."
      case .smallerIsBetter: "the smaller model is better, inverse scaling."
      case .unsettled: "not settled, \(outcome.reach)."
      }
    let text =
      "\(pair.task.title), \(pair.method.title), \(pair.small) against \(pair.large): right in "
      + "\(counts.first) and \(counts.second) of the same "
      + "\(FindingWords.count(counts.pairs, "question")), difference \(outcome.points) points: "
      + verdict
    var rest: [String] = []
    if !pair.smallAhead.isEmpty {
      let rungs = FindingWords.list(pair.smallAhead.map(String.init))
      rest.append("The smaller is ahead on rung \(rungs).")
    }
    if let families = pair.families {
      rest.append(
        "They are of different families, \(FindingWords.list(families)): more than size differs.")
    }
    for (name, failures) in [(pair.small, pair.smallFailures), (pair.large, pair.largeFailures)]
    where failures.count * 2 >= failures.total && failures.count > 0 {
      rest.append(
        "Of the \(failures.total) that \(name) did not solve, \(failures.count) ended since its code "
          + "did not run: that tells of its code, not of its reasoning.")
    }
    return ([text] + rest).joined(separator: " ")
  }

  private static func conclusion(_ pairs: [InverseScaling.Pair]) -> String {
    let settled = pairs.filter { $0.verdict != .unsettled }
    let inverse = pairs.filter { $0.verdict == .smallerIsBetter }
    if !inverse.isEmpty {
      let places = inverse.map { "\($0.task.title) with \($0.method.title)" }
      return "Inverse scaling is shown in \(FindingWords.list(places))."
    }
    return settled.isEmpty
      ? "No comparison is settled after Holm's correction: with so few questions these sweeps neither "
        + "show inverse scaling nor rule it out."
      : "Inverse scaling is shown nowhere: of \(FindingWords.count(pairs.count, "comparison")), "
        + "\(settled.count) are settled, each for the larger model; the others rule nothing out."
  }

  private static func rungs(_ findings: InverseScaling.Findings) -> TextTable {
    let names = findings.models
    let rows = findings.rungs.map { rung -> TextTable.Row in
      let cells = rung.cells.flatMap { cell -> [TextTable.Cell] in
        guard let cell else { return Array(repeating: .init(.unmeasured), count: 4) }
        return [.integer(cell.total.trials)] + TextTable.Cell.share(cell.total.correct)
      }
      return .init(
        name: "\(rung.task.name):\(rung.method.name):\(rung.number)",
        cells: [
          .text(rung.task.title), .text(rung.method.title), .integer(rung.number),
          .text(rung.complexity ?? ""),
        ] + cells)
    }
    return TextTable(
      name: "inverse-scaling:rungs", title: "Success along the ladders, the smallest model first",
      columns: [
        .init(name: "task", title: "Task", isText: true),
        .init(name: "method", title: "Method", isText: true), .init(name: "rung", title: "Rung"),
        .init(name: "complexity", title: "Complexity", isText: true),
      ]
        + names.flatMap { name -> [TextTable.Column] in
          [.init(name: "\(name):trials", title: "\(name) trials")]
            + TextTable.Column.share("\(name):correct-rate", "\(name) correct")
        },
      rows: rows, notes: ["Intervals: Wilson, 95 %."])
  }

  private static func table(_ pairs: [InverseScaling.Pair]) -> TextTable {
    TextTable(
      name: "inverse-scaling:pairs", title: "A smaller against the next larger model",
      columns: [
        .init(name: "task", title: "Task", isText: true),
        .init(name: "method", title: "Method", isText: true),
        .init(name: "small", title: "Small", isText: true),
        .init(name: "large", title: "Large", isText: true),
      ] + PairedSuccess.columns("small", "large"),
      rows: pairs.map { pair in
        .init(
          name: "\(pair.task.name):\(pair.method.name):\(pair.small):\(pair.large)",
          cells: [
            .text(pair.task.title), .text(pair.method.title), .text(pair.small), .text(pair.large),
          ] + pair.outcome.cells(adjusted: pair.adjusted))
      }, notes: [PairedSuccess.note])
  }
}
