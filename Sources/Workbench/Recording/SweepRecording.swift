package import Basics
package import Cassettes
import CodeExecution
import FoundationEssentials
import ModelAPI
package import RecordReplay
package import Sweeps
import Tasks
import Trials

/// Records a sweep, or a part of it anew, within a budget, until it is asked to stop.
package struct SweepRecording: Sendable {
  private(set) var sweep: OpenSweep
  private let world: RecordingWorld
  private let secrets: SecretRules
  private let stop: StopRequest
  let observer: any RecordingObserver
  /// The part of the sweep, which has its share of every limit; `nil` for all of it.
  private var shard: Shard?
  /// Whether each run's class is found out.
  private var classifies = false

  /// Which trials are recorded, and where.
  struct Job: Sendable {
    /// The places of the trials in the plan; `nil` for all of them.
    var trials: Set<Int>?
    /// What answers before the world is asked.
    var recorder: Recorder
  }

  /// Creates a recording of a sweep.
  ///
  /// - Parameters:
  ///   - sweep: The sweep.
  ///   - world: The outside world.
  ///   - secrets: What must not be kept.
  ///   - stop: Ends it early: what is in flight comes home and is kept.
  ///   - observer: Told how it goes.
  package init(
    of sweep: OpenSweep, world: RecordingWorld, secrets: SecretRules,
    stop: StopRequest = StopRequest(), observer: any RecordingObserver
  ) {
    self.sweep = sweep
    self.world = world
    self.secrets = secrets
    self.stop = stop
    self.observer = observer
  }

  /// Records what no cassette of the sweep holds yet; goes on with what an earlier recording left.
  ///
  /// - Parameters:
  ///   - shard: The part of the sweep; `nil` for all of it.
  ///   - smoke: The trials of it that are asked; all of them where it says nothing.
  ///   - classifies: Whether each run's class is found out.
  ///   - seals: Whether the journal becomes a cassette at the end.
  package func record(
    shard: Shard? = nil, only smoke: SmokePart = SmokePart(), classifies: Bool = false,
    seals: Bool = true
  ) async throws -> RecordingOutcome {
    var recording = try await settled()
    recording.shard = shard
    recording.classifies = classifies
    let (folder, plan) = (recording.sweep.folder, recording.sweep.plan)
    let part = try smoke.places(in: plan)
    try folder.pinMeaning(interpreter: folder.sweep.interpreter)
    let place = try RecordingPlace(folder, shard: shard)
    if shard != nil { try folder.copyMeaning(to: place.folder.path) }
    let journal = try RecordingJournal(path: place.folder.journalPath)
    let ofShard = shard.map { Set(plan.recordingOrder(of: $0)) }
    let trials = ofShard.map { part?.intersection($0) ?? $0 } ?? part
    var result = try await recording.run { secrets in
      [
        Job(
          trials: trials,
          recorder: Recorder(tapes: try place.tapes(), journal: journal, secrets: secrets))
      ]
    }
    if seals { result.sealed = try await journal.seal(into: place.folder) }
    return result
  }

  /// Records the trials of a selection anew, into the folder that waits to be accepted; goes on with
  /// the pending refresh if it is of the same selection.
  ///
  /// - Parameter words: The selection in words, such as `method=all-code`, sorted.
  package func refresh(_ words: [String]) async throws -> RecordingOutcome {
    try await settled().refreshed(words)
  }

  private func refreshed(_ words: [String]) async throws -> RecordingOutcome {
    try PendingFolder.checkNothingUnsealed(of: sweep)
    let selected = try TrialSelection(words: words).places(in: sweep.plan)
    let pending = PendingFolder(sweep: sweep.folder.url)
    let tape = try sweep.tape()
    let scope = try await RefreshScope(sweep, selected, tape: tape)
    try sweep.folder.pinMeaning(interpreter: sweep.folder.sweep.interpreter)
    try pending.begin(words)
    let folder = try pending.folder()
    let journal = try RecordingJournal(path: folder.journalPath)
    var result = try await run { secrets in
      // The cassettes answer nobody who is selected, and whoever is not in all that stayed the same.
      let fresh = Recorder(
        tape: try CassetteReader(CassetteUnion(folder)), journal: journal, secrets: secrets)
      let rest = Recorder(
        tape: try CassetteReader(CassetteUnion(folder)), journal: journal,
        fallback: try CassetteReader(tape), secrets: secrets)
      return [
        Job(trials: scope.selected, recorder: fresh),
        Job(trials: scope.dependants, recorder: rest),
      ]
    }
    result.sealed = try await journal.seal(into: folder)
    return result
  }

  /// The same recording, of the sweep with the Python that runs its code here.
  ///
  /// - Throws: ``WorkbenchError`` where one recording would be played for two servers.
  func settled() async throws -> SweepRecording {
    if let shared = try sweep.folder.sweep.sharedIdentities().first {
      throw WorkbenchError(
        .usage, "\(shared.sentence). Nothing was asked. \(SharedIdentity.remedy)")
    }
    // Before anything is run or written.
    try world.models.trust.check(sweep.folder, by: world.models)
    var recording = self
    recording.sweep = try await world.code.settled(sweep)
    return recording
  }

  /// Runs jobs one after the other: the next begins where the one before was completed.
  ///
  /// - Parameter jobs: Makes the jobs, given what must not be kept.
  func run(_ jobs: (SecretGuard) throws -> [Job]) async throws -> RecordingOutcome {
    var folder = sweep.folder
    if let shard { folder.sweep = shard.share(of: folder.sweep) }
    let pace = try world.pace(for: folder.sweep)
    if let note = pace.note { observer.note(note) }
    folder.sweep = pace.sweep
    let models = try world.models.models(of: folder, world.spending, shard: shard) { [observer] in
      observer.note($0)
    }
    let launcher = try await world.code.launcher(for: sweep.folder.sweep)
    let runs = try world.code.runs(
      in: launcher, of: sweep.folder.sweep, atMost: pace.runs, classifies: classifies)
    let provenance = RecordingProvenance(
      toolVersion: ToolVersion.current, sandbox: try await launcher.provenance().value,
      timing: sweep.folder.sweep.timing,
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
    var failures: [RecordingOutcome.Failure] = []
    var unanswered: [TrialID] = []
    var ungraded: [RecordingOutcome.Ungraded] = []
    for job in jobs where failures.isEmpty && !stop.isRequested {
      let trials = TrialStream(
        asking: sweep.plan, runner: sweep.runner, trialsAtOnce: pace.trials,
        trials: job.trials
      ) { model in
        RecordingSource(
          job.recorder, world: models.world(of: model, runs: runs), provenance: provenance)
      }
      try await trials.run { end in
        switch end {
        case .record(let record):
          if record.line.outcome == .graderError {
            ungraded.append(.init(trial: record.line.trial, reason: record.judgement.explanation))
          } else if record.line.outcome.isUnanswered {
            unanswered.append(record.line.trial)
          }
          await observer.trialEnded(failed: false)
        case .failure(let failure):
          guard failure.error.code != .interrupted else { return await observer.trialCancelled() }
          await observer.trialEnded(failed: true)
          failures.append(RecordingOutcome.Failure(trial: failure.trial, error: failure.error))
          if failure.error.code == .call { observer.note("failed: \(failure.error.message)") }
        }
      }
    }
    await observer.ended()
    var result = RecordingOutcome(
      trials: total, moment: await Self.moment(recorders, models), failures: failures,
      unanswered: unanswered.sorted(),
      changes: models.watch.changes, isInterrupted: stop.isRequested)
    result.ungraded = ungraded.sorted { $0.trial < $1.trial }
    observer.note(result.summary)
    return result
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
    return await models.moment(counts)
  }
}

/// How a recording ended.
package struct RecordingOutcome {
  /// A trial that could not be recorded.
  package struct Failure: Sendable {
    /// The trial.
    package var trial: TrialID
    /// Why.
    package var error: DeckError
  }

  /// The trials that were asked for.
  var trials: Int
  /// What was recorded and spent.
  var moment: RecordingProgress.Moment
  /// The trials that failed; those that were called off are not among them.
  var failures: [Failure]
  /// The trials that were recorded and that a provider's error ended: they have no score.
  package var unanswered: [TrialID]
  /// A trial that whoever was asked gave no grade, and why.
  package struct Ungraded: Hashable, Sendable {
    /// The trial.
    package var trial: TrialID
    /// Why there is no grade.
    package var reason: String
  }

  /// The trials that were recorded and that nobody graded: they have no score.
  package var ungraded: [Ungraded] = []
  /// The first changes of pace.
  var changes: [CallWatch.Change]
  /// Whether Ctrl-C was pressed.
  var isInterrupted: Bool
  /// The cassette that was sealed; `nil` where there was nothing new or sealing was not asked for.
  package var sealed: CassetteIndexLine?

  private static let shownLimit = 5

  /// What was recorded, in a line or two.
  package var summary: String {
    let counts = moment.counts
    let extractions = counts.extractions > 0 ? ", \(counts.extractions) extraction calls" : ""
    let judges = counts.judgements > 0 ? ", \(counts.judgements) calls of judges" : ""
    let graders = counts.gradings > 0 ? ", \(counts.gradings) runs of graders" : ""
    let recorded =
      "\(counts.calls) model calls\(extractions)\(judges)\(graders) and \(counts.executions) runs of code recorded; "
      + "\(counts.hits + counts.shared) answers were there already."
    guard moment.spent.calls > 0 else { return recorded }
    let money = moment.spent.money.map { "$\($0.dollars)" } ?? "an unknown amount (no price)"
    return recorded + "\nSpent: \(moment.spent.tokens) tokens, \(money)."
  }

  /// The failures that stopped everything, or the first of the others.
  package var shownFailures: [Failure] {
    if let budget = failures.first(where: { $0.error.code == .budget }) { return [budget] }
    // Those of single calls were told as they happened.
    return Array(failures.filter { $0.error.code != .call }.prefix(Self.shownLimit))
  }

  /// How it ended.
  package var ending: Ending {
    let real = failures.first { $0.error.code != .budget }
    if let failure = real ?? failures.first { return Ending(of: failure.error) }
    if isInterrupted { return .interrupted }
    return unanswered.isEmpty && ungraded.isEmpty ? .pass : .infrastructure
  }

  /// What keeps the recording from being complete; `nil` where it is.
  ///
  /// - Parameters:
  ///   - again: The command that goes on.
  ///   - askAgain: The command that asks again for what was not answered.
  package func shortcoming(toGoOn again: String, toAskAgain askAgain: String) -> String? {
    guard !failures.isEmpty else {
      return isInterrupted ? "Stopped. To go on: \(again)" : holes(toAskAgain: askAgain)
    }
    let what =
      failures.allSatisfy { $0.error.code == .budget }
      ? "The budget is reached before the end. What was recorded is kept"
      : "\(failures.count) trials could not be recorded. What was recorded is kept; mend the cause"
    return "\(what). To go on: \(again)"
  }

  private func holes(toAskAgain again: String) -> String? {
    guard let first = unanswered.first else { return gradeless }
    return
      "Recorded with holes: the provider answered \(unanswered.count) of \(trials) trials with an "
      + "error, \(first) the first; they have no score. To ask for them again: \(again)"
  }

  private var gradeless: String? {
    guard let first = ungraded.first else { return nil }
    return
      "Recorded, and \(ungraded.count) of \(trials) trials have no grade (grader-error), neither right nor "
      + "wrong: \(first.trial): \(Redaction.shown(first.reason)). Mend the grader and record again: only its "
      + "runs are made anew."
  }

  /// The result for programs.
  package var json: JSONValue {
    let counts = moment.counts
    let members: JSONValue = [
      "trials": .integer(Int64(trials)), "calls": .integer(Int64(counts.calls)),
      "extractionCalls": .integer(Int64(counts.extractions)),
      "executions": .integer(Int64(counts.executions)),
      "onTape": .integer(Int64(counts.hits + counts.shared)),
      "retried": .integer(Int64(moment.retried)), "throttled": .integer(Int64(moment.throttled)),
      "spent": [
        "calls": .integer(Int64(moment.spent.calls)),
        "tokens": .integer(Int64(moment.spent.tokens)),
        "usd": moment.spent.money.map { .string($0.dollars) } ?? .null,
      ],
      "interrupted": .bool(isInterrupted), "sealed": sealed?.json ?? .null,
      "changes": .array(changes.map(\.json)),
      "unanswered": .array(unanswered.map { .string($0.description) }),
      "failures": .array(
        failures.map { failure in
          [
            "trial": .string(failure.trial.description),
            "code": .string(failure.error.code.rawValue),
            "message": .string(failure.error.message),
          ]
        }),
    ]
    guard case .object(var object) = members else { preconditionFailure("a literal with names") }
    if counts.judgements > 0 { object["judgeCalls"] = .integer(Int64(counts.judgements)) }
    if counts.gradings > 0 { object["graderRuns"] = .integer(Int64(counts.gradings)) }
    if !ungraded.isEmpty {
      object["ungraded"] = .array(ungraded.map { .string($0.trial.description) })
    }
    return .object(object)
  }
}
