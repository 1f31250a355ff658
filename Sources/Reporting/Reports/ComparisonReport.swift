public import Basics
public import Regression
import ScoreSheets
import Statistics

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
    }
  }

  /// The report as text.
  ///
  /// - Parameter width: The columns of the terminal; `nil` for as many as are wanted.
  public func text(colour: Bool, width: Int? = nil) -> String {
    let heads = ["A  \(names.first)", "B  \(names.second)", regime, verdict]
    let head = heads.map { VisibleText.escape($0) + "\n" }.joined()
    guard !tables.isEmpty else { return head }
    return head + "\n" + TerminalRenderer(colour: colour, width: width).render(tables)
  }

  /// The tables.
  public var tables: [TextTable] {
    switch comparison {
    case .flips(let report):
      report.passes ? [] : [FlipsReport(report).causes, FlipsReport(report).flips]
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
