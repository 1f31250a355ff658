import Evaluation
import Foundation
import ModelAPI
import RecordReplay
import Synchronization

/// A recording's progress for a person: one line that is written over on a terminal, a line now and
/// then elsewhere.
final class Progress: Sendable {
  private struct State {
    var done = 0
    var failed = 0
    var lastShown = Duration.zero
    /// When the first call went out, and how many trials had ended by then: what was on tape already
    /// says nothing about how long the rest takes.
    var firstCall: (elapsed: Duration, ended: Int)?

    var ended: Int { done + failed }
  }

  private let total: Int
  private let clock = ContinuousClock()
  private let start: ContinuousClock.Instant
  private let isTerminal: Bool
  private let state = Mutex(State())

  /// Creates the progress of so many trials.
  init(total: Int) {
    self.total = total
    isTerminal = Console.error.isTerminal
    start = clock.now
  }

  /// Counts a trial and shows the line if it is time.
  func trialEnded(failed: Bool, counts: RecordingCounts) {
    let line: String? = state.withLock { state in
      state.done += failed ? 0 : 1
      state.failed += failed ? 1 : 0
      let elapsed = clock.now - start
      if state.firstCall == nil, counts.calls > 0 { state.firstCall = (elapsed, state.ended - 1) }
      let pause: Duration = isTerminal ? .milliseconds(200) : .seconds(15)
      guard elapsed - state.lastShown >= pause || state.done == total else { return nil }
      state.lastShown = elapsed
      return text(state, elapsed, counts)
    }
    guard let line else { return }
    if isTerminal {
      Console.error.write("\r\u{1b}[K\(line)", terminator: "")
    } else {
      Console.error.write(line)
    }
  }

  /// Ends the line that is written over.
  func finish() {
    if isTerminal { Console.error.write("") }
  }

  private func text(_ state: State, _ elapsed: Duration, _ counts: RecordingCounts) -> String {
    let seconds = max(Double(elapsed.components.seconds), 1)
    let rate = Double(counts.calls) * 60 / seconds
    var parts = [
      "\(state.done)/\(total) trials", "\(counts.calls) calls", "\(counts.executions) runs",
      "\(counts.hits + counts.shared) on tape", "\(counts.inFlight) in flight",
    ]
    if counts.extractions > 0 { parts.append("\(counts.extractions) extractions") }
    if counts.retries > 0 { parts.append("\(counts.retries) retries") }
    if state.failed > 0 { parts.append("\(state.failed) failed") }
    if let tokens = counts.usage.total { parts.append("\(tokens) tokens") }
    parts.append("\(Int(rate)) calls/min")
    if let first = state.firstCall, state.ended > first.ended, state.ended < total {
      let spent = Double((elapsed - first.elapsed).components.seconds)
      let left = spent / Double(state.ended - first.ended) * Double(total - state.ended)
      parts.append("about \(Self.duration(Int(left))) left")
    }
    return parts.joined(separator: " · ")
  }

  /// A duration in words, such as `1 h 05 min`.
  static func duration(_ seconds: Int) -> String {
    switch seconds {
    case ..<60: return "\(seconds) s"
    case ..<3600: return "\(seconds / 60) min"
    default:
      let minutes = seconds % 3600 / 60
      return "\(seconds / 3600) h \(minutes < 10 ? "0" : "")\(minutes) min"
    }
  }
}
