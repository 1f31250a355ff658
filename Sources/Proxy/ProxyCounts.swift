public import ModelAPI

/// What a proxy has done so far.
public struct ProxyCounts: Hashable, Sendable {
  /// Calls of clients.
  public var calls = 0
  /// Calls that a recording answered.
  public var hits = 0
  /// Calls that no recording answered, in a replay.
  public var misses = 0
  /// Recordings that were used, each once.
  public var used = 0
  /// Answers that came from an upstream and were kept.
  public var recorded = 0
  /// Answers that came from an upstream, were passed on and not kept: its errors.
  public var passed = 0
  /// Calls whose answer broke off or did not come.
  public var broken = 0
  /// Calls that shared the answer to the same call, or took over the one of a client that had left.
  public var shared = 0
  /// Calls that were made while the same call of the same lane was under way: which of them gets which
  /// answer is not settled.
  public var exchangeable = 0
  /// Answers whose client had left, kept for the next such call.
  public var parked = 0
  /// Calls whose key holds a name in the place of a value, by a rule.
  public var renamed = 0
  /// Calls that could not be answered for a reason of the proxy's own.
  public var failures = 0
  /// Tokens of the answers that were recorded, as far as the providers counted them.
  public var usage = TokenUsage.zero

  /// What they cost, as far as their prices are known.
  public var money = Money.zero
  /// Answers whose price is not known.
  public var unpriced = 0

  /// Creates counts of nothing.
  public init() {}
}
