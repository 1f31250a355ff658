import Analysis
import Foundation
import ScoreSheets
import Statistics
import Sweeps
import Synchronization
import Trials

/// A recording's progress for a person: one line that is written over on a terminal, a line now and
/// then elsewhere.
final class Progress: Sendable {
  private struct State {
    var progress: RecordingProgress
    var lastShown: Duration?
    /// Whether a line stands on the terminal that can be written over.
    var isLineOpen = false
    var ticker: Task<Void, Never>?
  }

  private let clock = ContinuousClock()
  private let start: ContinuousClock.Instant
  private let isTerminal: Bool
  private let moment: @Sendable () async -> RecordingProgress.Moment
  private let state: Mutex<State>

  /// Creates the progress of so many trials and begins to show it.
  ///
  /// - Parameter moment: What is known now.
  init(total: Int, moment: @escaping @Sendable () async -> RecordingProgress.Moment) {
    self.moment = moment
    isTerminal = Console.error.isTerminal
    start = clock.now
    state = Mutex(State(progress: RecordingProgress(total: total)))
    let pause = pause
    let ticker = Task { [weak self] in
      while (try? await Task.sleep(for: pause)) != nil { await self?.show() }
    }
    state.withLock { $0.ticker = ticker }
  }

  private var pause: Duration { isTerminal ? .milliseconds(200) : .seconds(15) }

  /// Counts a trial and shows the line if it is time.
  func trialEnded(failed: Bool) async {
    state.withLock { $0.progress.trialEnded(failed: failed) }
    await show()
  }

  /// Writes a line of its own, above the line that is written over.
  func note(_ text: String) {
    state.withLock { state in
      Console.error.write((state.isLineOpen ? "\r\u{1b}[K" : "") + text)
      state.isLineOpen = false
    }
  }

  /// Ends it with a last line.
  func finish() async {
    state.withLock { $0.ticker?.cancel() }
    await show(isLast: true)
  }

  private func show(isLast: Bool = false) async {
    let elapsed = clock.now - start
    guard isLast || state.withLock({ elapsed - ($0.lastShown ?? .zero) >= pause }) else { return }
    let moment = await moment()
    state.withLock { state in
      state.lastShown = elapsed
      let line = state.progress.line(moment, elapsed: elapsed)
      guard isTerminal else { return Console.error.write(line) }
      Console.error.write("\r\u{1b}[K\(line)", terminator: isLast ? "\n" : "")
      state.isLineOpen = !isLast
    }
  }
}
