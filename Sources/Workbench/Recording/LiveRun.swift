package import Analysis
import ModelAPI
import RecordReplay
import Sweeps
import Synchronization
import Trials

/// Runs a sweep against live models and keeps nothing.
package struct LiveRun: Sendable {
  private let sweep: OpenSweep
  private let world: RecordingWorld
  private let stop: StopRequest
  private let observer: any RecordingObserver

  /// Creates a run.
  ///
  /// - Parameters:
  ///   - sweep: The sweep.
  ///   - world: The outside world.
  ///   - stop: Ends the run early.
  ///   - observer: Told how it goes.
  package init(
    sweep: OpenSweep, world: RecordingWorld, stop: StopRequest = StopRequest(),
    observer: any RecordingObserver
  ) {
    self.sweep = sweep
    self.world = world
    self.stop = stop
    self.observer = observer
  }

  /// Runs all trials, and gives their cells.
  ///
  /// - Throws: What kept a trial from being completed, or ``WorkbenchError`` where it was stopped.
  package func run() async throws -> ScoreSummary {
    let observer = observer
    let models = try world.models.models(of: sweep.folder, world.spending) { observer.note($0) }
    let launcher = try await world.code.launcher(for: sweep.folder.sweep)
    let runs = try world.code.runs(in: launcher, of: sweep.folder.sweep)
    let trials = TrialStream(
      asking: sweep.plan, runner: sweep.runner,
      trialsAtOnce: world.trialsAtOnce(for: sweep.folder.sweep)
    ) { model in
      LiveSource(models.world(of: model, runs: runs))
    }
    let (summary, failure) = try await stop.cancelling { try await gather(trials, models) }
    guard !stop.isRequested else {
      throw WorkbenchError(.interrupted, "Stopped; nothing is kept.")
    }
    if let failure { throw failure }
    return summary
  }

  private func gather(
    _ trials: TrialStream<SourceByModel<LiveSource>>, _ live: LiveModels
  ) async throws -> (ScoreSummary, DeckError?) {
    let counts = SharedCounts()
    observer.began(trials: sweep.plan.count) {
      RecordingProgress.Moment(
        counts: counts.current, retried: live.watch.retried, throttled: live.watch.throttled,
        spent: await live.account.spent)
    }
    var summary = ScoreSummary(axes: sweep.plan.axes)
    var failure: DeckError?
    try await trials.run { end in
      switch end {
      case .record(let record):
        summary.add(record.line)
        counts.add(record.line)
        await observer.trialEnded(failed: false)
      case .failure(let failed):
        failure = failure ?? failed.error
        await observer.trialEnded(failed: true)
      }
    }
    await observer.ended()
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
