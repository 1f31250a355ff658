import Analysis
import Foundation
import ScoreSheets
import Statistics
import Sweeps
import Synchronization
import Trials
import Workbench

/// A recording's progress for a person: one line that is written over on a terminal, a line now and
/// then elsewhere.
final class Progress: RecordingObserver {
  private struct State {
    var progress = RecordingProgress(total: 0)
    var moment: (@Sendable () async -> RecordingProgress.Moment)?
    var start: ContinuousClock.Instant?
    var lastShown: Duration?
    /// Whether a line stands on the terminal that can be written over.
    var isLineOpen = false
    var ticker: Task<Void, Never>?
  }

  private let clock = ContinuousClock()
  private let isTerminal = Console.error.isTerminal
  private let state = Mutex(State())

  func began(trials: Int, moment: @escaping @Sendable () async -> RecordingProgress.Moment) {
    let pause = pause
    let ticker = Task { [weak self] in
      while (try? await Task.sleep(for: pause)) != nil { await self?.show() }
    }
    state.withLock { state in
      state.progress = RecordingProgress(total: trials)
      state.moment = moment
      state.start = clock.now
      state.ticker = ticker
    }
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
  func ended() async {
    state.withLock { $0.ticker?.cancel() }
    await show(isLast: true)
  }

  private func show(isLast: Bool = false) async {
    let (start, last, moment) = state.withLock { ($0.start, $0.lastShown ?? .zero, $0.moment) }
    guard let start, let moment = await moment?() else { return }
    let elapsed = clock.now - start
    guard isLast || elapsed - last >= pause else { return }
    state.withLock { state in
      state.lastShown = elapsed
      let line = state.progress.line(moment, elapsed: elapsed)
      guard isTerminal else { return Console.error.write(line) }
      Console.error.write("\r\u{1b}[K\(line)", terminator: isLast ? "\n" : "")
      state.isLineOpen = !isLast
    }
  }
}
