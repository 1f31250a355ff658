import ArgumentParser
import Basics
import FoundationEssentials
import Regression
import Reporting
import ScoreSheets
import Workbench

/// Compares two score sheets, exactly or with statistics, as their recordings demand.
struct CompareCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Compare two score sheets or two sweeps.",
    discussion: """
      Two sheets of the same recordings are compared exactly: nothing was sampled, the flips are \
      listed with the first layer that differs, and there is no p-value. Two recordings are \
      compared as paired samples: McNemar's exact test, Newcombe's interval, a paired bootstrap over \
      questions, Holm's correction among the methods, and the effect that could have been seen. The \
      report says which it was. Sheets that share only some recordings are refused.

      A sweep is replayed first; nothing is written.

      --left and --right compare parts: two models or two methods of one sweep, or of two, on the \
      questions that both have. That is always a comparison of samples.

      Examples:
        steerbench compare old/baseline.tsv new/baseline.tsv
        steerbench compare smollm2-135m smollm2-135m-october --json
        steerbench compare main.tsv branch.tsv --fail
        steerbench compare big --left method=all-code --right method=all-text
        steerbench compare mine --left model=gpt-4o --right model=o3 --json
      """)

  @Argument(
    help: ArgumentHelp(
      "A score sheet, or a sweep's folder or name.", discussion: "What is compared with.",
      valueName: "a"), completion: CompletionWords.sweeps)
  var first: String
  @Argument(
    help: ArgumentHelp(
      "A score sheet, or a sweep's folder or name.",
      discussion: "What is compared. Default, with --left and --right: the same.",
      valueName: "b"),
    completion: CompletionWords.sweeps)
  var second: String?
  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "Compare with these trials of A: model=, method=, task=, question=.", valueName: "kind=name"),
    completion: CompletionWords.parts)
  var left: [String] = []
  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp("Compare these trials of B, as --left says.", valueName: "kind=name"),
    completion: CompletionWords.parts)
  var right: [String] = []
  @OptionGroup var workers: WorkerOption
  @Option(help: "How many flips are listed in full; all are counted.")
  var limit = BaselineGate.usualLimit
  @Flag(
    help: ArgumentHelp(
      "Exit with 1 where something changed.",
      discussion: "Same recordings: any flip. Different recordings: a method whose success fell, "
        + "5 % after Holm's correction."))
  var fail = false
  @Flag(help: "Print JSON.") var json = false

  func validate() throws {
    guard limit >= 0 else { throw ValidationError("--limit is a number from 0.") }
    guard second != nil || !(left + right).isEmpty else {
      throw ValidationError("Name two sheets or sweeps, or two sides of one: --left and --right.")
    }
    for word in left + right where !TrialSelection.isWord(word) {
      throw ValidationError(
        "\(word): a side is model=, method=, task= or question= with a name.")
    }
  }

  func run() async throws {
    let other = second ?? first
    let hasSides = !(left + right).isEmpty
    let comparison =
      hasSides
      ? try await ComparedSides(first, other, left: left, right: right, workers: workers.count)
        .comparison
      : try await SheetSource.comparison(
        of: first, with: other, keeping: limit, workers: workers.count)
    let report = ComparisonReport(
      comparison,
      names: Sides(
        first: ([first] + left).joined(separator: " "),
        second: ([other] + right).joined(separator: " ")))
    Console.output.write(
      json
        ? try CanonicalJSON.text(of: report.json)
        : report.text(colour: Console.output.allowsColour, width: Console.output.width))
    if fail, comparison.hasRegression { throw CommandFailure(.regression) }
  }
}

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
      \(SweepExportRegistry.all.map { "  \($0.name.padded(to: 16))\($0.summary)" }.joined(separator: "\n"))

      Examples:
        steerbench export smollm2-135m --format csv > trials.csv
        steerbench export smollm2-135m --format inspect --output logs
        steerbench export mine --format lm-eval --output results --task game24
        steerbench export smollm2-135m --format openmetrics --output scores.prom
      """)

  @OptionGroup var argument: SweepArgument
  @Option(help: "The format: see below.", completion: CompletionWords.exports) var format: String
  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "Where to write: a file, which is replaced, or a new folder for the formats that are one.",
      valueName: "path"), completion: .file())
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
    let place = try await argument.place()
    defer { withExtendedLifetime(place) {} }
    let exporter = try SweepExporter(
      try OpenSweep(place.url), as: found, selection: selection.selection,
      workers: workers.count)
    guard let output else {
      _ = try await exporter.write { for piece in $0 { Console.output.write(piece.bytes) } }
      return
    }
    let trials = try await exporter.write(to: output)
    let text = "Wrote \(trials == 1 ? "1 trial" : "\(trials) trials") to \(output)."
    let value: JSONValue = [
      "format": .string(format), "output": .string(output), "trials": .integer(Int64(trials)),
    ]
    Console.output.write(json ? try CanonicalJSON.text(of: value) : text)
  }
}
