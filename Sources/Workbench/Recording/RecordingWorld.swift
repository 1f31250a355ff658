import HTTP
import ModelAPI
package import RecordReplay
import Sweeps
import Synchronization
package import Trials

/// What a session needs of the outside world: models, a sandbox, money and a clock.
package struct RecordingWorld: Sendable {
  /// How models are reached.
  package var models: ModelAccess
  /// How code is run.
  package var code: CodeRunning
  /// What may be spent.
  package var spending: Spending
  /// Trials in flight at once; `nil` for what the models' concurrency adds up to, plus 2.
  package var trialsAtOnce: Int?
  /// The date and time in UTC, such as `2026-03-01T09:30:00Z`.
  package var timestamp: @Sendable () -> String

  /// Creates a world.
  package init(
    models: ModelAccess, code: CodeRunning, spending: Spending, trialsAtOnce: Int? = nil,
    timestamp: @escaping @Sendable () -> String
  ) {
    self.models = models
    self.code = code
    self.spending = spending
    self.trialsAtOnce = trialsAtOnce
    self.timestamp = timestamp
  }

  /// Trials in flight at once.
  private func trialsAtOnce(for sweep: Sweep) -> Int {
    trialsAtOnce ?? sweep.models.reduce(2) { $0 + $1.concurrency }
  }

  /// How much may be under way at once, by what the sweep and the user want and what fits into the
  /// files and connections that the process may have open.
  ///
  /// - Throws: ``WorkbenchError`` where not even a call to each model and a run of code fit.
  func pace(for sweep: Sweep, _ files: OpenFiles = .current) throws -> RecordingPace {
    let (trials, models) = (trialsAtOnce(for: sweep), sweep.models.count)
    let wanted = sweep.models.reduce(0) { $0 + $1.concurrency }
    let room = try files.room(
      calls: min(wanted, trials), atLeast: min(models, trials),
      runs: min(try code.runsAtOnce(sweep.limits), trials))
    var pace = RecordingPace(sweep: sweep, trials: trials, runs: room.runs, note: room.note)
    guard room.note != nil else { return pace }
    // Of a trial, one call or one run is under way at a time.
    pace.trials = min(trials, room.calls + room.runs)
    for index in sweep.models.indices {
      let share = sweep.models[index].concurrency * room.calls / max(wanted, 1)
      pace.sweep.models[index].concurrency = max(share, 1)
    }
    return pace
  }
}

/// How much of a sweep is under way at once.
struct RecordingPace {
  /// The sweep, each model with the calls that are made at once.
  var sweep: Sweep
  /// Trials in flight at once.
  var trials: Int
  /// Runs of code at once.
  var runs: Int
  /// What the user should know; `nil` where it is what was wanted.
  var note: String?
}

/// What must not be kept in a recording.
package struct SecretRules: Sendable {
  /// Texts that only look like a credential, by the digits that their findings show.
  package var allowed: [String]
  /// Variables whose values are looked for too.
  package var variables: [String]
  /// Where the values are looked up.
  package var environment: [String: String]

  /// Creates rules.
  package init(
    allowed: [String] = [], variables: [String] = [], environment: [String: String]
  ) {
    self.allowed = allowed
    self.variables = variables
    self.environment = environment
  }

  /// The values of key variables, of those besides that a sweep names too.
  package func known(naming names: [String] = []) -> KnownSecrets {
    KnownSecrets(environment: environment, names: variables + names)
  }
}

/// How a session reaches the models of a sweep.
package struct ModelAccess: Sendable {
  /// Replaces the base URL of every model.
  package var baseURL: String?
  /// Tries of one call before it is given up.
  package var attempts: Int
  /// Whether calls go through the proxy that the environment names.
  package var usesProxy: Bool
  /// Where keys, base URLs, proxies and authorities are looked up.
  package var environment: [String: String]
  /// Which hosts may be sent to, and with which keys.
  package var trust: HostTrust

  /// Creates an access.
  package init(
    baseURL: String? = nil, attempts: Int = RetryPolicy.standard.maximumAttempts,
    usesProxy: Bool = false, environment: [String: String], trust: HostTrust = HostTrust()
  ) {
    self.baseURL = baseURL
    self.attempts = attempts
    self.usesProxy = usesProxy
    self.environment = environment
    self.trust = trust
  }

  /// The models of a sweep over the network.
  ///
  /// - Parameters:
  ///   - folder: The sweep.
  ///   - spending: What the calls may take.
  ///   - shard: The part of the sweep that the budget is for; `nil` for all of it.
  ///   - note: Told what the user should know.
  func models(
    of folder: SweepFolder, _ spending: Spending, shard: Shard? = nil,
    note: @escaping @Sendable (String) -> Void
  ) throws -> LiveModels {
    try trust.check(folder, by: self)
    if !usesProxy, let text = ProxyNote.text(in: environment) { note(text) }
    return try LiveModels(
      folder.sweep, access: self, budget: shard?.share(of: spending.budget) ?? spending.budget,
      tariffs: try spending.tariffs(of: folder), note: note)
  }
}

/// What the user should know where the environment names a proxy that nobody asked for.
package enum ProxyNote {
  /// The sentence; `nil` where the environment names none.
  package static func text(in environment: [String: String]) -> String? {
    NetworkRoute.proxyVariable(in: environment).map { name in
      "\(name) is set and not used: calls go directly. To go through the proxy: --use-proxy."
    }
  }
}

/// Who is told how a recording goes.
package protocol RecordingObserver: Sendable {
  /// It begins.
  ///
  /// - Parameters:
  ///   - trials: The trials that are to be recorded.
  ///   - moment: What is known at any time.
  func began(trials: Int, moment: @escaping @Sendable () async -> RecordingProgress.Moment)

  /// A trial has come to its end.
  func trialEnded(failed: Bool) async

  /// A trial was called off before it came to its end.
  func trialCancelled() async

  /// Something that the user should know.
  func note(_ text: String)

  /// The last trial has come to its end.
  func ended() async
}

extension RecordingObserver {
  package func trialCancelled() async {}
}

/// A wish to stop that may come at any time, such as Ctrl-C: what is in flight comes home, and nothing
/// new is begun.
package final class StopRequest: Sendable {
  private struct State {
    var isRequested = false
    var actions: [@Sendable () -> Void] = []
  }

  private let state = Mutex(State())

  /// Creates a request that nobody has made.
  package init() {}

  /// Whether it was made.
  package var isRequested: Bool { state.withLock(\.isRequested) }

  /// Makes it.
  package func make() {
    let actions = state.withLock { state in
      state.isRequested = true
      defer { state.actions = [] }
      return state.actions
    }
    for action in actions { action() }
  }

  /// Does something once it is made; at once if it was.
  func whenMade(_ action: @escaping @Sendable () -> Void) {
    let isRequested = state.withLock { state in
      if !state.isRequested { state.actions.append(action) }
      return state.isRequested
    }
    if isRequested { action() }
  }

  /// Runs work that is cancelled when the request is made.
  package func cancelling<Value: Sendable>(
    _ work: @escaping @Sendable () async throws -> Value
  ) async throws -> Value {
    let task = Task { try await work() }
    whenMade { task.cancel() }
    return try await task.value
  }
}
