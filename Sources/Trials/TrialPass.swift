public import Cassettes
import RecordReplay
public import Sweeps

/// Replays trials and hands over each whole, transcript and verdict included, in the order of the plan.
///
/// ``Replay`` gives lines, which is all that scores are made of; exports and analyses look into the
/// trials themselves. What is made of a trial is made by the worker that replayed it, so that
/// transcripts need not be kept.
public struct TrialPass: Sendable {
  /// Trials that a worker takes at once.
  private static let chunk = 16

  private let plan: Plan
  private let runner: TrialRunner
  private let tape: CassetteUnion
  private let workers: Int
  private let trials: [Int]?
  private var count: Int { trials?.count ?? plan.count }

  /// Creates a pass.
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
    self.plan = plan
    self.runner = runner
    self.tape = tape
    self.workers = max(workers, 1)
    self.trials = trials
  }

  /// Replays all trials.
  ///
  /// - Parameters:
  ///   - read: Makes of a trial what is wanted of it; called by several workers at once.
  ///   - emit: Called with each result in order, one call at a time.
  /// - Throws: `DeckError` for the first trial that cannot be replayed, a miss included, and what
  ///   `read` and `emit` throw. What was emitted by then stays emitted.
  public func run<Value: Sendable>(
    reading read: @escaping @Sendable (PlannedTrial, TrialRecord) throws -> Value,
    emit: @escaping @Sendable (Value) throws -> Void
  ) async throws {
    let chunks = (count + Self.chunk - 1) / Self.chunk
    let work = OrderedWork<[Result<Value, any Error>]>(count: chunks, window: workers * 4) {
      for result in $0 { try emit(result.get()) }
    }
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<min(workers, max(chunks, 1)) {
        group.addTask {
          do {
            try await takePart(in: work, reading: read)
          } catch {
            await work.stop()
            throw error
          }
        }
      }
      try await group.waitForAll()
    }
  }

  private func takePart<Value: Sendable>(
    in work: OrderedWork<[Result<Value, any Error>]>,
    reading read: @Sendable (PlannedTrial, TrialRecord) throws -> Value
  ) async throws {
    let player = CassettePlayer(try CassetteReader(tape))
    while let index = await work.next() {
      let start = index * Self.chunk
      var results: [Result<Value, any Error>] = []
      for number in start..<min(start + Self.chunk, count) {
        let trial = plan[trials?[number] ?? number]
        // A fault waits for its turn, so that the first trial that fails is always the one reported.
        do {
          results.append(.success(try read(trial, try await runner.run(trial, with: player))))
        } catch {
          results.append(.failure(error))
        }
      }
      try await work.deliver(results, at: index)
    }
  }
}
