import Analysis
import ArgumentParser
import Basics
import Foundation
import Reporting
import ScoreSheets
import Statistics
import Sweeps
import Trials
import Workbench

/// Writes a sweep's outcome in the format of another tool.
struct SweepExportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write a sweep's outcome in the format of another tool.",
    discussion: """
      The sweep is replayed from its cassettes. The same cassettes give the same bytes: times are \
      those of the recording, ids are digests. Formats of one file go to standard output where no \
      --output is given.

      Formats:
      \(SweepExportRegistry.all.map { "  \($0.name.padding(toLength: 16, withPad: " ", startingAt: 0))\($0.summary)" }.joined(separator: "\n"))

      Examples:
        steerbench export smollm2-135m --format csv > trials.csv
        steerbench export smollm2-135m --format inspect --output logs && inspect view --log-dir logs
        steerbench export smollm2-135m --format lm-eval --output results --task game24
        steerbench export smollm2-135m --format openmetrics --output /var/lib/node/steerbench.prom
      """)

  @OptionGroup var argument: SweepArgument
  @Option(help: "The format: see below.") var format: String
  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "Where to write: a file, which is replaced, or a new folder for the formats that are one.",
      valueName: "path"))
  var output: String?
  @OptionGroup var selection: OptionalSelectionArguments
  @OptionGroup var workers: WorkerOption
  @Flag(help: "Say what was written as JSON.") var json = false

  func validate() throws {
    guard let found = SweepExportRegistry.format(named: format) else {
      let names = SweepExportRegistry.all.map(\.name)
      throw ValidationError(
        "--format \(format): there is no such format. \(NearMatch.hint(for: format, among: names))")
    }
    if output == nil, found.isFolder {
      throw ValidationError("--format \(format) is a folder of files. Say where: --output FOLDER.")
    }
    if output == nil, json {
      throw ValidationError(
        "--json says what was written to --output. Without it the export itself is printed.")
    }
  }

  func run() async throws {
    guard let found = SweepExportRegistry.format(named: format) else { return }
    let sweep = try OpenSweep(try argument.folder())
    let session = SweepExportSession(
      sweep: sweep, format: found, workers: workers.count,
      trials: try selection.selection.places(in: [sweep])[0].places)
    guard let output else {
      _ = try await session.write { for piece in $0 { Console.output.write(piece.bytes) } }
      return
    }
    let place = try ExportPlace(path: output, isFolder: found.isFolder)
    let trials = try await session.write { try place.append($0) }
    try place.finish()
    let text = "Wrote \(trials == 1 ? "1 trial" : "\(trials) trials") to \(output)."
    let value: JSONValue = [
      "format": .string(format), "output": .string(output), "trials": .integer(Int64(trials)),
    ]
    Console.output.write(json ? try CanonicalJSON.text(of: value) : text)
  }
}
