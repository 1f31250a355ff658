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
      Examples:
        steerbench report smollm2-135m --format markdown > scores.md
        steerbench report --by complexity --format csv > ladders.csv
        steerbench report --gradings both
      """)

  @OptionGroup var arguments: SweepArguments
  @OptionGroup var workers: WorkerOption
  @Option(help: "terminal, markdown, csv or json.") var format = TableFormat.terminal
  @Option(help: "task, or complexity for the ladders.") var by = Grouping.task
  @Option(help: "strict, paper or both. Default: what the sweep says.") var gradings: Gradings?
  @Flag(help: "The same as --format json.") var json = false

  func validate() throws {
    if by == .complexity, gradings == .both {
      throw ValidationError("--by complexity goes with one grading: strict or paper.")
    }
  }

  func run() async throws {
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
}

extension TableFormat: ExpressibleByArgument {}
