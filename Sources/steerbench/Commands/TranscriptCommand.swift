import Analysis
import ArgumentParser
import Basics
import Cassettes
import Foundation
import RecordReplay
import Regression
import Reporting
import ScoreSheets
import Statistics
import Sweeps
import Trials
import Workbench

/// Shows one trial as a conversation.
struct TranscriptCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "transcript",
    abstract: "Show one trial: its conversation, code, output, extraction and grade.",
    discussion: """
      A trial is named MODEL/METHOD/TASK/QUESTION/SAMPLE; parts may be left out from the left, and \
      the sample from the right, as long as one trial fits.

      Example: steerbench transcript smollm2-135m/all-code/game24/game24-1-01/0
      """)

  @Argument(help: "The trial.") var trial: String
  @Option(help: "The sweep. Default: the first that has the trial.") var sweep: String?
  @Flag(help: "Print JSON.") var json = false
  @OptionGroup var probe: ProbeOption

  func run() async throws {
    let folders = try sweep.map { [try SweepLocator.folder($0)] } ?? SweepLocator.all()
    var known: [String] = []
    for url in folders {
      let sweep = try OpenSweep(url)
      switch TrialFinder(sweep.plan).find(trial) {
      case .found(let index):
        try await show(sweep.plan[index], of: sweep)
        return
      case .ambiguous(let some):
        throw CommandFailure(
          .usage, "\(trial) fits several trials: \(some.joined(separator: ", ")), …")
      case .none(let near): known += near
      }
    }
    let hint =
      known.isEmpty
      ? "A trial is named MODEL/METHOD/TASK/QUESTION/SAMPLE; a sweep's baseline.tsv lists its own."
      : "Near: \(known.prefix(3).joined(separator: ", "))."
    throw CommandFailure(.usage, "No sweep has the trial \(trial). \(hint)")
  }

  private func show(_ trial: PlannedTrial, of sweep: OpenSweep) async throws {
    let player = CassettePlayer(try CassetteReader(sweep.tape()))
    let record = try await sweep.runner.run(trial, with: player)
    let report = TranscriptReport(record)
    guard json else { return Console.output.write(report.text, terminator: "") }
    let answer =
      probe.probe == nil
      ? report.json : ToolProbe.stamped(transcript: report.json) { record.text(of: $0) }
    Console.output.write(try CanonicalJSON.text(of: answer))
  }
}
