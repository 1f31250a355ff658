public import Cassettes
public import RecordReplay
public import Sweeps

/// Replays a plan from cassettes, and from nothing else.
public struct Replay: Sendable {
  /// Trials that a worker takes at once.
  private static let chunk = 128

  private let plan: Plan
  private let runner: TrialRunner
  private let tape: CassetteUnion
  private let workers: Int
  /// The places of the trials in the plan; `nil` for all of them.
  private let trials: [Int]?
  private var count: Int { trials?.count ?? plan.count }

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
    self.plan = plan
    self.runner = runner
    self.tape = tape
    self.workers = max(workers, 1)
    self.trials = trials
  }

  /// Runs all trials and gives what became of each, in the order of the plan.
  ///
  /// - Parameter emit: Called once a trial, in order, one call at a time.
  /// - Returns: The rows of the cassettes that were used.
  /// - Throws: What `emit` throws, or a cassette that cannot be opened. A miss is an event.
  public func run(
    emit: @escaping @Sendable (ReplayEvent) throws -> Void
  ) async throws -> UsedRows {
    let chunks = (count + Self.chunk - 1) / Self.chunk
    let work = OrderedWork<[ReplayEvent]>(count: chunks, window: workers * 4) { events in
      for event in events { try emit(event) }
    }
    return try await withThrowingTaskGroup(of: UsedRows.self) { group in
      for _ in 0..<min(workers, max(chunks, 1)) {
        group.addTask {
          do {
            return try await takePart(in: work)
          } catch {
            await work.stop()
            throw error
          }
        }
      }
      var used = UsedRows(count: tape.rowCount)
      for try await rows in group { used.formUnion(rows) }
      return used
    }
  }

  private func takePart(in work: OrderedWork<[ReplayEvent]>) async throws -> UsedRows {
    let player = CassettePlayer(try CassetteReader(tape))
    while let index = await work.next() {
      let start = index * Self.chunk
      var events: [ReplayEvent] = []
      events.reserveCapacity(Self.chunk)
      for number in start..<min(start + Self.chunk, count) {
        events.append(await event(of: plan[trials?[number] ?? number], player))
      }
      try await work.deliver(events, at: index)
    }
    return player.usedRows
  }

  private func event(of trial: PlannedTrial, _ player: CassettePlayer) async -> ReplayEvent {
    do {
      return .line(try await runner.run(trial, with: player).line)
    } catch {
      return error.miss.map(ReplayEvent.miss) ?? .failure(trial.id, error)
    }
  }
}
