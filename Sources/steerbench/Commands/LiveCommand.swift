import Analysis
import ArgumentParser
import Foundation
import ModelAPI
import RecordReplay
import Reporting
import ScoreSheets
import Statistics
import Sweeps
import Synchronization
import Trials
import Workbench

/// Runs a sweep against live models and keeps nothing.
struct LiveCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "live",
    abstract: "Ask the models and run the code of a sweep, print the tables, and keep nothing.",
    discussion: """
      For a first look at a model or a prompt. Cassettes are neither read nor written, so calls that \
      several trials share are asked once for each. To keep the answers: steerbench record.

      Example: steerbench live cassettes/smollm2-135m --base-url http://127.0.0.1:8080/v1
      """)

  @OptionGroup var argument: SweepArgument
  @OptionGroup var world: WorldArguments
  @OptionGroup var spending: SpendingArguments
  @Option(help: "terminal, markdown, csv or json.") var format = TableFormat.terminal
  @Flag(help: "The same as --format json.") var json = false

  func run() async throws {
    let sweep = try OpenSweep(try argument.folder())
    let world = try world.world(spending)
    let summary = try await Interruption.listening { stop in
      try await LiveRun(sweep: sweep, world: world, stop: stop, observer: Progress()).run()
    }
    let renderer = (json ? .json : format).renderer(
      colour: Console.output.allowsColour, width: Console.output.width)
    Console.output.write(try renderer.render(SweepTables.all(of: summary)), terminator: "")
  }
}
