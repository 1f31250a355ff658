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

/// Puts the pending recordings in the place of the old ones.
struct RefreshAccept: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "accept",
    abstract: "Replace the recordings of the selection by the pending ones.",
    discussion: """
      The sweep's cassettes become one that holds the pending recordings and everything else as it \
      was; what the touched trials used and no trial uses any more is dropped. At every instant, \
      whatever happens to the process, the folder plays: the old recordings or the new ones. A refresh \
      of which trials are still missing is not accepted (exit code 3).

      The baseline is left alone: it is of the old recordings. Look at `refresh diff` first, then write \
      the new one with steerbench replay SWEEP --update-baseline.

        steerbench refresh accept gpt-4o
      """)

  @OptionGroup var argument: SweepArgument
  @OptionGroup var workers: WorkerOption
  @Flag(help: "Print JSON.") var json = false

  func run() async throws {
    let sweep = try OpenSweep(try argument.folder())
    let accepted = try await AcceptedRefresh(of: sweep, workers: workers.count)
    let name = sweep.folder.url.relativePath
    Console.output.write(json ? try CanonicalJSON.text(of: accepted.json) : accepted.text)
    Console.error.write(
      "The baseline is of the old recordings, so that a replay will differ from it. To write the new "
        + "one: steerbench replay \(name) --update-baseline")
  }
}
