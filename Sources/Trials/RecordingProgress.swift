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
    /// Calls of those in flight that wait, for a place or to be tried again.
    public var waiting = 0
    /// The last reason why calls went slower, in words; `nil` where there was none.
    public var reason: String?

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
  private var cancelled = 0
  /// The last moment before the first answer came: what was on tape already says nothing about how long
  /// the rest takes.
  private var start: (elapsed: Duration, ended: Int) = (.zero, 0)

  /// Creates the progress of so many trials.
  public init(total: Int) {
    self.total = total
  }

  /// Trials that have ended.
  public var ended: Int { done + failed + cancelled }
  /// Whether every trial has ended.
  public var isComplete: Bool { ended >= total }

  /// Counts a trial.
  public mutating func trialEnded(failed hasFailed: Bool) {
    if hasFailed { failed += 1 } else { done += 1 }
  }

  /// Counts a trial that was called off before it came to its end.
  public mutating func trialCancelled() { cancelled += 1 }

  /// The line at a moment.
  ///
  /// - Parameter width: The columns that it must fit into: what matters least is left out; `nil` for all
  ///   of it.
  public mutating func line(
    _ moment: Moment, elapsed: Duration, width: Int? = nil
  ) -> String {
    if moment.counts.calls == 0 { start = (elapsed, ended) }
    var parts = counted(moment) + spent(moment)
    let seconds = max(elapsed / .seconds(1), 1)
    parts.append(
      Part("\(Self.whole(Double(moment.counts.calls) * 60 / seconds)) calls/min", .pace))
    if let left = timeLeft(elapsed) {
      parts.append(Part("about \(Self.text(of: left)) left", .whole))
    }
    guard let width else { return Part.line(parts) }
    while Part.line(parts).count > width, let least = parts.map(\.weight).max(), least != .whole {
      parts.removeAll { $0.weight == least }
    }
    let line = Part.line(parts)
    return line.count > width ? line.prefix(max(width - 1, 0)) + "…" : line
  }

  /// A part of the line.
  private struct Part {
    /// What goes first where room is scarce comes last.
    enum Weight: Int, Comparable {
      case whole
      case trouble
      case flight
      case tries
      case money
      case calls
      case tokens
      case reason
      case projection
      case pace
      case rest

      static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
    }

    let text: String
    let weight: Weight

    init(_ text: String, _ weight: Weight) {
      self.text = text
      self.weight = weight
    }

    /// Parts as one line; a projection stands behind what it projects.
    static func line(_ parts: [Part]) -> String {
      parts.reduce("") { line, part in
        let isAside = part.weight == .projection || part.weight == .reason
        return line + (line.isEmpty ? "" : isAside ? " " : " · ") + part.text
      }
    }
  }

  /// What was done and is being done.
  private func counted(_ moment: Moment) -> [Part] {
    let counts = moment.counts
    var parts = [
      Part("\(done)/\(total) trials", .whole), Part("\(counts.calls) calls", .calls),
      Part("\(counts.executions) runs", .rest),
      Part("\(counts.hits + counts.shared) on tape", .rest),
      Part("\(max(counts.inFlight - moment.waiting, 0)) in flight", .flight),
    ]
    if moment.waiting > 0 {
      parts.append(Part("\(moment.waiting) waiting", .flight))
      if let reason = moment.reason { parts.append(Part("(\(reason))", .reason)) }
    }
    if counts.extractions > 0 { parts.append(Part("\(counts.extractions) extractions", .rest)) }
    if moment.retried > 0 { parts.append(Part("\(moment.retried) retried", .tries)) }
    if moment.throttled > 0 { parts.append(Part("\(moment.throttled) throttled", .tries)) }
    if failed > 0 { parts.append(Part("\(failed) failed", .trouble)) }
    if cancelled > 0 { parts.append(Part("\(cancelled) called off", .tries)) }
    return parts
  }

  /// What was spent, and what all of it will come to.
  private func spent(_ moment: Moment) -> [Part] {
    let growth = growth
    var parts: [Part] = []
    if moment.spent.tokens > 0 {
      parts.append(Part("\(moment.spent.tokens) tokens", .tokens))
      if let growth {
        let all = Self.whole(Double(moment.spent.tokens) * growth)
        parts.append(Part("(about \(all) in all)", .projection))
      }
    }
    if let money = moment.spent.money, money > .zero {
      parts.append(Part("$\(money.dollars)", .money))
      if let growth {
        let all = Money(picodollars: Self.whole(Double(money.picodollars) * growth))
        parts.append(Part("(about $\(all.dollars) in all)", .projection))
      }
    }
    return parts
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
