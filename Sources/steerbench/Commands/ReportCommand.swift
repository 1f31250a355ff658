public import ArgumentParser
import Evaluation
import Foundation
public import Reporting
import Wire

/// Prints all tables of sweeps.
struct ReportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Print all tables of sweeps: scores, outcomes and costs.",
    discussion: """
      The sweeps are replayed from their cassettes. Nothing is compared with a baseline.

      Example: steerbench report smollm2-135m --format markdown > scores.md
      """)

  @OptionGroup var arguments: SweepArguments
  @OptionGroup var workers: WorkerOption
  @Option(help: "terminal, markdown, csv or json.") var format = TableFormat.terminal
  @Flag(help: "The same as --format json.") var json = false

  func run() async throws {
    var summary: ScoreSummary?
    for url in try arguments.folders() {
      let result = try await ReplaySession(
        sweep: try OpenSweep(url), workers: workers.count, sheet: .none
      ).run()
      let status = result.status(allowingUnused: true)
      guard status == .pass else {
        Console.error.write(ReplayText(result: result, allowsUnused: true).text(colour: false))
        throw CommandFailure(status)
      }
      summary = summary?.merging(result.summary) ?? result.summary
    }
    guard let summary else { throw CommandFailure(.nothing, "There is nothing to report.") }
    let renderer = (json ? .json : format).renderer(colour: Console.output.allowsColour)
    Console.output.write(try renderer.render(SweepTables.all(of: summary)), terminator: "")
  }
}

extension TableFormat: ExpressibleByArgument {}
