public import Analysis
import ModelAPI
import RecordReplay
import ScoreSheets
import Statistics
import Sweeps
import Trials

/// What a point of score costs, by model and method.
public struct CostPerPointAnalysis: SweepAnalysis {
  static let kind = SweepAnalysisKind(
    name: "cost-per-point",
    definition: """
      What score costs. A point is one of 100 points of mean score: tokens, seconds and dollars a \
      trial, divided by the mean score. Seconds are recorded runtime. Dollars are tokens at the prices \
      of Tasks/prices.yaml, as of its newest row for the model; unknown where it has none. A method that \
      scores is efficient where no other method of the model scores at least as much for fewer tokens, or more \
      for as many (the Pareto front of score and tokens). Extra tokens an extra point compares an \
      efficient method with the next cheaper efficient one.
      """
  ) { CostPerPointAnalysis(context: $0) }

  private struct Row {
    var method: String
    var cell: Cell
    var score: Double
    var tokens: Double?
    var dollars: Double?
    var isEfficient = false
    var marginal: Double?
  }

  private let context: AnalysisContext
  private var cells: [CellKey: Cell] = [:]

  init(context: AnalysisContext) {
    self.context = context
  }

  public mutating func add(_ trial: TrialFeatures) {
    let id = trial.line.trial
    cells[CellKey(model: id.model, method: id.method, task: ""), default: Cell()].add(trial.line)
  }

  private var models: [String] {
    Set(cells.keys.map(\.model)).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  public var section: ReportSection {
    let rows = models.map { (model: $0, rows: self.rows(of: $0)) }
    return ReportSection(
      name: "cost-per-point", title: "Cost of a point of score",
      findings: rows.map { Self.finding($0.model, $0.rows) }, tables: [table(rows)])
  }

  private func rows(of model: String) -> [Row] {
    let price = context.served[model].flatMap { context.prices.row(for: $0) }?.price
    var rows = cells.keys.filter { $0.model == model }.sorted().compactMap { key -> Row? in
      guard let cell = cells[key], let score = cell.meanScore else { return nil }
      let cost = price?.cost(of: cell.usage)
      return Row(
        method: key.method, cell: cell, score: score,
        tokens: cell.meanTokens ?? cell.meanTextTokens,
        dollars: cost.map { Double($0.picodollars) / 1e12 / Double(cell.trials) })
    }
    for index in rows.indices {
      rows[index].isEfficient =
        rows[index].score > 0
        && !rows.indices.contains { Self.dominates(rows[$0], rows[index]) }
    }
    let front = rows.indices.filter { rows[$0].isEfficient }
      .sorted { (rows[$0].tokens ?? 0, $0) < (rows[$1].tokens ?? 0, $1) }
    for (cheaper, dearer) in zip(front, front.dropFirst()) {
      guard let low = rows[cheaper].tokens, let high = rows[dearer].tokens else { continue }
      let gain = rows[dearer].score - rows[cheaper].score
      if gain > 0 { rows[dearer].marginal = (high - low) / gain }
    }
    return rows
  }

  private static func dominates(_ left: Row, _ right: Row) -> Bool {
    guard let mine = left.tokens, let other = right.tokens else { return false }
    return left.score >= right.score && mine <= other
      && (left.score > right.score || mine < other)
  }

  private static func finding(_ model: String, _ rows: [Row]) -> String {
    let front = rows.filter(\.isEfficient)
      .sorted { ($0.tokens ?? 0) < ($1.tokens ?? 0) }
    guard let cheapest = front.first, let best = front.last else {
      return "\(model): no method scored anything, so that no point has a price."
    }
    let steps = front.map { row in
      let tokens = row.tokens.map { ReportWords.number($0, 0) } ?? "-"
      return "\(row.method) (\(ReportWords.number(row.score, 1)) points, \(tokens) tokens)"
    }
    let trials = rows.map(\.cell.trials).min() ?? 0
    var text = "\(model): efficient, from the cheapest, are \(ReportWords.list(steps))."
    if front.count > 1, let marginal = best.marginal {
      text +=
        " The last step from below pays \(ReportWords.number(marginal, 1)) tokens a trial for a point."
    } else if front.count == 1 {
      text += " No other method scores more, at any number of tokens."
    }
    let range = WilsonInterval(
      successes: cheapest.cell.count(of: .correct), trials: cheapest.cell.trials)
    if let range {
      text +=
        " With \(trials) trials a method or more, a success rate such as that of "
        + "\(cheapest.method) is known to [\(ReportWords.percent(range.lower)), "
        + "\(ReportWords.percent(range.upper))] %: near neighbours may change places."
    }
    return text
  }

  private func table(_ models: [(model: String, rows: [Row])]) -> TextTable {
    let rows = models.flatMap { model, rows in
      rows.map { row -> TextTable.Row in
        func point(_ value: Double?) -> Double? {
          value.flatMap { row.score > 0 ? $0 / row.score : nil }
        }
        return .init(
          name: "\(model):\(row.method)",
          cells: [
            .text(model), .text(row.method), .integer(row.cell.trials), .number(row.score, 1),
            .number(row.tokens, 1), .number(row.cell.meanRuntimeSeconds, 2),
            .number(row.dollars, 6),
            .number(point(row.tokens), 2), .number(point(row.cell.meanRuntimeSeconds), 3),
            .number(point(row.dollars), 8), .text(row.isEfficient ? "yes" : "no"),
            .number(row.marginal, 1),
          ])
      }
    }
    let day = context.prices.newestDay.map { " Prices' newest day: \($0.text)." } ?? ""
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
