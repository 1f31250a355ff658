public import CodeExecution
public import RecordReplay
public import Sweeps

/// What a recording says as it goes.
public enum RecordingEvent: Sendable {
  /// A trial is complete: everything it asked for is kept.
  case done(TrialRecord)
  /// A trial could not be completed.
  case failure(TrialID, DeckError)
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

/// Runs a plan against the world, many trials at once: records it, or runs it live.
///
/// Trials are started question by question, and their events come as they end. After a failure that
/// would strike every other trial too, no further trial is started; those in flight come home.
public struct Recording<Source: ExchangeSource & Sendable>: Sendable {
  private let stream: TrialStream<SourceByModel<Source>>

  /// Creates a recording.
  ///
  /// - Parameters:
  ///   - plan: The trials.
  ///   - runner: Runs them.
  ///   - trialsAtOnce: Trials in flight at the same time.
  ///   - trials: The places of the trials in the plan; `nil` for all of them.
  ///   - source: The source of a model's trials, by the model's place in the sweep.
  public init(
    _ plan: Plan, runner: TrialRunner, trialsAtOnce: Int, trials: Set<Int>? = nil,
    source: @Sendable (_ model: Int) -> Source
  ) {
    let sources = SourceByModel(of: plan.sweep, source)
    stream = TrialStream(
      plan, runner: runner,
      places: plan.recordingOrder.filter { trials?.contains($0) ?? true }, order: .ofArrival,
      workers: trialsAtOnce, failures: .stopAtOutage
    ) { sources }
  }

  /// Runs all trials.
  ///
  /// - Parameter emit: Called as each trial ends, one call at a time, in no promised order.
  public func run(
    isolation: isolated (any Actor)? = #isolation, emit: (RecordingEvent) async -> Void
  ) async throws {
    try await stream.run { end in
      switch end {
      case .record(let record): await emit(.done(record))
      case .failure(let failure): await emit(.failure(failure.trial, failure.error))
      }
    }
  }
}
