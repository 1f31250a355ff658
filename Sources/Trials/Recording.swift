public import CodeExecution
public import RecordReplay
public import Sweeps

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
