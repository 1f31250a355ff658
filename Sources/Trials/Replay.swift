public import Cassettes
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

/// Replays a plan from cassettes, and from nothing else, for its lines.
public struct Replay: Sendable {
  private let stream: TrialStream<CassettePlayer>
  private let tape: CassetteUnion

  /// Creates a replay.
  ///
  /// - Parameters:
  ///   - plan: The trials.
  ///   - runner: Runs them.
  ///   - tape: The cassettes.
  ///   - workers: How many trials run at the same time; no output depends on it.
  ///   - trials: The places of the trials in the plan; `nil` for all of them.
  public init(
    _ plan: Plan, runner: TrialRunner, tape: CassetteUnion, workers: Int, trials: [Int]? = nil
  ) {
    self.tape = tape
    stream = TrialStream(
      plan, runner: runner, from: tape, places: trials, workers: workers, failures: .areHandedOver)
  }

  /// Runs all trials and gives what became of each, in the order of the plan.
  ///
  /// - Parameter emit: Called once a trial, in order, one call at a time.
  /// - Returns: The rows of the cassettes that were used.
  /// - Throws: What `emit` throws, or a cassette that cannot be opened. A miss is an event.
  public func run(
    isolation: isolated (any Actor)? = #isolation, emit: (ReplayEvent) throws -> Void
  ) async throws -> UsedRows {
    let used = Mutex(UsedRows(count: tape.rowCount))
    try await stream.run { _, end in
      ReplayEvent(end)
    } finishing: { player in
      used.withLock { $0.formUnion(player.usedRows) }
    } emit: { event in
      try emit(event)
    }
    return used.withLock { $0 }
  }
}
