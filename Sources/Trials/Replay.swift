public import RecordReplay
public import Sweeps
import Synchronization

/// What a replay says of one trial.
public enum ReplayEvent: Sendable {
  /// The trial was replayed.
  case line(TrialLine)
  /// A recording is missing.
  case miss(Miss)
  /// The trial cannot be replayed for another reason, such as a damaged recording.
  case failure(TrialID, DeckError)

  /// What a trial's end is in a replay.
  public init(_ end: TrialEnd) {
    switch end {
    case .record(let record): self = .line(record.line)
    case .failure(let failure):
      self = failure.error.miss.map(ReplayEvent.miss) ?? .failure(failure.trial, failure.error)
    }
  }
}

extension TrialStream where Source == CassettePlayer {
  /// Runs the trials, and tells which recordings they use.
  ///
  /// - Parameters:
  ///   - read: Makes of a trial what is wanted of it, in the worker that replayed it.
  ///   - emit: Called once a trial, in order, one call at a time.
  /// - Returns: The rows of the cassettes that were used.
  /// - Throws: As ``run(reading:finishing:isolation:emit:)`` does.
  public func replay<Value: Sendable>(
    reading read: @escaping @Sendable (PlannedTrial, TrialEnd) throws -> Value,
    isolation: isolated (any Actor)? = #isolation, emit: (Value) throws -> Void
  ) async throws -> UsedRows {
    let used = Mutex<UsedRows?>(nil)
    try await run(reading: read) { player in
      used.withLock { used in
        used?.formUnion(player.usedRows)
        if used == nil { used = player.usedRows }
      }
    } emit: { value in
      try emit(value)
    }
    guard let rows = used.withLock({ $0 }) else {
      preconditionFailure("a stream has a worker, and each worker gives its source back")
    }
    return rows
  }

  /// Runs the trials for what a replay says of each, and tells which recordings they use.
  ///
  /// - Parameter emit: Called once a trial, in order, one call at a time.
  /// - Returns: The rows of the cassettes that were used.
  /// - Throws: What `emit` throws, or a cassette that cannot be opened. Where failures are handed over,
  ///   a miss is an event.
  public func replay(
    isolation: isolated (any Actor)? = #isolation, emit: (ReplayEvent) throws -> Void
  ) async throws -> UsedRows {
    try await replay(reading: { ReplayEvent($1) }, emit: emit)
  }
}
