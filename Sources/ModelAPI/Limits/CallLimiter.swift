public import HTTP

/// Paces the calls to one endpoint with one model: every try goes through it, and it learns from each.
///
/// Calls go in the order in which they come. A call that waits to be tried again holds no place.
public actor CallLimiter {
  private var machine: LimiterMachine
  private var line = WaitingLine<Int, LimiterMachine.Permit?>()
  private var pauses: [Int: Task<Bool, Never>] = [:]
  private var alarm: (moment: Duration, task: Task<Void, Never>)?
  private var isClosed = false
  /// Why nothing goes before a moment: a server asked for a wait that nobody waits for.
  private var shutting: (until: Duration, error: ModelAPIError)?
  private let clock: ModelClock
  private let observe: @Sendable (LimitChange) -> Void

  /// Whether the tokens of calls are limited, so that estimating them is worth the work.
  nonisolated let countsTokens: Bool

  /// Creates a limiter.
  ///
  /// - Parameters:
  ///   - concurrency: The most calls in flight at once, which is where it begins.
  ///   - limits: What the provider is known to allow in a minute.
  ///   - clock: The clock to live by.
  ///   - observe: Told of every change, in order.
  public init(
    concurrency: Int, limits: RateLimits = RateLimits(), clock: ModelClock = .system,
    observe: @escaping @Sendable (LimitChange) -> Void = { _ in }
  ) {
    machine = LimiterMachine(concurrency: concurrency, limits: limits)
    countsTokens = machine.countsTokens
    self.clock = clock
    self.observe = observe
  }

  /// Calls that may be in flight at once now.
  public var width: Int { machine.concurrency.width }

  /// Calls that wait for a place.
  var waitingCount: Int { line.count }

  /// Calls that wait, for a place or to be tried again.
  public var waiting: Int { line.count + pauses.count }

  /// Lets calls that were sent come home and nothing more go: whoever waits, for a place or to try
  /// again, is sent away.
  public func close() {
    isClosed = true
    sendAway()
  }

  /// Turns everybody away for as long as a server asks: whoever waits, for a place or to try again,
  /// and whoever comes.
  ///
  /// - Parameters:
  ///   - wait: What the server asks for.
  ///   - error: What became of the call that it answered.
  func shut(for wait: Duration, _ error: ModelAPIError) {
    if refusal == nil, let status = error.status {
      observe(LimitChange(.hold(wait), .serverAsked(status: status)))
    }
    shutting = (clock.now() + wait, error)
    sendAway()
  }

  /// Why nothing goes now; `nil` where the server did not ask for too long a wait.
  var refusal: ModelAPIError? {
    guard let shutting, clock.now() < shutting.until else { return nil }
    return shutting.error
  }

  private func sendAway() {
    for waiter in line.removeAll() { waiter.continuation.resume(returning: nil) }
    for pause in pauses.values { pause.cancel() }
    alarm?.task.cancel()
    alarm = nil
  }

  /// Waits for a place; `nil` where the call should no longer go, see ``refusal``.
  func admit(tokens: Int) async -> LimiterMachine.Permit? {
    guard !isClosed, refusal == nil, !Task.isCancelled else { return nil }
    if line.isEmpty, case .go(let permit) = ask(tokens) { return permit }
    let number = line.takeNumber()
    return await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        guard !Task.isCancelled else { return continuation.resume(returning: nil) }
        line.append(number, tokens, continuation)
        advance()
      }
    } onCancel: {
      Task { await self.leaveLine(number) }
    }
  }

  /// Takes a call back.
  func finish(_ permit: LimiterMachine.Permit, _ signs: PaceSigns) {
    for change in machine.finish(permit, signs, now: clock.now()) { observe(change) }
    advance()
  }

  /// Waits to try again, no longer than until the endpoint is shut; throws where the call should no
  /// longer be tried.
  func pause(_ wait: Duration) async throws(CancellationError) {
    guard !isClosed else { throw CancellationError() }
    guard refusal == nil else { return }
    let number = line.takeNumber()
    let clock = clock
    let task = Task { () -> Bool in
      do {
        try await clock.sleep(wait)
        return true
      } catch {
        return false
      }
    }
    pauses[number] = task
    let isOver = await withTaskCancellationHandler {
      await task.value
    } onCancel: {
      task.cancel()
    }
    pauses[number] = nil
    guard isOver || refusal != nil, !isClosed, !Task.isCancelled else { throw CancellationError() }
  }

  // MARK: The line

  private func ask(_ tokens: Int) -> LimiterMachine.Admission {
    let (admission, change) = machine.admit(tokens: tokens, now: clock.now())
    if let change { observe(change) }
    return admission
  }

  private func advance() {
    while let first = line.first {
      switch ask(first.wish) {
      case .go(let permit): line.removeFirst()?.continuation.resume(returning: permit)
      case .wait(let moment): return setAlarm(moment)
      case .full: return
      }
    }
  }

  private func setAlarm(_ moment: Duration) {
    if let alarm, alarm.moment <= moment { return }
    alarm?.task.cancel()
    let wait = moment - clock.now()
    let clock = clock
    let task = Task {
      guard (try? await clock.sleep(wait)) != nil else { return }
      self.ring(moment)
    }
    alarm = (moment, task)
  }

  private func ring(_ moment: Duration) {
    if alarm?.moment == moment { alarm = nil }
    advance()
  }

  private func leaveLine(_ number: Int) {
    line.remove(number)?.continuation.resume(returning: nil)
    advance()
  }
}

/// Tasks that wait for their turn, first come, first served; anybody may leave the line.
struct WaitingLine<Wish: Sendable, Answer: Sendable> {
  /// Somebody who waits.
  struct Waiter {
    let wish: Wish
    let continuation: CheckedContinuation<Answer, Never>
  }

  private var waiters: [Int: Waiter] = [:]
  private var next = 0
  private var head = 0

  /// Whether nobody waits.
  var isEmpty: Bool { waiters.isEmpty }
  /// How many wait.
  var count: Int { waiters.count }

  /// A number in the line, to be used once.
  mutating func takeNumber() -> Int {
    defer { next += 1 }
    return next
  }

  /// Waits under a number.
  mutating func append(
    _ number: Int, _ wish: Wish, _ continuation: CheckedContinuation<Answer, Never>
  ) {
    waiters[number] = Waiter(wish: wish, continuation: continuation)
    head = min(head, number)
  }

  /// Who waits longest; `nil` where nobody waits.
  var first: Waiter? {
    mutating get {
      guard !waiters.isEmpty else { return nil }
      while waiters[head] == nil { head += 1 }
      return waiters[head]
    }
  }

  /// Takes out who waits longest.
  mutating func removeFirst() -> Waiter? {
    guard first != nil else { return nil }
    return waiters.removeValue(forKey: head)
  }

  /// Takes out who waits under a number; `nil` where that is nobody.
  mutating func remove(_ number: Int) -> Waiter? { waiters.removeValue(forKey: number) }

  /// Takes everybody out.
  mutating func removeAll() -> [Waiter] {
    defer { waiters = [:] }
    return Array(waiters.values)
  }
}

/// The clock and the chance that a client lives by, given to it from outside.
public struct ModelClock: Sendable {
  /// The time since some fixed moment; never goes back.
  public var now: @Sendable () -> Duration
  /// Waits; throws where the caller no longer wants to.
  public var sleep: @Sendable (Duration) async throws(CancellationError) -> Void
  /// A random number from 0 to 1.
  public var jitter: @Sendable () -> Double

  /// Creates a clock.
  public init(
    now: @escaping @Sendable () -> Duration,
    sleep: @escaping @Sendable (Duration) async throws(CancellationError) -> Void,
    jitter: @escaping @Sendable () -> Double
  ) {
    self.now = now
    self.sleep = sleep
    self.jitter = jitter
  }

  /// The clock of the real world.
  public static var system: ModelClock {
    let start = ContinuousClock.now
    return ModelClock(
      now: { ContinuousClock.now - start },
      sleep: { duration throws(CancellationError) in
        do {
          try await Task.sleep(for: duration)
        } catch {
          throw CancellationError()
        }
      },
      jitter: { Double.random(in: 0...1) })
  }
}

/// A change in how fast an endpoint is asked, with its reason.
public struct LimitChange: Hashable, Sendable {
  /// What changes.
  public enum Kind: Hashable, Sendable {
    /// Calls in flight at once.
    case concurrency(from: Int, to: Int)
    /// The number of calls at once does not grow for so long.
    case growthPaused(Duration)
    /// No call is sent for so long.
    case hold(Duration)
  }

  /// Why.
  public enum Reason: Hashable, Sendable {
    /// The server said that there were too many requests.
    case throttled(status: Int)
    /// The server failed.
    case serverError(status: Int)
    /// The connection failed.
    case connection(TransportError.Code)
    /// The server answered as it should.
    case answered
    /// The server asked for the wait.
    case serverAsked(status: Int)
    /// The server's headers say that no requests are left.
    case requestsUsedUp
    /// The server's headers say that too few tokens are left.
    case tokensUsedUp
    /// The requests of the last minute reach the known limit.
    case requestsPerMinute(Int)
    /// The tokens of the last minute reach the known limit.
    case tokensPerMinute(Int)
  }

  /// What changes.
  public let kind: Kind
  /// Why.
  public let reason: Reason

  /// Creates a change.
  public init(_ kind: Kind, _ reason: Reason) {
    self.kind = kind
    self.reason = reason
  }
}

extension LimitChange: CustomStringConvertible {
  public var description: String { "\(kind): \(reason)" }
}

extension LimitChange.Kind: CustomStringConvertible {
  public var description: String {
    switch self {
    case .concurrency(let before, let after): "\(before) -> \(after) calls at once"
    case .growthPaused(let pause): "no more calls at once for \(Self.seconds(pause)) s"
    case .hold(let wait): "no call for \(Self.seconds(wait)) s"
    }
  }

  /// Seconds with one decimal, rounded up: a wait must not look shorter than it is.
  private static func seconds(_ duration: Duration) -> String {
    let tenths = (max(duration.microseconds, 0) + 99_999) / 100_000
    return tenths.isMultiple(of: 10) ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)"
  }
}

extension LimitChange.Reason: CustomStringConvertible {
  public var description: String {
    switch self {
    case .throttled(let status): "throttled (\(status))"
    case .serverError(let status): "the server failed (\(status))"
    case .connection(let code): "\(TransportError(code))"
    case .answered: "the server answers"
    case .serverAsked(let status): "the server asked for it (\(status))"
    case .requestsUsedUp: "its headers leave no requests"
    case .tokensUsedUp: "its headers leave too few tokens"
    case .requestsPerMinute(let limit): "the limit of \(limit) requests per minute"
    case .tokensPerMinute(let limit): "the limit of \(limit) tokens per minute"
    }
  }
}
