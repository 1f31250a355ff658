import Analysis
import Statistics
import Trials

/// How the cost of a point of score reads.
enum CostPerPointReport {
  static let kind = AnalysisKind(
    "cost-per-point", .openQuestion, of: CostPerPoint.self, summary: "What a point of score costs.",
    definition: """
      What score costs. A point is one of 100 points of mean score: tokens, seconds and dollars a \
      trial, divided by the mean score. Seconds are recorded runtime. Dollars are tokens at the prices \
      of Tasks/prices.yaml, as of its newest row for the model; unknown where it has none. A method that \
      scores is efficient where no other method of the model scores at least as much for fewer tokens, or more \
      for as many (the Pareto front of score and tokens). Extra tokens an extra point compares an \
      efficient method with the next cheaper efficient one.
      """, section: section)

  private static func section(_ findings: CostPerPoint.Findings) -> ReportSection {
    ReportSection(
      name: "cost-per-point", title: "Cost of a point of score",
      findings: findings.models.map(sentence), tables: [table(findings)])
  }

  private static func sentence(_ model: CostPerPoint.Model) -> String {
    let front = model.front
    guard let cheapest = front.first, let best = front.last else {
      return "\(model.name): no method scored anything, so that no point has a price."
    }
    let steps = front.map { row in
      let tokens = FindingWords.number(row.tokens, 0)
      return "\(row.method) (\(FindingWords.number(row.score, 1)) points, \(tokens) tokens)"
    }
    let trials = model.rows.map(\.cell.counted).min() ?? 0
    var text = "\(model.name): efficient, from the cheapest, are \(FindingWords.list(steps))."
    if front.count > 1, let marginal = best.marginal {
      text +=
        " The last step from below pays \(FindingWords.number(marginal, 1)) tokens a trial for a point."
    } else if front.count == 1 {
      text += " No other method scores more, at any number of tokens."
    }
    if let range = cheapest.cell.correct.interval {
      text +=
        " With \(trials) trials a method or more, a success rate such as that of "
        + "\(cheapest.method) is known to [\(FindingWords.percent(range.lower)), "
        + "\(FindingWords.percent(range.upper))] %: near neighbours may change places."
    }
    return text
  }

  private static func table(_ findings: CostPerPoint.Findings) -> TextTable {
    let rows = findings.models.flatMap { model in
      model.rows.map { row -> TextTable.Row in
        .init(
          name: "\(model.name):\(row.method)",
          cells: [
            .text(model.name), .text(row.method), .integer(row.cell.counted), .number(row.score, 1),
            .number(row.tokens, 1), .number(row.seconds, 2), .number(row.dollars, 6),
            .number(row.perPoint(row.tokens), 2), .number(row.seconds.flatMap(row.perPoint), 3),
            .number(row.dollars.flatMap(row.perPoint), 8),
            .text(row.isEfficient ? "yes" : "no"), .number(row.marginal, 1),
          ])
      }
    }
    let day = findings.pricesDay.map { " Prices' newest day: \($0)." } ?? ""
    return TextTable(
      name: "cost-per-point:methods", title: "Cost of a point by method",
      columns: [
        .init(name: "model", title: "Model", isText: true),
        .init(name: "method", title: "Method", isText: true),
        .init(name: "trials", title: "Trials"),
        .init(name: "mean-score", title: "Mean score", shortTitle: "Mean"),
        .init(name: "tokens", title: "Tokens a trial", shortTitle: "Tokens"),
        .init(name: "runtime-seconds", title: "Runtime s a trial", shortTitle: "Runtime s"),
        .init(name: "dollars", title: "Dollars a trial", shortTitle: "Dollars"),
        .init(name: "tokens-per-point", title: "Tokens a point"),
        .init(name: "seconds-per-point", title: "Seconds a point"),
        .init(name: "dollars-per-point", title: "Dollars a point"),
        .init(name: "efficient", title: "Efficient", isText: true),
        .init(
          name: "extra-tokens-per-extra-point", title: "Extra tokens an extra point",
          shortTitle: "Extra tokens a point"),
      ], rows: rows,
      notes: [
        "Tokens as the provider counts them; the paper's estimated token length where it did not."
          + day
      ])
  }
}
