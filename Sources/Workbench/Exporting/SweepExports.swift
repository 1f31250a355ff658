import Basics
import Cassettes
import Files
import FoundationEssentials
import ModelAPI
import RecordReplay
package import Reporting
import ScoreSheets
import Sweeps
import Tasks

/// Exports one sweep, trial by trial, in memory that does not grow with the number of trials.
package struct SweepExporter {
  /// Bytes that may wait before they are written.
  private static let pendingLimit = 1 << 20

  let sweep: OpenSweep
  let format: SweepExportFormat
  let workers: Int
  /// The places of the trials in the plan; `nil` for all of them.
  let trials: [Int]?

  /// Prepares the export of the picked trials of a sweep.
  ///
  /// - Parameters:
  ///   - sweep: The sweep.
  ///   - format: The format.
  ///   - selection: The trials.
  ///   - workers: How many trials run at the same time; no output depends on it.
  package init(
    _ sweep: OpenSweep, as format: SweepExportFormat,
    selection: TrialSelection = TrialSelection(), workers: Int
  ) throws {
    self.sweep = sweep
    self.format = format
    self.workers = workers
    trials = try selection.places(in: [sweep])[0].places
  }

  /// Writes the export to a file, which is replaced, or to a new folder, by its format.
  ///
  /// It appears as a whole or not at all.
  ///
  /// - Returns: The number of trials.
  package func write(to path: String) async throws -> Int {
    let place = try ExportPlace(path: path, isFolder: format.isFolder)
    let count = try await write { try place.append($0) }
    try place.finish()
    return count
  }

  /// Hands the export over piece by piece; gives the number of trials.
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

/// Writes what replays found for the tools of continuous integration.
package struct GateExports {
  private static let summaryVariable = "GITHUB_STEP_SUMMARY"

  private let sweeps: [GatedSweep]

  package init(_ results: [ReplayedSweep], allowsUnused: Bool) {
    sweeps = results.map { result in
      var sweep = GatedSweep(
        sweep: result.name, path: result.path, report: result.gate,
        missing: result.misses.map { .init($0, at: result.places.missing[$0.cause]) },
        problems: Self.problems(of: result, allowsUnused: allowsUnused))
      sweep.texts = result.examples
      sweep.examplePlaces = result.places.examples
      sweep.causePlaces = result.places.causes
      sweep.home = result.places.home
      sweep.failsOn = result.failsOn
      return sweep
    }
  }

  /// Writes JUnit XML, whole or not at all.
  package func writeJUnit(to path: String) throws {
    try OutputFile.replace(URL(filePath: path), with: Array(JUnitReport(sweeps).xml.utf8))
  }

  /// Writes Markdown of any length, whole or not at all.
  package func writeMarkdown(to path: String) throws {
    try OutputFile.replace(URL(filePath: path), with: Array(GateMarkdown(sweeps).text().utf8))
  }

  /// Writes a comment of a pull request, within GitHub's limit, whole or not at all.
  package func writeComment(to path: String) throws {
    try OutputFile.replace(URL(filePath: path), with: Array(GitHubReport(sweeps).comment.utf8))
  }

  /// Writes SARIF, whole or not at all.
  package func writeSARIF(to path: String) throws {
    let json = SARIFReport(sweeps, version: ToolVersion.current).json
    let text = try CanonicalJSON.text(of: json) + "\n"
    try OutputFile.replace(URL(filePath: path), with: Array(text.utf8))
  }

  /// What GitHub Actions shows beside the code, a line each.
  package var annotations: [String] { GitHubReport(sweeps).annotations }

  /// Appends to the summary of a step of GitHub Actions.
  ///
  /// - Parameter environment: Names the summary's file.
  package func appendSummary(environment: [String: String]) throws {
    let report = GitHubReport(sweeps)
    guard let path = environment[Self.summaryVariable], !path.isEmpty else {
      throw WorkbenchError(
        .usage,
        "\(Self.summaryVariable) is not set: --github is for a step of GitHub Actions. Elsewhere use "
          + "--junit or --json.")
    }
    // GitHub shows no more than that: where it is reached, nothing is added.
    guard let before = try Self.summary(at: path) else { return }
    let room = GitHubReport.summaryLimit - before.count
    try OutputFile.replace(
      URL(filePath: path), with: before + Array(report.summary(limit: room).utf8))
  }

  /// What the step's summary says so far; `nil` where it is full.
  private static func summary(at path: String) throws -> [UInt8]? {
    do throws(FileError) {
      return try ReadableFile.bytes(of: path, limit: GitHubReport.summaryLimit)
    } catch  where error.isMissing {
      return []
    } catch {
      throw WorkbenchError(.usage, "\(error)")
    }
  }

  private static func problems(of result: ReplayedSweep, allowsUnused: Bool) -> [String] {
    var problems = result.failures.map(\.error.message)
    if !result.unused.isEmpty, !allowsUnused {
      problems.append("\(result.unused.count) recorded exchanges that no trial asks for")
    }
    if result.gate == nil, problems.isEmpty, result.misses.isEmpty, !result.isBlessed {
      problems.append("there is no baseline to compare with")
    }
    return problems
  }
}
