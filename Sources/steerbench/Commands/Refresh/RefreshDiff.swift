import Analysis
import ArgumentParser
import Basics
import Foundation
import RecordReplay
import ScoreSheets
import Statistics
import Sweeps
import Trials
import Workbench

/// Shows what accepting a refresh would change.
struct RefreshDiff: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract: "Show what accepting the pending refresh would change.",
    discussion: """
      Answers call by call, tokens, who answered (model and fingerprint), every trial that changed \
      with the first layer that differs, and paired statistics: McNemar's exact test, Newcombe's \
      interval, a paired bootstrap over questions. Writes nothing. Exit code 3 where trials are not \
      recorded yet.

        steerbench refresh diff gpt-4o
        steerbench refresh diff gpt-4o --json
      """)

  @OptionGroup var argument: SweepArgument
  @Flag(help: "Print JSON.") var json = false

  func run() async throws {
    let sweep = try OpenSweep(try argument.folder())
    let difference = try await RefreshDifference(try await RefreshCandidate(sweep))
    let report = RefreshReport(difference: difference, path: sweep.folder.url.relativePath)
    Console.output.write(
      json
        ? try CanonicalJSON.text(of: report.json)
        : report.text(colour: Console.output.allowsColour))
    if !difference.missing.isEmpty { throw CommandFailure(.miss) }
  }
}
