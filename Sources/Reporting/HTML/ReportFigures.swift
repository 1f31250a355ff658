public import Analysis
import Basics
public import ModelAPI
import RecordReplay
public import Regression
import ScoreSheets
import Statistics
import Sweeps
import Trials

/// What a report's script draws, as values.
struct ReportFigures {
  let parts: HTMLReport.Parts
  let axes: ReportAxes

  init(parts: HTMLReport.Parts) {
    self.parts = parts
    axes = ReportAxes(parts.summary.axes)
  }

  /// The sweeps' names.
  var title: String {
    parts.provenance.sources.map(\.header.sweep).joined(separator: ", ")
  }

  /// Everything but trials and transcripts.
  var summary: JSONValue {
    let scores = ScoreFigures(
      summary: parts.summary, questions: parts.questions, prices: parts.prices, axes: axes)
    let ladders = LadderFigures(summary: parts.ladders, axes: axes)
    let shown = parts.summary.axes
    return [
      "title": .string(title),
      "tool": .string(parts.provenance.toolVersion),
      "sweeps": .array(
        parts.provenance.sources.map {
          [
            "name": .string($0.header.sweep), "trials": .integer(Int64($0.trials)),
            "cassettes": .array($0.header.cassettes.map { .string($0.short) }),
          ]
        }),
      "prices": parts.prices.newestDay.map { .string($0.text) } ?? .null,
      "models": .array(
        shown.models.map { model in
          [
            "name": .string(model.name), "title": .string(model.title),
            "notes": .array(notes(on: model).map { .string($0) }),
            "priced": .bool(parts.prices.row(of: model.name) != nil),
          ]
        }),
      "methods": .array(
        shown.methods.map {
          [
            "name": .string($0.name), "title": .string($0.title),
            "single": .bool(MethodName.isSingleTurn($0.name)),
          ]
        }),
      "tasks": .array(
        shown.tasks.map {
          [
            "name": .string($0.name), "title": .string($0.title), "short": .string($0.shortTitle),
          ]
        }),
      "outcomes": .array(Outcome.shown(in: parts.summary).map { .string($0.rawValue) }),
      "notApplicable": .array(
        shown.models.enumerated().flatMap { place, model in
          shown.methods.enumerated().filter { !shown.applies(method: $1.name, to: model.name) }
            .map { [.integer(Int64(place)), .integer(Int64($0.offset))] }
        } + unseenTasks),
      "layers": .array(Layer.allCases.map { .string($0.rawValue) }),
      "cells": .array(scores.cells),
      "totals": .array(scores.totals),
      "averages": .array(scores.averages),
      "headline": scores.headline.map { .string($0) } ?? .null,
      "winner": scores.winner.map { .integer(Int64($0)) } ?? .null,
      "ladder": .array(ladders.cells),
      "rungs": .array(ladders.rungs),
      "comparison": parts.comparison.map { $0.json(axes) } ?? .null,
      "transcripts": .integer(Int64(parts.transcripts.count)),
      "trials": .integer(Int64(parts.trials.count)),
    ]
  }

  /// The cells of tasks that cannot be asked of a model: places of model, method and task.
  private var unseenTasks: [JSONValue] {
    let shown = parts.summary.axes
    return shown.models.enumerated().flatMap { place, model in
      shown.methods.enumerated().flatMap { method in
        shown.tasks.enumerated().filter {
          shown.applies(method: method.element.name, to: model.name)
            && !shown.applies(method: method.element.name, to: model.name, on: $1.name)
        }.map { task in
          .array([place, method.offset, task.offset].map { .integer(Int64($0)) })
        }
      }
    }
  }

  /// The questions as trials point at them, with their right answers.
  var questions: JSONValue {
    var references = TextShelf(textLimit: TranscriptLibrary.textLimit)
    let items = parts.trials.items.map { item -> JSONValue in
      let reference = parts.references[item.task]?[item.id]
      return [
        .integer(Int64(axes.place(ofTask: item.task))), .string(item.id),
        .integer(Int64(item.rung)),
        reference.map { .integer(Int64(references.place(of: $0))) } ?? .null,
      ]
    }
    return [
      "items": .array(items), "references": .array(references.texts.map { .string($0) }),
    ]
  }

  /// The transcripts and their texts.
  var transcripts: JSONValue {
    let shelf = parts.transcripts.shelf
    let value: JSONValue = [
      "texts": .array(shelf.texts.map { .string($0) }),
      "cuts": .array(
        shelf.cuts.sorted { $0.key < $1.key }.map { place, cut in
          .array([place, cut.bytes, cut.shown, cut.gap].map { .integer(Int64($0)) })
        }),
      "entries": .array(
        parts.transcripts.entries.sorted { $0.trial < $1.trial }.map {
          [.integer(Int64($0.trial)), $0.value]
        }),
    ]
    guard !parts.transcripts.images.shown.isEmpty, var members = value.object else { return value }
    members["images"] = parts.transcripts.images.json
    return .object(members)
  }

  /// The tables that stand in the document itself.
  func tables() throws(JSONError) -> (comparison: String, numbers: String, provenance: String) {
    let provenance = try parts.provenance.table(parts.prices, models: parts.summary.axes.models)
    return (
      comparison: (parts.comparison?.tables ?? []).map(HTMLTable.folded).joined(),
      numbers: parts.tables.map(HTMLTable.folded).joined(),
      provenance: HTMLTable.element(provenance)
    )
  }

  private func notes(on model: ScoreAxes.Entry) -> [String] {
    ModelTable.table(of: model, in: parts.summary, by: parts.questions).notes
  }
}

/// What the models of a report cost: the row of a dated price table that holds for each.
public struct ReportPrices: Sendable {
  /// The newest day of the table; `nil` where there is no table.
  public let newestDay: PriceDay?
  private let rows: [String: PriceTable.Row]

  /// Without a table, every price is unknown.
  public static let unknown = ReportPrices(newestDay: nil, rows: [:])

  /// Looks up models by the names that their requests carry.
  ///
  /// - Parameter requestNames: The request's name for each model of the report.
  public init(_ table: PriceTable, requestNames: [String: String]) {
    self.init(
      newestDay: table.newestDay, rows: requestNames.compactMapValues { table.row(for: $0) })
  }

  private init(newestDay: PriceDay?, rows: [String: PriceTable.Row]) {
    self.newestDay = newestDay
    self.rows = rows
  }

  /// Both price lists as one; where both know a model, this one's row is kept.
  public func merging(_ other: ReportPrices) -> ReportPrices {
    ReportPrices(
      newestDay: [newestDay, other.newestDay].compactMap(\.self).max(),
      rows: rows.merging(other.rows) { mine, _ in mine })
  }

  /// The row that holds for a model; `nil` where its price is unknown.
  func row(of model: String) -> PriceTable.Row? { rows[model] }

  /// What a trial of a cell cost on average, in US dollars; `nil` where the price or a counter that it
  /// depends on is unknown.
  func meanDollars(of cell: CellSums, model: String) -> Double? {
    rows[model]?.price.cost(of: cell.costs.usage).flatMap {
      cell.mean(Double($0.picodollars) / 1e12)
    }
  }
}

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
      .map {
        (places: axes.places(of: $0.key), score: $0.value.meanScore, trials: $0.value.counted)
      }
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
      guard let method = row.group.method, let difference = row.success?.difference else {
        return nil
      }
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
