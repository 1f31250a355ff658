import Cassettes
import FoundationEssentials
import ModelAPI
import RecordReplay
import Sweeps
import Trials

extension SweepRecording {
  /// Asks again for what was not answered, and for nothing else.
  ///
  /// What no cassette holds is recorded as ever. A call that a provider's error ended is asked again,
  /// with all that follows from the new answer; what is asked waits in the folder of a refresh until all
  /// of it is there, and then takes the place of the errors. An answer that was given stays.
  ///
  /// - Parameter workers: How many trials are replayed at the same time.
  package func recordUnanswered(workers: Int) async throws -> RecordingOutcome {
    try await settled().unansweredRecorded(workers)
  }

  private func unansweredRecorded(_ workers: Int) async throws -> RecordingOutcome {
    try PendingFolder.checkNothingUnsealed(of: sweep)
    let holes = try await RecordedHoles(of: sweep, try sweep.tape())
    var outcome = RecordingOutcome.nothing
    if !holes.missing.isEmpty { outcome = try await record(only: Set(holes.missing)) }
    guard outcome.failures.isEmpty, !outcome.isInterrupted else { return outcome }
    if !holes.unanswered.isEmpty { outcome = outcome.adding(try await askAgain(holes, workers)) }
    if outcome.trials == 0 { observer.note("Every trial was answered: nothing was asked.") }
    return outcome
  }

  /// Records what some trials miss, into the sweep's own folder.
  private func record(only trials: Set<Int>) async throws -> RecordingOutcome {
    try sweep.folder.pinMeaning(interpreter: sweep.folder.sweep.interpreter)
    let place = try RecordingPlace(sweep.folder, shard: nil)
    let journal = try RecordingJournal(path: place.folder.journalPath)
    var result = try await run { secrets in
      [
        Job(
          trials: trials,
          recorder: Recorder(tapes: try place.tapes(), journal: journal, secrets: secrets))
      ]
    }
    result.sealed = try await journal.seal(into: place.folder)
    return result
  }

  private func askAgain(_ holes: RecordedHoles, _ workers: Int) async throws -> RecordingOutcome {
    let pending = PendingFolder(sweep: sweep.folder.url)
    let tape = try sweep.tape()
    try pending.begin([RecordedHoles.word])
    let folder = try pending.folder()
    let journal = try RecordingJournal(path: folder.journalPath)
    var result = try await run { secrets in
      [
        Job(
          trials: Set(holes.unanswered),
          recorder: Recorder(
            tape: try CassetteReader(CassetteUnion(folder)), journal: journal,
            fallback: try CassetteReader(tape), except: holes.slots, secrets: secrets))
      ]
    }
    result.sealed = try await journal.seal(into: folder)
    // What could not be had stays as it was; the same command goes on.
    guard result.failures.isEmpty, !result.isInterrupted else { return result }
    observer.note(try await AcceptedRefresh(of: sweep, workers: workers).text)
    return result
  }
}

extension RecordingOutcome {
  /// Nothing was asked.
  fileprivate static var nothing: RecordingOutcome {
    RecordingOutcome(
      trials: 0, moment: RecordingProgress.Moment(), failures: [], unanswered: [], changes: [],
      isInterrupted: false)
  }

  /// Two recordings as one; what was spent is added up.
  fileprivate func adding(_ other: RecordingOutcome) -> RecordingOutcome {
    var sum = other
    sum.trials += trials
    sum.moment = moment.adding(other.moment)
    sum.failures = failures + other.failures
    sum.unanswered = (unanswered + other.unanswered).sorted()
    sum.ungraded = (ungraded + other.ungraded).sorted { $0.trial < $1.trial }
    sum.changes = changes + other.changes
    sum.sealed = other.sealed ?? sealed
    return sum
  }
}

extension RecordingProgress.Moment {
  fileprivate func adding(_ other: Self) -> Self {
    Self(
      counts: counts + other.counts, retried: retried + other.retried,
      throttled: throttled + other.throttled, spent: spent + other.spent)
  }
}
