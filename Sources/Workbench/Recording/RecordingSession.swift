import Analysis
import Cassettes
import CodeExecution
import Foundation
import Methods
import ModelAPI
package import RecordReplay
import ScoreSheets
import Statistics
package import Sweeps
import Trials

/// Records trials of a sweep into a journal, within a budget, until it is asked to stop.
package struct RecordingSession {
  let sweep: OpenSweep
  let world: RecordingWorld
  let secrets: SecretRules
  /// Whether each run's class is found out.
  let classifies: Bool
  /// The part of the sweep, which has its share of every limit; `nil` for all of it.
  var shard: Shard?
  let stop: StopRequest
  let observer: any RecordingObserver

  /// Creates it of its parts.
  package init(
    sweep: OpenSweep, world: RecordingWorld, secrets: SecretRules, classifies: Bool,
    shard: Shard? = nil, stop: StopRequest, observer: any RecordingObserver
  ) {
    self.sweep = sweep
    self.world = world
    self.secrets = secrets
    self.classifies = classifies
    self.shard = shard
    self.stop = stop
    self.observer = observer
  }

  /// Which trials are recorded, and where.
  package struct Job: Sendable {
    /// The places of the trials in the plan; `nil` for all of them.
    var trials: Set<Int>?
    /// What answers before the world is asked.
    var recorder: Recorder

    /// Creates it of its parts.
    package init(trials: Set<Int>? = nil, recorder: Recorder) {
      self.trials = trials
      self.recorder = recorder
    }
  }

  /// Runs jobs one after the other: the next begins where the one before was completed.
  ///
  /// - Parameters:
  ///   - jobs: Makes the jobs, given what must not be kept.
  package func run(_ jobs: (SecretGuard) throws -> [Job]) async throws -> RecordingResult {
    var folder = sweep.folder
    if let shard { folder.sweep = shard.share(of: folder.sweep) }
    let limited = folder.sweep
    let models = try world.models.models(of: folder, world.spending, shard: shard) { [observer] in
      observer.note($0)
    }
    let launcher = try await world.code.launcher(for: sweep.folder.sweep)
    let runs = try world.code.runs(in: launcher, of: sweep.folder.sweep, classifies: classifies)
    let provenance = RecordingProvenance(
      toolVersion: ToolVersion.current, sandbox: try await launcher.provenance().value,
      timestamp: world.timestamp)
    let jobs = try jobs(secretGuard())
    let recorders = jobs.map(\.recorder)
    stop.whenMade {
      Task {
        for recorder in recorders { await recorder.stop() }
        await models.drain()
      }
    }
    let total = jobs.reduce(0) { $0 + ($1.trials?.count ?? sweep.plan.count) }
    observer.began(trials: total) { await Self.moment(recorders, models) }
    var failures: [RecordingResult.Failure] = []
    for job in jobs where failures.isEmpty && !stop.isRequested {
      let recording = Recording(
        sweep.plan, runner: sweep.runner, trialsAtOnce: world.trialsAtOnce(for: limited),
        trials: job.trials
      ) { model in
        RecordingSource(
          job.recorder, world: models.world(of: model, runs: runs), provenance: provenance)
      }
      try await recording.run { event in
        if case .failure(let trial, let error) = event {
          await observer.trialEnded(failed: true)
          guard error.code != .interrupted else { return }
          failures.append(RecordingResult.Failure(trial: trial, error: error))
          if error.code == .call { observer.note("failed: \(error.message)") }
        } else {
          await observer.trialEnded(failed: false)
        }
      }
    }
    await observer.ended()
    return RecordingResult(
      trials: total, moment: await Self.moment(recorders, models), failures: failures,
      changes: models.watch.changes, isInterrupted: stop.isRequested)
  }

  private func secretGuard() -> SecretGuard {
    let known = secrets.known(
      naming: sweep.folder.sweep.askedModels.compactMap(\.access.keyVariable))
    for ignored in known.ignored {
      observer.note("\(ignored.name) is not looked for in recordings: \(ignored.reason).")
    }
    return SecretGuard(known: known, allowed: secrets.allowed)
  }

  private static func moment(
    _ recorders: [Recorder], _ models: LiveModels
  ) async -> RecordingProgress.Moment {
    var counts = RecordingCounts()
    for recorder in recorders { counts = counts + (await recorder.counts) }
    return RecordingProgress.Moment(
      counts: counts, retried: models.watch.retried, throttled: models.watch.throttled,
      spent: await models.account.spent)
  }
}
