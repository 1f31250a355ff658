public import ModelAPI
public import RecordReplay
import Sweeps

/// How far a recording has come, in one line for a person.
public struct RecordingProgress: Sendable {
  /// What is known of a recording at some moment.
  public struct Moment: Sendable {
    /// What was recorded.
    public var counts: RecordingCounts
    /// Tries that failed and were, mostly, made again.
    public var retried: Int
    /// Tries that the provider turned away as too many.
    public var throttled: Int
    /// What was spent.
    public var spent: Expense

    /// Creates a moment.
    public init(
      counts: RecordingCounts = RecordingCounts(), retried: Int = 0, throttled: Int = 0,
      spent: Expense = .none
    ) {
      self.counts = counts
      self.retried = retried
      self.throttled = throttled
      self.spent = spent
    }
  }

  private let total: Int
  private var done = 0
  private var failed = 0
  /// The last moment before the first answer came: what was on tape already says nothing about how long
  /// the rest takes.
  private var start: (elapsed: Duration, ended: Int) = (.zero, 0)

  /// Creates the progress of so many trials.
  public init(total: Int) {
    self.total = total
  }

  /// Trials that have ended.
  public var ended: Int { done + failed }
  /// Whether every trial has ended.
  public var isComplete: Bool { ended >= total }

  /// Counts a trial.
  public mutating func trialEnded(failed hasFailed: Bool) {
    if hasFailed { failed += 1 } else { done += 1 }
  }

  /// The line at a moment.
  public mutating func line(_ moment: Moment, elapsed: Duration) -> String {
    let counts = moment.counts
    if counts.calls == 0 { start = (elapsed, ended) }
    var parts = [
      "\(done)/\(total) trials", "\(counts.calls) calls", "\(counts.executions) runs",
      "\(counts.hits + counts.shared) on tape", "\(counts.inFlight) in flight",
    ]
    if counts.extractions > 0 { parts.append("\(counts.extractions) extractions") }
    if moment.retried > 0 { parts.append("\(moment.retried) retried") }
    if moment.throttled > 0 { parts.append("\(moment.throttled) throttled") }
    if failed > 0 { parts.append("\(failed) failed") }
    let growth = growth
    if moment.spent.tokens > 0 {
      let all = growth.map { " (about \(Self.whole(Double(moment.spent.tokens) * $0)) in all)" }
      parts.append("\(moment.spent.tokens) tokens\(all ?? "")")
    }
    if let money = moment.spent.money, money > .zero {
      let all = growth.map { growth in
        let picodollars = Self.whole(Double(money.picodollars) * growth)
        return " (about $\(Money(picodollars: picodollars).dollars) in all)"
      }
      parts.append("$\(money.dollars)\(all ?? "")")
    }
    let seconds = max(elapsed / .seconds(1), 1)
    parts.append("\(Self.whole(Double(counts.calls) * 60 / seconds)) calls/min")
    if let left = timeLeft(elapsed) { parts.append("about \(Self.text(of: left)) left") }
    return parts.joined(separator: " · ")
  }

  /// How many times what is spent the whole will take, if it goes on as it went; `nil` as long as that
  /// would be a guess.
  private var growth: Double? {
    guard ended > start.ended, ended < total else { return nil }
    return Double(total - start.ended) / Double(ended - start.ended)
  }

  private func timeLeft(_ elapsed: Duration) -> Duration? {
    guard ended > start.ended, ended < total else { return nil }
    let spent = (elapsed - start.elapsed) / .seconds(1)
    return .seconds(spent / Double(ended - start.ended) * Double(total - ended))
  }

  private static func whole(_ number: Double) -> Int { Int(exactly: number.rounded()) ?? .max }

  /// A duration in words, such as `1 h 05 min`.
  public static func text(of duration: Duration) -> String {
    let seconds = duration.components.seconds
    switch seconds {
    case ..<60: return "\(seconds) s"
    case ..<3600: return "\(seconds / 60) min"
    default:
      let minutes = seconds % 3600 / 60
      return "\(seconds / 3600) h \(minutes < 10 ? "0" : "")\(minutes) min"
    }
  }
}
