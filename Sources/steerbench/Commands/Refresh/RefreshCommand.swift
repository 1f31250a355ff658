import Analysis
import ArgumentParser
import Cassettes
import Foundation
import ScoreSheets
import Statistics
import Sweeps
import Trials
import Workbench

/// Records a part of a sweep anew.
struct RefreshCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "refresh",
    abstract: "Record a part of a sweep anew, look at what changed, and accept or discard it.",
    discussion: """
      The selected trials are asked and run live, into a folder `pending` beside the cassettes that no \
      replay plays. Trials that share a call with them are taken along. `diff` shows what accepting \
      would change; `accept` replaces the recordings in one step and drops what no trial uses any \
      more; `discard` takes the pending ones away. The cassettes stay as they are until then.

        steerbench refresh gpt-4o --only method=all-code task=game24
        steerbench refresh diff gpt-4o
        steerbench refresh accept gpt-4o
        steerbench replay gpt-4o --update-baseline
      """,
    subcommands: [
      RefreshRecord.self, RefreshDiff.self, RefreshAccept.self, RefreshDiscard.self,
    ],
    defaultSubcommand: RefreshRecord.self)
}
