import Analysis
import Basics
import Cassettes
import Foundation
import ModelAPI
import RecordReplay
package import Reporting
import ScoreSheets
import Statistics
import Sweeps
import Tasks
import Trials

/// Exports one sweep, trial by trial, in memory that does not grow with the number of trials.
package struct SweepExportSession {
  /// Bytes that may wait before they are written.
  private static let pendingLimit = 1 << 20

  let sweep: OpenSweep
  let format: SweepExportFormat
  let workers: Int
  /// The places of the trials in the plan; `nil` for all of them.
  var trials: [Int]?

  /// Creates it of its parts.
  package init(sweep: OpenSweep, format: SweepExportFormat, workers: Int, trials: [Int]? = nil) {
    self.sweep = sweep
    self.format = format
    self.workers = workers
    self.trials = trials
  }

  /// Writes the export; gives the number of trials.
  package func write(
    isolation: isolated (any Actor)? = #isolation, _ consume: ([ExportFiles.Piece]) throws -> Void
  ) async throws -> Int {
    let tape = try sweep.tape()
    var export = format.begin(try description(of: tape))
    var files = ExportFiles()
    var count = 0
    try await sweep.replay(trials, from: tape, workers: workers) { trial, record in
      ExportedTrial(question: trial.question.loaded.question, record: record)
    } emit: { trial in
      try export.add(trial, to: &files)
      count += 1
      if files.count >= Self.pendingLimit { try consume(files.take()) }
    }
    try export.finish(&files)
    try consume(files.take())
    return count
  }

  private func description(of tape: CassetteUnion) throws -> ExportedSweep {
    let plan = sweep.folder.sweep
    return ExportedSweep(
      header: ScoreSheetHeader(
        of: plan, grading: sweep.grading, cassettes: tape.folder.lines.map(\.root)),
      axes: sweep.plan.axes,
      models: plan.models.map {
        ExportedSweep.Model(
          name: $0.name, served: $0.endpoint.model, parameters: $0.endpoint.parameters)
      },
      toolVersion: ToolVersion.current, recorded: try recorded(tape.folder),
      interpreter: plan.interpreter)
  }

  /// When the newest exchange was recorded; the beginning of 1970 where no exchange says so.
  private func recorded(_ folder: CassetteFolder) throws -> String {
    let entries = try ExchangeCatalog(CassetteSet(folder)).entries
    let moments = entries.compactMap { entry in
      (try? JSONValue(parsing: String(decoding: entry.provenance, as: UTF8.self)))?["recorded"]?
        .string
    }
    return moments.max { $0.utf8.lexicographicallyPrecedes($1.utf8) } ?? "1970-01-01T00:00:00Z"
  }
}
