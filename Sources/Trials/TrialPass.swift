public import Cassettes
import RecordReplay
public import Sweeps

/// Replays trials and hands over each whole, transcript and verdict included, in the order of the plan.
public struct TrialPass: Sendable {
  private let stream: TrialStream<CassettePlayer>

  /// Creates a pass.
  public init(
    _ plan: Plan, runner: TrialRunner, tape: CassetteUnion, workers: Int, trials: [Int]? = nil
  ) {
    stream = TrialStream(plan, runner: runner, from: tape, places: trials, workers: workers)
  }

  /// Replays all trials; the first that cannot be replayed is thrown.
  public func run<Value: Sendable>(
    reading read: @escaping @Sendable (PlannedTrial, TrialRecord) throws -> Value,
    isolation: isolated (any Actor)? = #isolation, emit: (Value) throws -> Void
  ) async throws {
    try await stream.run { trial, end in
      try read(trial, try end.get())
    } emit: { value in
      try emit(value)
    }
  }
}
