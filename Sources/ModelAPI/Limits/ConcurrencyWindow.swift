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
