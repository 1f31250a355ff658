public import ArgumentParser
import Evaluation
import Foundation
public import Reporting
import Wire

/// Prints all tables of sweeps.
struct ReportCommand: AsyncParsableCommand {
  /// What the rows are.
  enum Grouping: String, CaseIterable, ExpressibleByArgument {
    case task
    case complexity
  }

  /// The policies that a report may be made by.
  enum Gradings: String, CaseIterable, ExpressibleByArgument {
    case strict
    case paper
    case both
  }

  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Print all tables of sweeps: scores, outcomes and costs.",
    discussion: """
      The sweeps are replayed from their cassettes. Nothing is compared with a baseline.
      With --by complexity: score, code usage, tokens and runtime along each task's ladder. With \
      --gradings both: how much of each score is the grader, strict against the published code.
      With --html: a document for a browser, complete in itself, with charts, every trial and the \
      transcripts.

      Examples:
        steerbench report smollm2-135m --html report.html
        steerbench report smollm2-135m --html report.html --compare old.tsv --transcripts all
        steerbench report smollm2-135m --format markdown > scores.md
        steerbench report --by complexity --format csv > ladders.csv
        steerbench report --gradings both
      """)

  @OptionGroup var arguments: SweepArguments
  @OptionGroup var workers: WorkerOption
  @Option(help: "terminal, markdown, csv or json.") var format = TableFormat.terminal
  @Option(help: "task, or complexity for the ladders.") var by = Grouping.task
  @Option(help: "strict, paper or both. Default: what the sweep says.") var gradings: Gradings?
  @Option(
    help: ArgumentHelp("Write a report for a browser to a file.", valueName: "file"))
  var html: String?
  @OptionGroup var page: HTMLArguments
  @Flag(help: "The same as --format json.") var json = false

  func validate() throws {
    if html != nil, gradings == .both {
      throw ValidationError("--html goes with one grading: strict or paper.")
    }
    if by == .complexity, gradings == .both {
      throw ValidationError("--by complexity goes with one grading: strict or paper.")
    }
  }

  func run() async throws {
    if let html { return try await writePage(to: html) }
    let replay = ReportReplay(workers: workers.count)
    let folders = try arguments.folders()
    let tables: [TextTable] =
      switch (by, gradings) {
      case (_, .both): try await replay.gradings(of: folders)
      case (.complexity, _): try await replay.ladders(of: folders, grading: gradings?.policy)
      case (.task, _): try await replay.scores(of: folders, grading: gradings?.policy)
      }
    let renderer = (json ? .json : format).renderer(colour: Console.output.allowsColour)
    Console.output.write(try renderer.render(tables), terminator: "")
  }

  private func writePage(to path: String) async throws {
    let report = try await page.builder(workers: workers.count, grading: gradings?.policy)
      .report(of: try arguments.folders())
    try FileWriter.replace(URL(filePath: path), with: report.html)
    let facts = PageFacts(path: path, report: report)
    Console.output.write(json ? try CanonicalJSON.text(of: facts.json) : facts.text)
  }
}

extension TableFormat: ExpressibleByArgument {}
