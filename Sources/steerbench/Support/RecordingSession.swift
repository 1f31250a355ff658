import Analysis
import Cassettes
import CodeExecution
import Foundation
import Methods
import ModelAPI
import RecordReplay
import ScoreSheets
import Statistics
import Sweeps
import Trials

/// Records trials of a sweep into a journal, with progress, a budget and Ctrl-C.
struct RecordingSession {
  let sweep: OpenSweep
  let world: WorldArguments
  let spending: SpendingArguments
  let secrets: SecretArguments
  /// Whether each run's class is found out.
  let classifies: Bool
  /// The part of the sweep, which has its share of every limit; `nil` for all of it.
  var shard: Shard?

  /// Which trials are recorded, and where.
  struct Job: Sendable {
    /// The places of the trials in the plan; `nil` for all of them.
    var trials: Set<Int>?
    /// What answers before the world is asked.
    var recorder: Recorder
  }

  /// Runs jobs one after the other: the next begins where the one before was completed.
  ///
  /// - Parameters:
  ///   - guards: What must not be kept.
  ///   - jobs: Makes the jobs, given what must not be kept.
  func run(_ jobs: (SecretGuard) throws -> [Job]) async throws -> RecordingResult {
    OpenFileLimit.raise()
    var folder = sweep.folder
    if let shard { folder.sweep = shard.share(of: folder.sweep) }
    let limited = folder.sweep
    let models = try world.models(of: folder, spending, shard: shard)
    let launcher = try await world.launcher(for: sweep.folder.sweep)
    let runs = try world.runs(in: launcher, of: sweep.folder.sweep, classifies: classifies)
    let provenance = RecordingProvenance(
      toolVersion: ToolVersion.current, sandbox: try await launcher.provenance().value,
      timestamp: Timestamp.now)
    let jobs = try jobs(secretGuard())
    let recorders = jobs.map(\.recorder)
    let interruption = Interruption {
      Task {
        for recorder in recorders { await recorder.stop() }
        await models.drain()
      }
    }
    let total = jobs.reduce(0) { $0 + ($1.trials?.count ?? sweep.plan.count) }
    let progress = Progress(total: total) {
      await Self.moment(recorders, models)
    }
    models.watch.showing { progress.note($0) }
    var failures: [RecordingResult.Failure] = []
    for job in jobs where failures.isEmpty && !interruption.isRequested {
      let recording = Recording(
        sweep.plan, runner: sweep.runner, trialsAtOnce: world.trialsAtOnce(for: limited),
        trials: job.trials
      ) { model in
        RecordingSource(
          job.recorder, world: models.world(of: model, runs: runs), provenance: provenance)
      }
      try await recording.run { event in
        if case .failure(let trial, let error) = event {
          await progress.trialEnded(failed: true)
          guard error.code != .interrupted else { return }
          failures.append(RecordingResult.Failure(trial: trial, error: error))
          if error.code == .call { progress.note("failed: \(error.message)") }
        } else {
          await progress.trialEnded(failed: false)
        }
      }
    }
    await progress.finish()
    models.watch.showing { Console.error.write($0) }
    return RecordingResult(
      trials: total, moment: await Self.moment(recorders, models), failures: failures,
      changes: models.watch.changes, isInterrupted: interruption.isRequested)
  }

  private func secretGuard() -> SecretGuard {
    let known = secrets.known(
      names: sweep.folder.sweep.askedModels.compactMap(\.access.keyVariable))
    for ignored in known.ignored {
      Console.error.write("\(ignored.name) is not looked for in recordings: \(ignored.reason).")
    }
    return SecretGuard(known: known, allowed: secrets.allowSecret)
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
