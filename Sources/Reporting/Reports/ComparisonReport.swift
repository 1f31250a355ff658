import Analysis
public import Basics
public import Regression
import ScoreSheets
import Statistics
import Sweeps
import Trials

/// A comparison of two score sheets for people and for programs.
///
/// It says which regime holds before it says anything else: flips of the same recordings are facts,
/// differences of two recordings are samples, and a reader must know which are before them.
public struct ComparisonReport: Sendable {
  private let comparison: Comparison
  private let names: Sides<String>

  /// Creates the report.
  ///
  /// - Parameter names: What the two sheets are called in the report.
  public init(_ comparison: Comparison, names: Sides<String>) {
    self.comparison = comparison
    self.names = names
  }

  /// The regime in a sentence or two.
  public var regime: String {
    switch comparison.regime {
    case .sameRecordings:
      "Same recordings: nothing was sampled, so every difference was made by code, and the flips are"
        + " the whole answer."
    case .differentRecordings:
      "Different recordings: both are samples. A difference whose interval holds 0 may be chance, and"
        + " is no proof of equality either."
    }
  }

  /// What was found in a sentence.
  public var verdict: String {
    switch comparison {
    case .flips(let report): FlipsReport(report).verdict
    case .statistics(let report):
      "Trials in both: \(report.pairs); only in the first: \(report.unpaired.first), only in the"
        + " second: \(report.unpaired.second). Methods that differ after Holm's correction (5 %): "
        + "\(report.methods.count { ($0.adjustedPValue ?? 1) < Comparison.level }) of \(report.methods.count)."
        + Self.holes(in: report)
    }
  }

  private static func holes(in report: PairedComparison) -> String {
    let count = report.models.reduce(0) { $0 + $1.unanswered }
    return count == 0
      ? ""
      : " Of these, the provider did not answer \(count) on one side or both; they are part of no "
        + "statistic."
  }

  /// The report as text.
  ///
  /// - Parameter width: The columns of the terminal; `nil` for as many as are wanted.
  public func text(colour: Bool, width: Int? = nil) -> String {
    let heads = ["A  \(names.first)", "B  \(names.second)", regime, verdict]
    let head = heads.map { TextWrap.fitted(VisibleText.escape($0), width: width) + "\n" }.joined()
    guard !tables.isEmpty else { return head }
    return head + "\n" + TerminalRenderer(colour: colour, width: width).render(tables)
  }

  /// The tables.
  public var tables: [TextTable] {
    switch comparison {
    case .flips(let report):
      report.flipCount == 0 ? [] : [FlipsReport(report).causes, FlipsReport(report).flips]
    case .statistics(let report):
      [
        PairedTable(name: "models", title: "Models, all trials", rows: report.models).table,
        PairedTable(name: "methods", title: "Methods, over all tasks", rows: report.methods).table,
        PairedTable(
          name: "cells", title: "Single cells, to explore and not to judge", rows: report.cells
        ).table,
      ]
    }
  }

  /// The whole report as a value.
  public var json: JSONValue {
    let common: [JSONMember] = [
      JSONMember(name: "a", value: .string(names.first)),
      JSONMember(name: "b", value: .string(names.second)),
      JSONMember(name: "regime", value: .string(comparison.regime.rawValue)),
      JSONMember(name: "verdict", value: .string(verdict)),
    ]
    switch comparison {
    case .flips(let report):
      return .object(
        JSONObject(common + [JSONMember(name: "flips", value: FlipsReport(report).json)]))
    case .statistics(let report):
      return .object(JSONObject(common + Self.members(of: report)))
    }
  }

  private static func members(of report: PairedComparison) -> [JSONMember] {
    [
      JSONMember(name: "pairs", value: .integer(Int64(report.pairs))),
      JSONMember(name: "onlyInA", value: .integer(Int64(report.unpaired.first))),
      JSONMember(name: "onlyInB", value: .integer(Int64(report.unpaired.second))),
      JSONMember(name: "bootstrap", value: bootstrap),
      JSONMember(name: "models", value: .array(report.models.map(PairedTable.json))),
      JSONMember(name: "methods", value: .array(report.methods.map(PairedTable.json))),
      JSONMember(name: "cells", value: .array(report.cells.map(PairedTable.json))),
    ]
  }

  private static var bootstrap: JSONValue {
    [
      "generator": .string(PairedBootstrap.generator),
      "seed": .string(PairedComparison.seed),
      "resamples": .integer(Int64(PairedBootstrap.resamples)),
      "level": .double(0.95),
    ]
  }
}

/// Paired statistics as a table and as values.
struct PairedTable {
  let name: String
  let title: String
  let rows: [PairedRow]

  /// The table.
  var table: TextTable {
    TextTable(
      name: name, title: title, columns: Self.columns, rows: rows.map(Self.row),
      notes: Self.notes + holes)
  }

  /// What is left out, and where.
  private var holes: [String] {
    let groups = rows.filter { $0.unanswered > 0 }
    guard !groups.isEmpty else { return [] }
    let list = groups.map { "\($0.group.name) \($0.unanswered) of \($0.pairs + $0.unanswered)" }
    return [
      "Errors: trials that a provider's error ended. Pairs with one are part of no other number: "
        + list.joined(separator: ", ") + "."
    ]
  }

  private static let columns: [TextTable.Column] = [
    .init(name: "group", title: "B less A", isText: true),
    .init(name: "pairs", title: "Pairs"),
    .init(name: "success", title: "Success %, A -> B", isText: true),
    .init(name: "difference", title: "Difference in points", isText: true),
    .init(name: "p", title: "p (McNemar)"),
    .init(name: "adjusted", title: "p (Holm)"),
    .init(name: "detectable", title: "Detectable points"),
    .init(name: "score", title: "Score", isText: true),
    .init(name: "tokens", title: "Tokens", isText: true),
    .init(name: "runtime", title: "Runtime s", isText: true),
    .init(name: "unparsed", title: "Unparsed", isText: true),
    .init(name: "failed", title: "Errors", isText: true),
  ]

  private static let notes = [
    "In brackets: intervals of 95 %. Success: Newcombe's interval for paired proportions; p by the"
      + " exact test of McNemar.",
    "Score, tokens and runtime: means of the paired differences, percentile bootstrap over questions"
      + " (\(PairedBootstrap.generator), seed \"\(PairedComparison.seed)\","
      + " \(PairedBootstrap.resamples) resamples).",
    "Detectable: the difference in points that so many pairs show in 80 % of cases; a smaller one may"
      + " be there unseen.",
  ]

  private static func row(_ row: PairedRow) -> TextTable.Row {
    func share(_ count: Int) -> String {
      rate(count, of: row.pairs)
    }
    func rate(_ count: Int, of pairs: Int) -> String {
      guard pairs > 0 else { return "-" }
      return FixedPoint.text(100 * Double(count) / Double(pairs), decimals: 1) ?? "-"
    }
    let all = row.pairs + row.unanswered
    func mean(_ metric: PairedMetric, _ decimals: Int) -> TextTable.Cell {
      guard let mean = row.means[metric] else { return .init(.unmeasured) }
      return .init(.text(interval(mean.mean, mean.lower, mean.upper, decimals)))
    }
    return .init(
      name: row.group.name,
      cells: [
        .init(.text(row.group.name)),
        .init(.integer(row.pairs)),
        .init(.text("\(share(row.successes.first)) -> \(share(row.successes.second))")),
        .init(
          row.success.map(\.difference).map {
            .text(interval(100 * $0.difference, 100 * $0.lower, 100 * $0.upper, 1))
          } ?? .unmeasured),
        .init(probability(row.success?.test.pValue)),
        .init(probability(row.adjustedPValue)),
        .init(.number(row.success.map(\.detectable).map { 100 * $0.difference }, decimals: 1)),
        mean(.score, 3), mean(.tokens, 1), mean(.runtime, 2),
        .init(.text("\(share(row.unparsed.first)) -> \(share(row.unparsed.second))")),
        .init(.text("\(rate(row.failed.first, of: all)) -> \(rate(row.failed.second, of: all))")),
      ])
  }

  /// A p-value; one that would be shown as zero is said to be below what can be shown.
  private static func probability(_ value: Double?) -> TextTable.Value {
    guard let value else { return .unmeasured }
    return value < 0.0001 ? .text("<0.0001") : .number(value, decimals: 4)
  }

  private static func interval(
    _ value: Double, _ lower: Double, _ upper: Double, _ decimals: Int
  ) -> String {
    let middle = FixedPoint.text(value, decimals: decimals) ?? "-"
    guard let low = FixedPoint.text(lower, decimals: decimals),
      let high = FixedPoint.text(upper, decimals: decimals)
    else { return middle }
    return "\(middle) [\(low), \(high)]"
  }

  /// A row for programs.
  static func json(_ row: PairedRow) -> JSONValue {
    [
      "group": .string(row.group.name),
      "model": .string(row.group.model),
      "method": row.group.method.map(JSONValue.string) ?? .null,
      "task": row.group.task.map(JSONValue.string) ?? .null,
      "pairs": .integer(Int64(row.pairs)),
      "successes": json(row.successes),
      "unparsed": json(row.unparsed),
      "errors": json(row.failed),
      "unanswered": .integer(Int64(row.unanswered)),
      "onlyA": row.success.map(\.test).map { .integer(Int64($0.onlyFirst)) } ?? .null,
      "onlyB": row.success.map(\.test).map { .integer(Int64($0.onlySecond)) } ?? .null,
      "p": row.success.map(\.test).map { .double($0.pValue) } ?? .null,
      "pHolm": row.adjustedPValue.map(JSONValue.double) ?? .null,
      "difference": row.success.map(\.difference).map { json($0.difference, $0.lower, $0.upper) }
        ?? .null,
      "detectable": row.success.map(\.detectable).map { .double($0.difference) } ?? .null,
      "score": json(.score, of: row),
      "tokens": json(.tokens, of: row),
      "runtime": json(.runtime, of: row),
    ]
  }

  private static func json(_ sides: Sides<Int>) -> JSONValue {
    ["a": .integer(Int64(sides.first)), "b": .integer(Int64(sides.second))]
  }

  private static func json(_ metric: PairedMetric, of row: PairedRow) -> JSONValue {
    row.means[metric].map { json($0.mean, $0.lower, $0.upper) } ?? .null
  }

  private static func json(_ value: Double, _ lower: Double, _ upper: Double) -> JSONValue {
    // An interval that could not be bounded has no number in JSON.
    func number(_ value: Double) -> JSONValue { value.isFinite ? .double(value) : .null }
    return ["value": number(value), "lower": number(lower), "upper": number(upper)]
  }
}
