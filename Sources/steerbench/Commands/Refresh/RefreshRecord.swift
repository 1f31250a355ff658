import Analysis
import ArgumentParser
import Basics
import Cassettes
import Foundation
import RecordReplay
import ScoreSheets
import Statistics
import Sweeps
import Trials
import Workbench

/// Records the selected trials into the pending folder.
struct RefreshRecord: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "record",
    abstract: "Record the selected trials into the pending folder; resumes.",
    discussion: """
      This is what `steerbench refresh SWEEP --only ...` does. The same command with the same selection \
      goes on with a refresh that was stopped, and asks nothing twice.

        steerbench refresh gpt-4o --only method=all-code --budget usd=2
      """)

  @OptionGroup var argument: SweepArgument
  @OptionGroup var only: OnlyArgument
  @OptionGroup var world: WorldArguments
  @OptionGroup var spending: SpendingArguments
  @OptionGroup var secrets: SecretArguments
  @Flag(help: "Print what was done, spent and failed as JSON.") var json = false

  func validate() throws {
    guard !only.only.isEmpty else {
      throw ValidationError("Say what to record anew, such as --only method=all-code.")
    }
  }

  func run() async throws {
    let sweep = try OpenSweep(try argument.folder())
    let (world, rules) = (try world.world(spending), secrets.rules)
    OpenFileLimit.raise()
    let result = try await Interruption.listening { stop in
      try await SweepRecording(
        of: sweep, world: world, secrets: rules, stop: stop, observer: Progress()
      ).refresh(only.words)
    }
    if json { Console.output.write(try CanonicalJSON.text(of: result.json)) }
    let name = sweep.folder.url.relativePath
    try result.checkComplete(
      toGoOn: "steerbench refresh \(name) --only \(only.words.joined(separator: " "))")
    Console.error.write("Complete. Look at what changed: steerbench refresh diff \(name)")
  }
}
