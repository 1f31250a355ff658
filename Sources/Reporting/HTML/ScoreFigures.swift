import Analysis
import Basics
import ModelAPI
import ScoreSheets
import Statistics
import Sweeps
import Trials

/// The cells, their totals and the averages of a report as values.
struct ScoreFigures {
  let summary: ScoreSummary
  let questions: QuestionScores
  let prices: ReportPrices
  let axes: ReportAxes

  /// The cells, in the order of the axes.
  var cells: [JSONValue] {
    keys.map { key in
      value(
        of: summary.cells[key] ?? CellSums(over: summary.denominator), at: axes.places(of: key),
        key.model)
    }
  }

  private var keys: [CellKey] {
    summary.axes.models.flatMap { model in
      summary.axes.methods.flatMap { method in
        summary.axes.tasks.map {
          CellKey(model: model.name, method: method.name, task: $0.name)
        }
      }
    }.filter { summary.cells[$0] != nil }
  }

  /// A model's methods over all tasks, with Average Normalized Score, rank and Pareto fronts.
  var totals: [JSONValue] {
    let table = ScoreTable(summary)
    return summary.axes.models.enumerated().flatMap { place, model -> [JSONValue] in
      let result = ModelResult(of: model.name, in: table)
      let ranks = result.ranks
      let intervals = ScoreCertainty(of: [model.name], in: summary, by: questions)?.intervals
      let rows = summary.axes.methods.enumerated().compactMap { method, entry in
        total(of: entry.name, model.name).map { (place: method, entry: entry, cell: $0) }
      }
      let spent = rows.map { costs(of: $0.cell, model.name) }
      let scores = rows.map { result.scores[$0.entry.name] }
      let fronts = CostMeasure.allCases.map { measure in
        Self.front(spent.map { $0[measure] ?? nil }, scores)
      }
      return rows.enumerated().map { index, row -> JSONValue in
        let rank = scores[index] == nil ? nil : ranks[row.entry.name]
        let interval = intervals?[row.entry.name]
        return [
          "total": value(of: row.cell, at: [place, row.place, -1], model.name),
          "normalized": Self.number(scores[index]),
          "interval": [Self.number(interval?.lower), Self.number(interval?.upper)],
          "rank": rank.map { .integer(Int64($0)) } ?? .null,
          "fronts": .array(fronts.map { .bool($0.contains(index)) }),
        ]
      }
    }
  }

  /// Average score, average rank and the score's interval of each method over the models, in the order of
  /// the axes.
  var averages: [JSONValue] {
    let table = ScoreTable(summary)
    let averages = ModelAverages(
      summary.axes.models.map { ModelResult(of: $0.name, in: table) })
    let intervals = certainty?.intervals
    return summary.axes.methods.map { method in
      [
        Self.number(averages.averageScore(of: method.name)),
        Self.number(averages.averageRank(of: method.name)),
        Self.number(intervals?[method.name]?.lower), Self.number(intervals?[method.name]?.upper),
      ]
    }
  }

  /// How sure the averages over all models are.
  private var certainty: ScoreCertainty? {
    ScoreCertainty(of: summary.axes.models.map(\.name), in: summary, by: questions)
  }

  /// What is said of the best method; `nil` where there is nothing to compare.
  var headline: String? {
    let table = ScoreTable(summary)
    let averages = ModelAverages(
      summary.axes.models.map { ModelResult(of: $0.name, in: table) })
    return certainty.map {
      CertaintyWords.headline($0, summary.axes) { averages.averageScore(of: $0) }
    }
  }

  /// The place of the method that is settled as the best.
  var winner: Int? {
    certainty?.winner.flatMap { winner in
      summary.axes.methods.firstIndex { $0.name == winner }
    }
  }

  private func total(of method: String, _ model: String) -> CellSums? {
    let total = summary.total(of: method, model: model)
    return total.trials > 0 ? total : nil
  }

  private func value(of cell: CellSums, at places: [Int], _ model: String) -> JSONValue {
    let correct = cell.count(of: .correct)
    let interval = cell.correct.interval
    let costs = costs(of: cell, model)
    let counts =
      places
      + [
        cell.trials, correct, cell.graded, cell.costs.codeTrials, cell.allCosts.calls, cell.counted,
        cell.unanswered,
      ]
      + Outcome.shown(in: summary).map { cell.count(of: $0) }
    return [
      .array(counts.map { .integer(Int64($0)) }),
      Self.number(cell.meanScore),
      Self.number(interval.map { $0.lower * 100 }),
      Self.number(interval.map { $0.upper * 100 }),
      Self.number(costs[.tokens] ?? nil),
      Self.number(costs[.runtime] ?? nil),
      Self.number(costs[.money] ?? nil),
      Self.number(cell.meanTextTokens),
    ]
  }

  private func costs(of cell: CellSums, _ model: String) -> [CostMeasure: Double?] {
    let usage = cell.costs.usage
    let tokens = usage.input.flatMap { input in usage.output.map { Double(input) + Double($0) } }
    return [
      .tokens: tokens.flatMap(cell.mean),
      .runtime: cell.meanRuntimeSeconds,
      .money: prices.meanDollars(of: cell, model: model),
    ]
  }

  /// The rows that lie on the front; those without a cost or a score take no part.
  private static func front(_ costs: [Double?], _ scores: [Double?]) -> Set<Int> {
    let known = costs.indices.compactMap { row -> (row: Int, point: ParetoFront.Point)? in
      guard let cost = costs[row], let score = scores[row] else { return nil }
      return (row, ParetoFront.Point(cost: cost, score: score))
    }
    return Set(ParetoFront.indices(of: known.map(\.point)).map { known[$0].row })
  }

  /// A number as it is: rounded once, by whoever shows it, it reads as in every other table.
  static func number(_ value: Double?) -> JSONValue {
    guard let value, value.isFinite else { return .null }
    return .double(value)
  }
}

/// What a score is set against, in the order in which fronts are listed.
enum CostMeasure: CaseIterable {
  case tokens
  case runtime
  case money
}

/// The rungs of all ladders as values, with the sums over tasks at the place -1.
struct LadderFigures {
  let summary: ComplexitySummary
  let axes: ReportAxes

  /// The four classes at each rung.
  var cells: [JSONValue] {
    // The four classes, and the questions.
    var sums: [ComplexityKey: [Int]] = [:]
    let none = [0, 0, 0, 0, 0]
    for (key, cell) in summary.cells where axes.contains(key.cell) {
      let counts = [
        cell.rightWithCode, cell.rightWithoutCode, cell.wrongWithCode, cell.wrongWithoutCode,
        cell.total.questions.count,
      ]
      let all = CellKey(model: key.cell.model, method: key.cell.method, task: "")
      sums[key] = counts
      // Sums are of integers: the order of the cells cannot change them.
      sums[ComplexityKey(all, rung: key.rung), default: none] =
        zip(sums[ComplexityKey(all, rung: key.rung)] ?? none, counts).map { $0 + $1 }
    }
    // A rung of which no trial was answered has no share to draw.
    let rows = sums.filter { $0.value.contains { $0 > 0 } }.map { key, counts in
      (axes.places(of: key.cell) + [key.rung], counts)
    }
    .sorted { $0.0.lexicographicallyPrecedes($1.0) }
    return rows.map { Self.value(of: $0, $1) }
  }

  /// What the rungs of each task are like: pairs of rung and words, task by task.
  var rungs: [JSONValue] {
    summary.axes.tasks.map { task in
      .array(
        (summary.ladders[task.name] ?? [:]).sorted { $0.key < $1.key }.map {
          [.integer(Int64($0.key)), .string($0.value)]
        })
    }
  }

  private static func value(of places: [Int], _ counts: [Int]) -> JSONValue {
    let classes = counts.dropLast()
    let interval = WilsonInterval(
      successes: counts[0] + counts[1], trials: classes.reduce(0, +), clusters: counts[4])
    return .array(
      (places + classes).map { .integer(Int64($0)) } + [
        ScoreFigures.number(interval.map { $0.lower * 100 }),
        ScoreFigures.number(interval.map { $0.upper * 100 }),
      ])
  }
}
