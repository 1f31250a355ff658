import Analysis
import Basics
import ModelAPI
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
    let scores = ScoreFigures(summary: parts.summary, prices: parts.prices, axes: axes)
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
      "outcomes": .array(Outcome.allCases.map { .string($0.rawValue) }),
      "notApplicable": .array(
        shown.models.enumerated().flatMap { place, model in
          shown.methods.enumerated().filter { !shown.applies(method: $1.name, to: model.name) }
            .map { [.integer(Int64(place)), .integer(Int64($0.offset))] }
        }),
      "layers": .array(Layer.allCases.map { .string($0.rawValue) }),
      "cells": .array(scores.cells),
      "totals": .array(scores.totals),
      "averages": .array(scores.averages),
      "ladder": .array(ladders.cells),
      "rungs": .array(ladders.rungs),
      "comparison": parts.comparison.map { $0.json(axes) } ?? .null,
      "transcripts": .integer(Int64(parts.transcripts.count)),
      "trials": .integer(Int64(parts.trials.count)),
    ]
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
    return [
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
    let normalized = NormalizedScores(of: model.name, in: ScoreTable(parts.summary))
    return ModelTable.notes(normalized, parts.summary.axes)
  }
}
