public import Analysis
import ModelAPI
import ScoreSheets
import Statistics
public import Sweeps
import Trials

/// What each method reached and what it cost, with one model or with all: three tables, since one
/// would be too wide to read.
public enum MethodTables {
  /// Scores, outcomes and costs.
  ///
  /// - Parameter model: the model; `nil` for the trials of all models together.
  public static func tables(
    of model: ScoreAxes.Entry?, in summary: ScoreSummary
  ) -> [TextTable] {
    let totals = summary.axes.methods.map { method in
      let cell = summary.total(of: method.name, model: model?.name)
      let applies = model.map { summary.axes.applies(method: method.name, to: $0.name) } ?? true
      return MethodTotal(method: method, cell: cell, isNA: cell.trials == 0 && !applies)
    }
    let title = model?.title ?? "All models"
    let suffix = model?.name ?? "all"
    let result = model.map { ModelResult(of: $0.name, in: ScoreTable(summary)) }
    return [
      scores(
        totals, result, summary.denominator, name: "scores:\(suffix)",
        title: "\(title): scores by method"),
      outcomes(totals, name: "outcomes:\(suffix)", title: "\(title): outcomes by method"),
      costs(
        totals, summary.denominator, name: "costs:\(suffix)",
        title: "\(title): costs a trial by method"),
    ]
  }

  private static func table(
    _ totals: [MethodTotal], name: String, title: String, columns: [TextTable.Column],
    notes: [String], values: (MethodTotal) -> [TextTable.Value]
  ) -> TextTable {
    TextTable(
      name: name, title: title,
      columns: [.init(name: "method", title: "Method", isText: true)] + columns,
      rows: totals.map { total in
        let cells = values(total).map { total.isNA ? .notApplicable : $0 }
        return .init(
          name: total.method.name, cells: ([.text(total.method.title)] + cells).map { .init($0) })
      },
      notes: notes)
  }

  private static func scores(
    _ totals: [MethodTotal], _ result: ModelResult?, _ denominator: Denominator, name: String,
    title: String
  ) -> TextTable {
    let hasHoles = totals.contains { $0.cell.unanswered > 0 }
    let ranks = result?.ranks
    let normalized: [TextTable.Column] = [
      .init(
        name: "average-normalized-score", title: "Average Normalized Score",
        shortTitle: "AveNorm"),
      .init(name: "rank", title: "Rank"),
    ]
    return table(
      totals, name: name, title: title,
      columns: (result == nil ? [] : normalized) + [.init(name: "trials", title: "Trials")]
        + (hasHoles ? [.unanswered] : []) + [
          .init(name: "mean-score", title: "Mean score", shortTitle: "Mean"),
          .init(name: "correct-rate", title: "Correct %", shortTitle: "Corr. %"),
          .init(name: "correct-low", title: "95 % from", shortTitle: "from"),
          .init(name: "correct-high", title: "95 % to", shortTitle: "to"),
          .init(name: "answered", title: "Answered trials", shortTitle: "Answered"),
          .init(
            name: "mean-score-answered", title: "Mean score of answered", shortTitle: "Mean/answ."),
          .init(
            name: "correct-rate-answered", title: "Correct % of answered",
            shortTitle: "Corr. %/answ."),
        ],
      notes: [
        "Answered: graded as correct, partial or wrong. 95 %: Wilson interval of Correct %."
      ] + (hasHoles ? [HoleNotes.column(over: denominator)] : [])
    ) { total in
      let method = total.method.name
      let own: [TextTable.Value] = [
        .number(result?.scores[method], decimals: 1),
        .integer(result?.scores[method] == nil ? nil : ranks?[method]),
      ]
      return (result == nil ? [] : own) + [.integer(total.cell.trials)]
        + (hasHoles ? [.integer(total.cell.unanswered)] : []) + total.scores
    }
  }

  private static func outcomes(
    _ totals: [MethodTotal], name: String, title: String
  ) -> TextTable {
    let outcomes = Outcome.allCases.filter { outcome in
      !outcome.isRare || totals.contains { $0.cell.count(of: outcome) > 0 }
    }
    return table(
      totals, name: name, title: title,
      columns: [.init(name: "trials", title: "Trials")]
        + outcomes.map { outcome in
          let words = outcome.rawValue.split(separator: "-").joined(separator: " ")
          return .init(name: outcome.rawValue, title: "\(words) %")
        },
      notes: ["Rates are of all trials."]
    ) { total in
      [.integer(total.cell.trials)]
        + outcomes.map { .number(total.rate(of: $0), decimals: 1) }
    }
  }

  private static func costs(
    _ totals: [MethodTotal], _ denominator: Denominator, name: String, title: String
  ) -> TextTable {
    // A sweep whose answers are read by rules alone has nothing to show there.
    let extracts = totals.contains { $0.cell.costs.extraction != nil }
    let isJudged = totals.contains { $0.cell.costs.judging != nil }
    let judging: [TextTable.Column] = [
      .init(name: "judge-calls", title: "Judges' calls", shortTitle: "Judge calls"),
      .init(name: "judge-tokens", title: "Judges' tokens", shortTitle: "Judge tokens"),
      .init(name: "judge-seconds", title: "Judges' s", shortTitle: "Judge s"),
    ]
    let leavesOut = denominator == .answered && totals.contains { $0.cell.unanswered > 0 }
    let extraction: [TextTable.Column] = [
      .init(name: "extraction-calls", title: "Extraction calls", shortTitle: "Extr. calls"),
      .init(name: "extraction-tokens", title: "Extraction tokens", shortTitle: "Extr. tokens"),
      .init(name: "extraction-seconds", title: "Extraction s", shortTitle: "Extr. s"),
    ]
    let note =
      "Extraction: the calls that read an answer by a model; in no other column of this table."
    return table(
      totals, name: name, title: title,
      columns: [
        .init(name: "fresh-input", title: "Fresh input"),
        .init(name: "cache-read", title: "Cache read"),
        .init(name: "cache-write", title: "Cache write"),
        .init(name: "visible-output", title: "Visible output"),
        .init(name: "reasoning-output", title: "Reasoning output"),
        .init(name: "tokens", title: "All tokens"),
        .init(name: "text-tokens", title: "Text tokens"),
        .init(name: "runtime-seconds", title: "Runtime s"),
        .init(name: "wait-seconds", title: "Waits s"),
        .init(name: "calls", title: "Calls"),
        .init(name: "code-usage", title: "Code %"),
      ] + (extracts ? extraction : []) + (isJudged ? judging : []),
      notes: [
        "Means a trial. Tokens as the providers count them; - where one did not say. Text tokens: "
          + "the paper's token length (prompts and answers without the system message), estimated "
          + "as a quarter of the bytes. Runtime as recorded: calls and code, without waits."
      ] + (extracts ? [note] : [])
        + (isJudged
          ? ["Judges: the calls that grade an answer; in no other column of this table."] : [])
        + (leavesOut ? ["Trials that were not answered are no part of these means."] : [])
    ) { total in
      total.costs + (extracts ? total.apart(\.extraction) : [])
        + (isJudged ? total.apart(\.judging) : [])
    }
  }
}

/// The trials of a method, added up.
private struct MethodTotal {
  let method: ScoreAxes.Entry
  let cell: CellSums
  /// Whether the method does not apply to the model.
  let isNA: Bool

  /// The share of an outcome in per cent, of all trials.
  func rate(of outcome: Outcome) -> Double? {
    cell.trials > 0 ? Double(cell.count(of: outcome)) * 100 / Double(cell.trials) : nil
  }

  /// A share of the counted trials in per cent.
  private func share(_ count: Int) -> Double? { cell.mean(Double(count) * 100) }

  var scores: [TextTable.Value] {
    let correct = cell.count(of: .correct)
    let interval = cell.correct.interval
    let graded = cell.graded > 0 ? Double(cell.graded) : nil
    return [
      .number(cell.meanScore, decimals: 1),
      .number(share(correct), decimals: 1),
      .number(interval.map { $0.lower * 100 }, decimals: 1),
      .number(interval.map { $0.upper * 100 }, decimals: 1),
      .integer(cell.graded),
      .number(graded.map { Double(cell.scoreMillionths) / 10_000 / $0 }, decimals: 1),
      .number(graded.map { Double(correct) * 100 / $0 }, decimals: 1),
    ]
  }

  var costs: [TextTable.Value] {
    let usage = cell.costs.usage
    let counters = [
      usage.freshInput, usage.cacheRead, usage.cacheWrite, usage.visibleOutput,
      usage.reasoningOutput,
    ]
    let total = usage.input.flatMap { input in usage.output.map { Double(input) + Double($0) } }
    return counters.map { .number($0.flatMap { cell.mean(Double($0)) }, decimals: 1) } + [
      .number(total.flatMap(cell.mean), decimals: 1),
      .number(cell.meanTextTokens, decimals: 1),
      .number(cell.meanRuntimeSeconds, decimals: 2),
      .number(
        cell.costs.waitMicroseconds.flatMap { cell.mean(Double($0) / 1_000_000) }, decimals: 2),
      .number(cell.mean(Double(cell.costs.calls)), decimals: 2),
      .number(share(cell.costs.codeTrials), decimals: 1),
    ]
  }

  /// What was asked of models about the answers, and is accounted apart.
  func apart(_ cost: KeyPath<TrialCosts, ExtractionCost?>) -> [TextTable.Value] {
    let cost = cell.costs[keyPath: cost]
    return [
      .number(cost.flatMap { cell.mean(Double($0.calls)) }, decimals: 2),
      .number(cost?.usage.total.flatMap { cell.mean(Double($0)) }, decimals: 1),
      .number(
        cost?.serviceMicroseconds.flatMap { cell.mean(Double($0) / 1_000_000) }, decimals: 2),
    ]
  }
}
