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
    let live = try world.models(of: sweep.folder, spending)
    let launcher = try await world.launcher(for: sweep.folder.sweep)
    let runs = try world.runs(in: launcher, of: sweep.folder.sweep)
    let recording = Recording(
      sweep.plan, runner: sweep.runner, trialsAtOnce: world.trialsAtOnce(for: sweep.folder.sweep)
    ) { model in
      LiveSource(live.world(of: model, runs: runs))
    }
    let run = Task { try await gather(recording, of: sweep.plan, live) }
    let interruption = Interruption { run.cancel() }
    let (summary, failure) = try await run.value
    if interruption.isRequested { throw CommandFailure(.interrupted, "Stopped; nothing is kept.") }
    if let failure { throw CommandFailure(failure) }
    let renderer = (json ? .json : format).renderer(
      colour: Console.output.allowsColour, width: Console.output.width)
    Console.output.write(try renderer.render(SweepTables.all(of: summary)), terminator: "")
  }

  private func gather(
    _ recording: Recording<LiveSource>, of plan: Plan, _ live: LiveModels
  ) async throws -> (ScoreSummary, DeckError?) {
    let counts = SharedCounts()
    let progress = Progress(total: plan.count) {
      RecordingProgress.Moment(
        counts: counts.current, retried: live.watch.retried, throttled: live.watch.throttled,
        spent: await live.account.spent)
    }
    live.watch.showing { progress.note($0) }
    var summary = ScoreSummary(axes: plan.axes)
    var failure: DeckError?
    try await recording.run { event in
      switch event {
      case .done(let record):
        summary.add(record.line)
        counts.add(record.line)
        await progress.trialEnded(failed: false)
      case .failure(_, let error):
        failure = failure ?? error
        await progress.trialEnded(failed: true)
      }
    }
    await progress.finish()
    live.watch.showing { Console.error.write($0) }
    return (summary, failure)
  }
}

/// What was asked so far, for whoever looks.
private final class SharedCounts: Sendable {
  private let counts = Mutex(RecordingCounts())

  var current: RecordingCounts { counts.withLock(\.self) }

  func add(_ line: TrialLine) {
    counts.withLock { counts in
      counts.calls += line.calls
      counts.executions += line.executions
      counts.usage = counts.usage + line.usage
      if let extraction = line.extraction {
        counts.extractions += extraction.calls
        counts.usage = counts.usage + extraction.usage
      }
    }
  }
}
