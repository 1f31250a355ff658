public import CodeExecution
public import RecordReplay
public import Sweeps
import Synchronization

/// What a replay says of one trial.
public indirect enum ReplayEvent: Sendable {
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

/// A source that asks each model's own.
public struct SourceByModel<Source: ExchangeSource & Sendable>: ExchangeSource, Sendable {
  private let sources: [String: Source]

  /// Creates a source.
  ///
  /// - Parameters:
  ///   - sweep: The models.
  ///   - source: The source of a model's trials, by the model's place in the sweep.
  public init(of sweep: Sweep, _ source: (_ model: Int) -> Source) {
    sources = Dictionary(
      sweep.models.indices.map { (sweep.models[$0].name, source($0)) },
      uniquingKeysWith: { first, _ in first })
  }

  public func completion(of call: ModelCall) async throws(DeckError) -> RecordedCompletion {
    try await source(of: call.trial).completion(of: call)
  }

  public func execution(of run: CodeRun) async throws(DeckError) -> ExecutionOutcome {
    try await source(of: run.trial).execution(of: run)
  }

  private func source(of trial: TrialID) -> Source {
    guard let source = sources[trial.model] else {
      preconditionFailure("\(trial) is of a model that is none of its sweep's")
    }
    return source
  }
}

extension TrialStream {
  /// Creates a stream of trials that ask the world: what a recording and a live run are made of.
  ///
  /// Trials are started question by question, and come as they end. After a failure that would strike
  /// every other trial too, no further trial is started; those in flight come home.
  ///
  /// - Parameters:
  ///   - plan: The trials.
  ///   - runner: Runs them.
  ///   - trialsAtOnce: Trials in flight at the same time.
  ///   - trials: The places of the trials in the plan; `nil` for all of them.
  ///   - source: The source of a model's trials, by the model's place in the sweep.
  public init<ModelSource>(
    asking plan: Plan, runner: TrialRunner, trialsAtOnce: Int, trials: Set<Int>? = nil,
    source: (_ model: Int) -> ModelSource
  ) where Source == SourceByModel<ModelSource> {
    let sources = SourceByModel(of: plan.sweep, source)
    self.init(
      plan, runner: runner,
      places: plan.recordingOrder.filter { trials?.contains($0) ?? true }, order: .ofArrival,
      workers: trialsAtOnce, failures: .stopAtOutage
    ) { sources }
  }
}
