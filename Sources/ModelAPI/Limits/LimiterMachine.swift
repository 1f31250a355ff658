import HTTP

/// How one try ended, as far as the pace of the next ones depends on it.
struct PaceSigns: Hashable, Sendable {
  /// How it ended.
  enum End: Hashable {
    /// The server served it, be it with an error of the request's own.
    case answered
    /// Too many requests; with the wait that the server asks for.
    case throttled(status: Int, wait: Duration?)
    /// The server failed.
    case serverError(status: Int)
    /// The connection failed.
    case connection(TransportError.Code)
    /// It says nothing of the server's load.
    case silent
  }

  var end: End
  var limits = ServerLimits.unknown
  /// The tokens that it took; `nil` where that is not known.
  var tokens: Int?
}

/// The pace of calls to one endpoint with one model, as a pure state machine: calls that want to go
/// and ends of calls go in; who may go, who waits until when, and what changed come out.
struct LimiterMachine: Hashable, Sendable {
  /// What a call was let through with.
  struct Permit: Hashable, Sendable {
    let sent: Duration
    fileprivate let tokens: Int
    fileprivate let entry: Int?
  }

  /// What becomes of a call that wants to go.
  enum Admission: Hashable {
    /// It goes now.
    case go(Permit)
    /// Not before a moment.
    case wait(until: Duration)
    /// Not before another call has come home.
    case full
  }

  private(set) var concurrency: ConcurrencyWindow
  private(set) var inFlight = 0
  private var requests: MinuteWindow?
  private var tokens: MinuteWindow?
  private var heldUntil = Duration.zero
  private var serverRequests: Reported?
  private var serverTokens: Reported?
  /// The hold that was last told, so that it is told once.
  private var toldHold = Duration.zero

  /// An allowance with the moment at which it was read.
  private struct Reported: Hashable {
    var allowance: ServerAllowance
    var moment: Duration

    /// The moment from which the server has an amount; `nil` where it has it.
    func opening(for amount: Int) -> Duration? { allowance.wait(for: amount).map { moment + $0 } }
  }

  init(concurrency: Int, limits: RateLimits = RateLimits()) {
    self.concurrency = ConcurrencyWindow(maximum: concurrency)
    requests = limits.requestsPerMinute.map { MinuteWindow(limit: $0) }
    tokens = limits.tokensPerMinute.map { MinuteWindow(limit: $0) }
  }

  /// Whether the tokens of a call play a part.
  var countsTokens: Bool { tokens != nil }

  // MARK: Going

  /// Lets a call go, or says what it waits for.
  ///
  /// - Parameter estimate: The most tokens that it is expected to take.
  mutating func admit(tokens estimate: Int, now: Duration) -> (Admission, LimitChange?) {
    guard inFlight < concurrency.width else { return (.full, nil) }
    if let (opening, reason) = opening(for: estimate, now: now) {
      return (.wait(until: opening), hold(until: opening, reason, now: now))
    }
    inFlight += 1
    serverRequests?.allowance.remaining -= 1
    serverTokens?.allowance.remaining -= estimate
    _ = requests?.add(1, now: now)
    let entry = tokens?.add(estimate, now: now)
    return (.go(Permit(sent: now, tokens: estimate, entry: entry)), nil)
  }

  /// The moment before which a call may not go, and why; `nil` where nothing keeps it.
  private mutating func opening(
    for estimate: Int, now: Duration
  ) -> (Duration, LimitChange.Reason?)? {
    var latest: (Duration, LimitChange.Reason?)?
    func consider(_ opening: Duration?, _ reason: LimitChange.Reason?) {
      guard let opening, opening > now, opening > latest?.0 ?? now else { return }
      latest = (opening, reason)
    }
    consider(heldUntil, nil)
    consider(serverRequests?.opening(for: 1), .requestsUsedUp)
    consider(serverTokens?.opening(for: estimate), .tokensUsedUp)
    if var window = requests {
      consider(window.opening(for: 1, now: now), .requestsPerMinute(window.limit))
      requests = window
    }
    if var window = tokens {
      consider(window.opening(for: estimate, now: now), .tokensPerMinute(window.limit))
      tokens = window
    }
    return latest
  }

  private mutating func hold(
    until opening: Duration, _ reason: LimitChange.Reason?, now: Duration
  ) -> LimitChange? {
    guard let reason, now >= toldHold else { return nil }
    toldHold = opening
    return LimitChange(.hold(opening - now), reason)
  }

  // MARK: Coming home

  /// Takes a call back.
  mutating func finish(_ permit: Permit, _ signs: PaceSigns, now: Duration) -> [LimitChange] {
    inFlight = max(inFlight - 1, 0)
    if let entry = permit.entry, let tokens = signs.tokens {
      self.tokens?.settle(entry, as: tokens)
    }
    if let allowance = signs.limits.requests {
      serverRequests = Reported(allowance: allowance, moment: now)
    }
    if let allowance = signs.limits.tokens {
      serverTokens = Reported(allowance: allowance, moment: now)
    }
    return changes(after: signs.end, sent: permit.sent, now: now).compactMap(\.self)
  }

  private mutating func changes(
    after end: PaceSigns.End, sent: Duration, now: Duration
  ) -> [LimitChange?] {
    switch end {
    case .answered: return [concurrency.succeeded(now: now)]
    case .throttled(let status, let wait):
      let shrunk = concurrency.throttled(sent: sent, status: status, now: now)
      guard let wait, now + wait > heldUntil else { return [shrunk] }
      let isNews = now >= heldUntil
      heldUntil = now + min(wait, ServerAllowance.longestHold)
      return [
        shrunk, isNews ? LimitChange(.hold(heldUntil - now), .serverAsked(status: status)) : nil,
      ]
    case .serverError(let status):
      return [concurrency.failed(.serverError(status: status), now: now)]
    case .connection(let code): return [concurrency.failed(.connection(code), now: now)]
    case .silent: return []
    }
  }
}
