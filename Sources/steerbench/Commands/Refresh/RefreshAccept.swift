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
    try UnfinishedRecording.check(sweep)
    let pending = PendingFolder(sweep: sweep.folder.url)
    let candidate = try await RefreshCandidate(sweep)
    let difference = try await RefreshDifference(candidate)
    let name = sweep.folder.url.relativePath
    guard difference.missing.isEmpty else {
      throw CommandFailure(
        .miss,
        "\(difference.missing.count) trials of the refresh are not recorded yet; nothing was changed. "
          + "To go on: steerbench refresh \(name) --only \(candidate.words.joined(separator: " "))")
    }
    let (result, dropped) = try await candidate.accept(workers: workers.count)
    try pending.remove()
    if json {
      Console.output.write(
        try CanonicalJSON.text(of: [
          "cassettes": .array(result.folder.lines.map(\.json)),
          "replaced": .array(result.replaced.map { .string($0.fileName) }),
          "dropped": .integer(Int64(dropped)),
        ]))
    } else {
      let count = result.folder.lines.reduce(0) { $0 + $1.entryCount }
      Console.output.write(
        "Accepted: \(difference.changed) calls answered otherwise, \(difference.added) new. "
          + "\(count) exchanges in \(result.folder.lines.map(\.fileName).joined(separator: ", ")); "
          + "\(dropped) that no trial uses any more were dropped.")
    }
    Console.error.write(
      "The baseline is of the old recordings, so that a replay will differ from it. To write the new "
        + "one: steerbench replay \(name) --update-baseline")
  }
}
