public import RecordReplay
public import Sweeps

/// What a recording says as it goes.
public enum RecordingEvent: Sendable {
  /// A trial is complete: everything it asked for is kept.
  case done(TrialRecord)
  /// A trial could not be completed.
  case failure(TrialID, DeckError)
}

/// Runs a plan against the world, many trials at once: records it, or runs it live.
public struct Recording<Source: ExchangeSource & Sendable>: Sendable {
  private let plan: Plan
  private let runner: TrialRunner
  private let source: @Sendable (_ model: Int) -> Source
  private let trialsAtOnce: Int
  /// The places of the trials in the plan, in the order in which they are started.
  private let order: [Int]

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
    source: @escaping @Sendable (_ model: Int) -> Source
  ) {
    self.plan = plan
    self.runner = runner
    self.trialsAtOnce = max(trialsAtOnce, 1)
    self.source = source
    order = plan.recordingOrder.filter { trials?.contains($0) ?? true }
  }

  /// Runs all trials, question by question.
  ///
  /// After a failure that would strike every other trial too (no provider, no sandbox, no disk, no
  /// budget, a stop), no further trial is started; those in flight come home. A call that failed for
  /// reasons of its own stops nothing, unless ten trials in a row end so.
  ///
  /// - Parameter emit: Called as each trial ends, one call at a time, in no promised order.
  public func run(emit: (RecordingEvent) async -> Void) async {
    await withTaskGroup(of: RecordingEvent.self) { group in
      var next = order.makeIterator()
      var isStopping = false
      var watch = OutageWatch()
      for _ in 0..<trialsAtOnce {
        guard let number = next.next() else { break }
        add(plan[number], to: &group)
      }
      while let event = await group.next() {
        await emit(event)
        if watch.stops(after: event) { isStopping = true }
        if !isStopping, let number = next.next() { add(plan[number], to: &group) }
      }
    }
  }

  private func add(_ trial: PlannedTrial, to group: inout TaskGroup<RecordingEvent>) {
    let runner = runner
    let source = source(trial.model)
    group.addTask {
      do throws(DeckError) {
        return .done(try await runner.run(trial, with: source))
      } catch {
        return .failure(trial.id, error)
      }
    }
  }
}
