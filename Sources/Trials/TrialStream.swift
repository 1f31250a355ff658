public import Cassettes
public import RecordReplay
public import Sweeps
import Synchronization

/// The one loop over trials: runs those of a plan against a source and hands over how each ended.
///
/// What differs between a replay, a recording, an export or a forecast is said in its parameters: which
/// trials, from which source, how many at once, in which order the results come, and what a failure
/// does to the rest.
public struct TrialStream<Source: ExchangeSource>: Sendable {
  /// In which order the results are handed over.
  public enum Order: Sendable {
    /// As the places say, however the trials overlap: memory stays bounded, and no output depends on
    /// the number of workers.
    case ofPlaces
    /// As the trials end.
    case ofArrival
  }

  /// What a trial that its source cannot answer does to the rest.
  public enum Failures: Sendable {
    /// It is handed over like any other.
    case areHandedOver
    /// A missing recording is handed over; any other failure ends the stream, thrown.
    case endUnlessMissing
    /// It ends the stream, thrown.
    case end
    /// It is handed over, and where it would strike every other trial too, no further one is started;
    /// those in flight come home. See ``OutageWatch``.
    case stopAtOutage
  }

  private let plan: Plan
  private let runner: TrialRunner
  private let places: [Int]?
  private let order: Order
  private let workers: Int
  private let failures: Failures
  private let makeSource: @Sendable () throws -> Source

  /// Creates a stream.
  ///
  /// - Parameters:
  ///   - plan: The trials.
  ///   - runner: Runs them.
  ///   - places: The places of the trials in the plan, in the order in which they are started; `nil`
  ///     for all of them in the plan's own.
  ///   - order: In which order the results come.
  ///   - workers: How many trials run at the same time.
  ///   - failures: What a trial that cannot be answered does to the rest.
  ///   - source: Makes the source of a worker's trials.
  public init(
    _ plan: Plan, runner: TrialRunner, places: [Int]? = nil, order: Order = .ofPlaces,
    workers: Int = 1, failures: Failures = .end,
    source: @escaping @Sendable () throws -> Source
  ) {
    self.plan = plan
    self.runner = runner
    self.places = places
    self.order = order
    self.workers = max(workers, 1)
    self.failures = failures
    makeSource = source
  }

  /// The number of trials.
  public var count: Int { places?.count ?? plan.count }

  /// Runs the trials.
  ///
  /// - Parameters:
  ///   - read: Makes of a trial what is wanted of it, in the worker that ran it, so that transcripts
  ///     need not be kept.
  ///   - finish: Called by each worker at its end with its source.
  ///   - emit: Called with each result by whoever called this, one call at a time. It may throw
  ///     ``TrialStreamEnd`` for no more.
  /// - Throws: The first failure by order where failures end the stream, a source that cannot be made,
  ///   and what `read` and `emit` throw. What was emitted by then stays emitted.
  public func run<Value: Sendable>(
    reading read: @escaping @Sendable (PlannedTrial, TrialEnd) throws -> Value,
    finishing finish: @escaping @Sendable (Source) -> Void = { _ in },
    isolation: isolated (any Actor)? = #isolation,
    emit: (Value) async throws -> Void
  ) async throws {
    let piece = order == .ofPlaces ? Self.pieceSize(of: count, among: workers) : 1
    let pieces = (count + piece - 1) / piece
    let workers = min(workers, max(pieces, 1))
    let work = OrderedWork<[Result<Value, any Error>]>(
      count: pieces, window: workers * 4, isOrdered: order == .ofPlaces, workers: workers)
    let watch = OutageWatch(isWatching: failures == .stopAtOutage)
    try await withThrowingTaskGroup(of: Void.self, isolation: isolation) { group in
      for _ in 0..<workers {
        group.addTask {
          do {
            let source = try makeSource()
            while !watch.hasStopped, let index = await work.next() {
              let numbers = (index * piece)..<min((index + 1) * piece, count)
              await work.deliver(await results(numbers, source, watch, read), at: index)
            }
            finish(source)
            await work.leave()
          } catch {
            await work.stop()
            throw error
          }
        }
      }
      var fault: (any Error)?
      do {
        while let results = await work.take() {
          for result in results { try await emit(result.get()) }
        }
      } catch {
        // What is in flight comes home before the stream ends.
        await work.stop()
        fault = error
      }
      try await group.waitForAll()
      if let fault, !(fault is TrialStreamEnd) { throw fault }
    }
  }

  /// Runs the trials for those who want them as they ended.
  public func run(
    isolation: isolated (any Actor)? = #isolation, emit: (TrialEnd) async throws -> Void
  ) async throws {
    try await run(reading: { $1 }, emit: emit)
  }

  /// Runs some trials one after the other.
  ///
  /// A fault waits for its turn, so that the first trial that fails is always the one reported.
  private func results<Value>(
    _ numbers: Range<Int>, _ source: Source, _ watch: OutageWatch,
    _ read: @Sendable (PlannedTrial, TrialEnd) throws -> Value
  ) async -> [Result<Value, any Error>] {
    var results: [Result<Value, any Error>] = []
    results.reserveCapacity(numbers.count)
    for number in numbers {
      let trial = plan[places?[number] ?? number]
      guard !watch.hasStopped(trial.id.model) else { continue }
      let end = await runner.attempt(trial, with: source)
      watch.note(end, of: trial.id.model)
      results.append(
        Result {
          if case .failure(let failure) = end, ends(failure.error) { throw failure.error }
          return try read(trial, end)
        })
    }
    return results
  }

  /// Trials that a worker takes at once: few enough that every worker has its share.
  private static func pieceSize(of count: Int, among workers: Int) -> Int {
    min(max(count / (workers * 8), 1), 32)
  }

  private func ends(_ error: DeckError) -> Bool {
    switch failures {
    case .areHandedOver, .stopAtOutage: false
    case .endUnlessMissing: error.code != .miss
    case .end: true
    }
  }
}

/// Ends a stream without a fault: whoever takes its results has seen enough.
public struct TrialStreamEnd: Error {
  /// Creates it.
  public init() {}
}

extension TrialStream where Source == CassettePlayer {
  /// Creates a stream of trials that are replayed from cassettes, and from nothing else.
  public init(
    _ plan: Plan, runner: TrialRunner, from tape: CassetteUnion, places: [Int]? = nil,
    workers: Int = 1, failures: Failures = .end
  ) {
    self.init(plan, runner: runner, places: places, workers: workers, failures: failures) {
      CassettePlayer(try CassetteReader(tape))
    }
  }
}

/// Tells the failure of single calls from one that would strike every other trial too.
///
/// A call that failed for reasons of its own, after all its tries, is reported, and the recording
/// goes on. Where one trial of a model after the other fails so, with none that is completed in between,
/// its provider is down whatever it says, and going on with that model would only cost time and money.
public final class OutageWatch: Sendable {
  /// Trials of a model that fail in a row until it counts as an outage.
  public static let patience = 10

  private struct State {
    var inARow: [String: Int] = [:]
    var hasStopped = false
  }

  private let isWatching: Bool
  private let state = Mutex(State())

  /// Creates a watch; one that does not watch lets everything go on.
  init(isWatching: Bool = true) {
    self.isWatching = isWatching
  }

  /// Whether no further trial should be started.
  var hasStopped: Bool { isWatching && state.withLock(\.hasStopped) }

  /// Whether no further trial of a model should be started.
  func hasStopped(_ model: String) -> Bool {
    isWatching
      && state.withLock { $0.hasStopped || $0.inARow[model, default: 0] >= Self.patience }
  }

  /// Takes note of how a trial of a model ended.
  func note(_ end: TrialEnd, of model: String) {
    guard isWatching else { return }
    state.withLock { state in
      switch end {
      case .record: state.inARow[model] = 0
      case .failure(let failure):
        switch failure.error.code {
        case .corrupt: break
        case .call: state.inARow[model, default: 0] += 1
        case .miss, .conflict, .provider, .execution, .secret, .journal, .budget, .interrupted:
          state.hasStopped = true
        }
      }
    }
  }
}
