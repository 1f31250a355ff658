/// Paces the calls to one endpoint with one model: every try goes through it, and it learns from each.
///
/// Calls go in the order in which they come. A call that waits to be tried again holds no place.
public actor CallLimiter {
  private var machine: LimiterMachine
  private var line = WaitingLine<Int, LimiterMachine.Permit?>()
  private var pauses: [Int: Task<Bool, Never>] = [:]
  private var alarm: (moment: Duration, task: Task<Void, Never>)?
  private var isClosed = false
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

  /// Lets calls that were sent come home and nothing more go: whoever waits, for a place or to try
  /// again, is sent away.
  public func close() {
    isClosed = true
    for waiter in line.removeAll() { waiter.continuation.resume(returning: nil) }
    for pause in pauses.values { pause.cancel() }
    alarm?.task.cancel()
  }

  /// Waits for a place; `nil` where the call should no longer go.
  func admit(tokens: Int) async -> LimiterMachine.Permit? {
    guard !isClosed, !Task.isCancelled else { return nil }
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

  /// Waits to try again; throws where the call should no longer be tried.
  func pause(_ wait: Duration) async throws(CancellationError) {
    guard !isClosed else { throw CancellationError() }
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
    guard isOver, !isClosed else { throw CancellationError() }
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
