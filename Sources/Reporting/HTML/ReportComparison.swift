public import Analysis
import Basics
import RecordReplay
public import Regression
import ScoreSheets
import Statistics
import Sweeps
import Trials

/// What a report says of a second score sheet: the comparison, and the other's cells.
public struct ReportComparison: Sendable {
  private let report: ComparisonReport
  private let comparison: Comparison
  private let names: Sides<String>
  private let other: ScoreSummary

  /// Creates the section.
  ///
  /// - Parameters:
  ///   - comparison: The other sheet first, the report's own second.
  ///   - names: What the two are called.
  ///   - other: The other's cells.
  public init(_ comparison: Comparison, names: Sides<String>, other: ScoreSummary) {
    report = ComparisonReport(comparison, names: names)
    self.comparison = comparison
    self.names = names
    self.other = other
  }

  /// The tables of the comparison.
  var tables: [TextTable] { report.tables }

  /// What is drawn.
  func json(_ axes: ReportAxes) -> JSONValue {
    [
      "a": .string(names.first), "b": .string(names.second),
      "regime": .string(report.regime), "verdict": .string(report.verdict),
      "exact": .bool(comparison.regime == .sameRecordings),
      "cells": .array(cells(axes)),
      "flips": .array(flips),
      "methods": .array(methods(axes)),
    ]
  }

  /// The mean scores of the other sheet's cells.
  private func cells(_ axes: ReportAxes) -> [JSONValue] {
    other.cells.filter { axes.contains($0.key) }
      .map { (places: axes.places(of: $0.key), score: $0.value.meanScore, trials: $0.value.trials) }
      .sorted { $0.places.lexicographicallyPrecedes($1.places) }
      .map {
        .array(
          $0.places.map { .integer(Int64($0)) } + [
            ScoreFigures.number($0.score), .integer(Int64($0.trials)),
          ])
      }
  }

  private var flips: [JSONValue] {
    guard case .flips(let gate) = comparison else { return [] }
    return gate.flips.map { flip in
      [
        .string(flip.trial.description), .string(flip.cause.title),
        .string(flip.before?.outcome.rawValue ?? "none"),
        .string(flip.after?.outcome.rawValue ?? "none"),
      ]
    }
  }

  /// The difference of each method with a model in points, with Newcombe's interval.
  private func methods(_ axes: ReportAxes) -> [JSONValue] {
    guard case .statistics(let paired) = comparison else { return [] }
    return paired.methods.compactMap { row in
      guard let method = row.group.method, let difference = row.difference else { return nil }
      let places = axes.places(of: CellKey(model: row.group.model, method: method, task: ""))
      guard places[0] >= 0, places[1] >= 0 else { return nil }
      return .array(
        places.prefix(2).map { .integer(Int64($0)) } + [
          ScoreFigures.number(difference.difference * 100),
          ScoreFigures.number(difference.lower * 100),
          ScoreFigures.number(difference.upper * 100),
          ScoreFigures.number(row.adjustedPValue), .integer(Int64(row.pairs)),
        ])
    }
  }
}
