import Analysis
import ArgumentParser
import Foundation
import RecordReplay
import ScoreSheets
import Statistics
import Sweeps
import Trials
import Workbench

/// Takes the pending recordings away.
struct RefreshDiscard: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "discard",
    abstract: "Take the pending refresh away; the cassettes stay as they are.",
    discussion: """
      What was paid for it is lost.

        steerbench refresh discard gpt-4o
      """)

  @OptionGroup var argument: SweepArgument

  func run() throws {
    let pending = PendingFolder(sweep: try argument.folder())
    let words = try pending.words()
    try pending.remove()
    Console.output.write("Discarded the refresh of \(words.joined(separator: " ")).")
  }
}
