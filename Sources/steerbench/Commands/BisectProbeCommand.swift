import Analysis
import ArgumentParser
import Basics
import Foundation
import Regression
import ScoreSheets
import Statistics
import Sweeps
import Trials
import Workbench

/// One step of a `git bisect run`.
struct BisectProbeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bisect-probe",
    abstract: "Judge what is checked out, with the exit codes of git bisect run.",
    discussion: """
      Builds what is checked out, replays the sweep and compares with a score sheet that is right. \
      Exit codes: 0 the same, 1 otherwise, 125 the commit says nothing (it does not build, or has no \
      such sweep), above 127 something else is wrong and the search must stop: the sheet, the \
      cassettes, the command line.

      Use a copy of the tool and of the cassettes from outside the tree: what git checks out changes \
      under both. For a whole search in one command, with all culprits at once: steerbench bisect.

      Example:
        cp -r cassettes/smollm2-135m /tmp/pinned; cp .build/release/steerbench /tmp/steerbench
        git bisect start HEAD v1.2
        git bisect run /tmp/steerbench bisect-probe cassettes/smollm2-135m \\
          --good /tmp/pinned/baseline.tsv --cassettes /tmp/pinned
      """)

  @OptionGroup var sweep: SweepArgument
  @Option(help: ArgumentHelp("A score sheet that is right.", valueName: "sheet")) var good: String
  @OptionGroup var selection: BisectSelection
  @Option(
    help: ArgumentHelp(
      "Replay from the cassettes of this folder. Default: the sweep's.", valueName: "folder"))
  var cassettes: String?
  @OptionGroup var probe: ProbeArguments

  /// What git takes for a commit that cannot be tested.
  private static let skip: Int32 = 125
  /// What git stops at, with the documented exit code added.
  private static let abort: Int32 = 140

  func run() async throws {
    let code: Int32
    do {
      code = try await Interruption.ending(advice: "git bisect run may be started again.") {
        try await self.judge()
      }
    } catch {
      let failure = CommandFailure(error)
      failure.report()
      code =
        failure.status == .interrupted
        ? failure.status.rawValue : Self.abort + failure.status.rawValue
    }
    guard code == 0 else { Foundation.exit(code) }
  }

  private func judge() async throws -> Int32 {
    // A commit may lack the sweep, and git does not stop for it.
    guard let place = try await foundSweep() else {
      Console.output.write("skip: there is no sweep \(VisibleText.escape(sweep.sweep))")
      return Self.skip
    }
    let shelf = FileManager.default.temporaryDirectory.appending(
      path: "steerbench-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: shelf, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(at: shelf) }
    let verdict = try await CheckoutProbe(
      place.repository, place.place, plan: probe.plan, filter: try selection.filter,
      metric: selection.metric
    ).verdict(
      against: try ScoreSheetReader(path: good), cassettes: cassettes ?? place.folder.path,
      shelf: shelf.path)
    switch verdict {
    case .same(let trials):
      Console.output.write("good: \(trials) trials are the same")
      return 0
    case .differs(let trials, let causes):
      Console.output.write("bad: \(trials) trials differ")
      for cause in causes { Console.output.write("  \(cause)") }
      return 1
    case .refused(let reason, let log):
      Console.output.write("skip: \(VisibleText.escape(reason))")
      if !log.isEmpty { Console.error.write(VisibleText.escape(log, keepsLines: true)) }
      return Self.skip
    }
  }

  private func foundSweep() async throws -> SweepRepository? {
    do {
      return try await SweepRepository(sweep.sweep)
    } catch let failure as WorkbenchError {
      // Where nothing of the word is there, it is the commit that has no such sweep.
      guard FileManager.default.fileExists(atPath: ".git") else { throw failure }
      return nil
    }
  }
}
