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
      // A wait that is too long to be waited for ends the call, which then shuts the endpoint.
      let isNews = now >= heldUntil && wait <= ServerAllowance.longestHold
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

extension PaceSigns {
  /// Reads what a try says of the server's load.
  init(_ result: Result<HTTPResponse, TransportError>) {
    switch result {
    case .success(let response):
      self.init(end: End(response), limits: ServerLimits(response))
    case .failure(let error):
      switch error.code {
      case .badURL, .cancelled, .noLibrary, .tooLarge, .tls: self.init(end: .silent)
      case .interrupted, .refused, .reset, .timeout, .unresolved:
        self.init(end: .connection(error.code))
      }
    }
  }
}

extension PaceSigns.End {
  fileprivate init(_ response: HTTPResponse) {
    switch response.status {
    case 429: self = .throttled(status: response.status, wait: RetryAfter.read(response))
    case 500...: self = .serverError(status: response.status)
    case 200..<300, 400, 413, 422: self = .answered
    default: self = .silent
    }
  }
}

/// What a provider allows one account with one model in a minute, as far as it is known beforehand.
public struct RateLimits: Hashable, Sendable {
  /// The most requests in any sixty seconds; `nil` where nobody named one.
  public var requestsPerMinute: Int?
  /// The most tokens, prompt and answer together, in any sixty seconds; `nil` where nobody named one.
  public var tokensPerMinute: Int?

  /// Creates limits.
  public init(requestsPerMinute: Int? = nil, tokensPerMinute: Int? = nil) {
    self.requestsPerMinute = requestsPerMinute
    self.tokensPerMinute = tokensPerMinute
  }
}

/// How many calls may be in flight at once: less where the server says that it is too much, more
/// again while it answers.
///
/// A throttled call halves the width, once for all calls that were sent before it was halved, for
/// they say the same thing again. A failing server is no server that asks for less: it only keeps the
/// width from growing for a while. As many successes as the width let it grow by a sixteenth of the
/// sweep's width.
struct ConcurrencyWindow: Hashable, Sendable {
  /// How long a failing server keeps the width from growing.
  static let pause = Duration.seconds(10)

  /// What the sweep allows.
  let maximum: Int
  /// Calls that may be in flight now.
  private(set) var width: Int
  private var successes = 0
  private var lastShrink: Duration?
  private var pausedUntil = Duration.zero
  /// Until when a pause was told already.
  private var toldUntil = Duration.zero

  init(maximum: Int) {
    self.maximum = max(maximum, 1)
    width = self.maximum
  }

  /// A call that was sent at a moment was throttled.
  mutating func throttled(sent: Duration, status: Int, now: Duration) -> LimitChange? {
    successes = 0
    if let lastShrink, sent < lastShrink { return nil }
    lastShrink = now
    guard width > 1 else { return nil }
    let before = width
    width = max(width / 2, 1)
    return LimitChange(.concurrency(from: before, to: width), .throttled(status: status))
  }

  /// The server failed.
  mutating func failed(_ reason: LimitChange.Reason, now: Duration) -> LimitChange? {
    successes = 0
    pausedUntil = now + Self.pause
    // Where it cannot grow there is nothing to tell.
    guard width < maximum, now >= toldUntil else { return nil }
    toldUntil = pausedUntil
    return LimitChange(.growthPaused(Self.pause), reason)
  }

  /// The server answered.
  mutating func succeeded(now: Duration) -> LimitChange? {
    guard width < maximum, now >= pausedUntil else { return nil }
    successes += 1
    guard successes >= width else { return nil }
    successes = 0
    let before = width
    width = min(width + max(maximum / 16, 1), maximum)
    return LimitChange(.concurrency(from: before, to: width), .answered)
  }
}

/// What was sent in the last sixty seconds, kept under a limit.
///
/// The window slides: no sixty seconds, wherever they begin, hold more than the limit, which no
/// provider's own way of counting can find too much.
struct MinuteWindow: Hashable, Sendable {
  /// The length of the window.
  static let length = Duration.seconds(60)

  private struct Entry: Hashable {
    var moment: Duration
    var amount: Int
  }

  /// The most that the window may hold.
  let limit: Int
  private var entries: [Entry] = []
  /// The number of the first entry that is kept; numbers are never used twice.
  private var firstNumber = 0
  private var sum = 0

  init(limit: Int) {
    self.limit = max(limit, 1)
  }

  /// The moment from which an amount fits; `nil` where it fits now.
  ///
  /// More than the limit fits into an empty window, for otherwise it would wait for ever.
  mutating func opening(for amount: Int, now: Duration) -> Duration? {
    dropOld(now)
    let amount = min(amount, limit)
    var held = sum
    guard held + amount > limit else { return nil }
    for entry in entries {
      held -= entry.amount
      if held + amount <= limit { return entry.moment + Self.length }
    }
    return nil
  }

  /// Adds an amount; gives its number, to be settled by.
  mutating func add(_ amount: Int, now: Duration) -> Int {
    entries.append(Entry(moment: now, amount: amount))
    sum += amount
    return firstNumber + entries.count - 1
  }

  /// Puts the true amount in the place of an estimate, while it is still in the window.
  mutating func settle(_ number: Int, as amount: Int) {
    let index = number - firstNumber
    guard entries.indices.contains(index) else { return }
    sum += amount - entries[index].amount
    entries[index].amount = amount
  }

  private mutating func dropOld(_ now: Duration) {
    let kept = entries.firstIndex { $0.moment + Self.length > now } ?? entries.count
    guard kept > 0 else { return }
    for entry in entries[..<kept] { sum -= entry.amount }
    entries.removeFirst(kept)
    firstNumber += kept
  }
}
