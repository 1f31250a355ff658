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

extension Duration {
  /// Whole microseconds, cut off.
  var microseconds: Int {
    let (seconds, attoseconds) = components
    let (product, overflow) = Int(seconds).multipliedReportingOverflow(by: 1_000_000)
    return overflow ? .max : ModelAttempt.sum(product, Int(attoseconds / 1_000_000_000_000))
  }
}
