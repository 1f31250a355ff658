package import Analysis
import Basics
import HTTP
import ModelAPI
import RecordReplay
import Sweeps
import Synchronization
import Trials

/// The models of a sweep over the network, and the sandbox: the only place where recording touches
/// the outside world.
struct LiveModels: Sendable {
  private let sweep: Sweep
  /// One for each model that may be asked, in their order.
  private let clients: [ModelClient]
  private let limiters: [CallLimiter]
  /// What all calls are paid from.
  let account: SpendingAccount
  /// What happens on the way.
  let watch: CallWatch

  /// Creates clients for all models of a sweep.
  ///
  /// - Parameters:
  ///   - sweep: The sweep.
  ///   - access: How they are reached.
  ///   - budget: The most that all calls may take together.
  ///   - tariffs: What calls to each model that may be asked take, in their order.
  ///   - note: Told each change of pace.
  init(
    _ sweep: Sweep, access: ModelAccess, budget: Budget, tariffs: [CallTariff],
    note: @escaping @Sendable (String) -> Void
  ) throws {
    var policy = RetryPolicy.standard
    policy.maximumAttempts = access.attempts
    let environment = access.environment
    let transport = CurlTransport(
      NetworkRoute(in: environment, usesProxies: access.usesProxy))
    let account = SpendingAccount(budget)
    let watch = CallWatch(note)
    self.account = account
    self.watch = watch
    self.sweep = sweep
    let limiters = sweep.askedModels.map { model in
      CallLimiter(concurrency: model.concurrency, limits: model.limits) {
        watch.note($0, of: model.name)
      }
    }
    self.limiters = limiters
    clients = try sweep.askedModels.enumerated().map { index, model in
      try ModelClient(
        endpoint: model.endpoint, access: model.access(at: access.baseURL),
        environment: environment,
        transport: transport, policy: policy, limiter: limiters[index],
        purse: CallPurse(account, tariff: tariffs[index]), observe: { watch.note($0) })
    }
  }

  /// Lets calls that were sent come home, and sends away whoever waits to send one.
  func drain() async {
    await account.close()
    for limiter in limiters { await limiter.close() }
  }

  /// What is known at this moment, beside what was recorded.
  func moment(_ counts: RecordingCounts) async -> RecordingProgress.Moment {
    var moment = RecordingProgress.Moment(
      counts: counts, retried: watch.retried, throttled: watch.throttled,
      spent: await account.spent)
    for limiter in limiters { moment.waiting += await limiter.waiting }
    moment.reason = watch.lastReason
    return moment
  }

  /// Asks a model, the one that reads its answers, or one that judges them.
  func complete(_ call: ModelCall, model: Int) async throws(DeckError) -> ModelReply {
    watch.callBegan()
    defer { watch.callEnded() }
    do {
      return try await clients[client(for: call, of: model)].reply(to: call.encoded)
    } catch {
      throw DeckError(DeckError.Code(error), "\(call.trial): \(error)")
    }
  }

  private func client(for call: ModelCall, of model: Int) -> Int {
    switch call.lane {
    case .trial: return model
    case .program, .tests, .judge:
      guard let place = call.addressee else {
        preconditionFailure("a judge is asked by its place among the models of \(sweep.name)")
      }
      return place
    case .extraction:
      guard let place = sweep.extractorPlace(forModelAt: model) else {
        preconditionFailure("rules alone read the answers of \(sweep.name), and a model was asked")
      }
      return place
    }
  }

  /// The world of a model's trials.
  func world(of model: Int, runs: LiveRuns) -> LiveWorld {
    var world = LiveWorld(
      complete: { (call) throws(DeckError) in try await complete(call, model: model) },
      execute: { (request) throws(DeckError) in try await runs.execute(request) })
    world.together = { (request) throws(DeckError) in try await runs.together(request) }
    if runs.classifies {
      world.classify = { (request) throws(DeckError) in try await runs.classify(request) }
    }
    return world
  }
}

extension DeckError.Code {
  /// Whom a call's failure strikes: itself, every other too, or nobody, where it was called off.
  fileprivate init(_ error: ModelAPIError) {
    switch error.code {
    case .budget: self = .budget
    case .cancelled: self = .interrupted
    case .throttled, .serverError, .timeout, .tooLarge, .brokenAnswer: self = .call
    case .unreachable:
      switch error.cause?.code {
      case .interrupted, .reset: self = .call
      default: self = .provider
      }
    default: self = .provider
    }
  }
}

/// What happens on the way to the models, for the progress line and the report.
final class CallWatch: Sendable {
  /// A change of pace, and the model that it is about.
  struct Change: Sendable {
    var model: String
    var change: LimitChange
  }

  private struct State {
    var retried = 0
    var throttled = 0
    var changes: [Change] = []
    var changeCount = 0
    var lastReason: String?
    var inFlight = 0
    let show: @Sendable (String) -> Void
  }

  /// Changes that are kept for the report; all of them are shown.
  private static let changeLimit = 1000

  private let state: Mutex<State>

  /// Creates a watch.
  ///
  /// - Parameter show: Told each change of pace.
  init(_ show: @escaping @Sendable (String) -> Void) {
    state = Mutex(State(show: show))
  }

  /// Tries that failed.
  var retried: Int { state.withLock(\.retried) }
  /// Tries that were turned away as too many.
  var throttled: Int { state.withLock(\.throttled) }
  /// The first changes of pace.
  var changes: [Change] { state.withLock(\.changes) }
  /// The number of all changes of pace.
  var changeCount: Int { state.withLock(\.changeCount) }

  /// Why calls went slower the last time, in words; `nil` where they never did.
  var lastReason: String? { state.withLock(\.lastReason) }
  /// Calls that were begun and have not ended.
  var inFlight: Int { state.withLock(\.inFlight) }

  /// Counts a call that begins.
  func callBegan() { state.withLock { $0.inFlight += 1 } }

  /// Counts a call that ended.
  func callEnded() { state.withLock { $0.inFlight -= 1 } }

  /// Counts a try.
  func note(_ attempt: ModelAttempt) {
    state.withLock { state in
      switch attempt.end {
      case .status(429):
        state.throttled += 1
        state.retried += 1
      case .status(200..<300), .status(400), .status(413), .status(422): break
      case .status, .failure: state.retried += 1
      }
    }
  }

  /// Shows and keeps a change of pace.
  func note(_ change: LimitChange, of model: String) {
    let show = state.withLock { state in
      state.changeCount += 1
      state.lastReason = change.reason.description
      if state.changes.count < Self.changeLimit {
        state.changes.append(Change(model: model, change: change))
      }
      return state.show
    }
    show("\(model): \(change)")
  }
}

extension CallWatch.Change {
  /// The change for programs.
  var json: JSONValue {
    [
      "model": .string(model), "change": .string(change.kind.description),
      "reason": .string(change.reason.description),
    ]
  }
}

/// Runs a sweep against live models and keeps nothing.
package struct LiveRun: Sendable {
  private var sweep: OpenSweep
  private let world: RecordingWorld
  private let stop: StopRequest
  private let observer: any RecordingObserver
  private let smoke: SmokePart

  /// Creates a run.
  ///
  /// - Parameters:
  ///   - sweep: The sweep.
  ///   - world: The outside world.
  ///   - smoke: The trials that are asked; all of them where it says nothing.
  ///   - stop: Ends the run early.
  ///   - observer: Told how it goes.
  package init(
    sweep: OpenSweep, only smoke: SmokePart = SmokePart(), world: RecordingWorld,
    stop: StopRequest = StopRequest(),
    observer: any RecordingObserver
  ) {
    self.sweep = sweep
    self.smoke = smoke
    self.world = world
    self.stop = stop
    self.observer = observer
  }

  /// Runs all trials, and gives their cells.
  ///
  /// - Throws: What kept a trial from being completed, or ``WorkbenchError`` where it was stopped.
  package func run() async throws -> ScoreSummary {
    var settled = self
    settled.sweep = try await world.code.settled(sweep)
    return try await settled.asked()
  }

  private func asked() async throws -> ScoreSummary {
    let observer = observer
    let part = try smoke.places(in: sweep.plan)
    let pace = try world.pace(for: sweep.folder.sweep)
    if let note = pace.note { observer.note(note) }
    var folder = sweep.folder
    folder.sweep = pace.sweep
    let models = try world.models.models(of: folder, world.spending) { observer.note($0) }
    let launcher = try await world.code.launcher(for: sweep.folder.sweep)
    let runs = try world.code.runs(in: launcher, of: sweep.folder.sweep, atMost: pace.runs)
    let trials = TrialStream(
      asking: sweep.plan, runner: sweep.runner, trialsAtOnce: pace.trials, trials: part
    ) { model in
      LiveSource(models.world(of: model, runs: runs))
    }
    let (summary, failure) = try await stop.cancelling { try await gather(trials, models) }
    guard !stop.isRequested else {
      throw WorkbenchError(.interrupted, "Stopped; nothing is kept.")
    }
    if let failure { throw failure }
    return summary
  }

  private func gather(
    _ trials: TrialStream<SourceByModel<LiveSource>>, _ live: LiveModels
  ) async throws -> (ScoreSummary, DeckError?) {
    let counts = SharedCounts()
    observer.began(trials: trials.count) {
      var current = counts.current
      current.inFlight = live.watch.inFlight
      return await live.moment(current)
    }
    var summary = ScoreSummary(axes: sweep.plan.axes)
    var failure: DeckError?
    try await trials.run { end in
      switch end {
      case .record(let record):
        summary.add(record.line)
        counts.add(record.line)
        await observer.trialEnded(failed: false)
      case .failure(let failed):
        failure = failure ?? failed.error
        await observer.trialEnded(failed: true)
      }
    }
    await observer.ended()
    return (summary, failure)
  }
}

/// What was asked so far, for whoever looks.
private final class SharedCounts: Sendable {
  private let counts = Mutex(RecordingCounts())

  var current: RecordingCounts { counts.withLock(\.self) }

  func add(_ line: TrialLine) {
    counts.withLock { counts in
      counts.calls += line.calls
      counts.executions += line.executions
      counts.usage = counts.usage + line.usage
      if let extraction = line.extraction {
        counts.extractions += extraction.calls
        counts.usage = counts.usage + extraction.usage
      }
      if let judging = line.judging {
        counts.judgements += judging.calls
        counts.usage = counts.usage + judging.usage
      }
    }
  }
}
