import Basics
import FoundationEssentials
import Regression
import Sharing
import Synchronization
import Trials
import Workbench

/// A recording's progress for a person: one line that is written over and fits the terminal, a line now
/// and then elsewhere, or nothing.
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

  /// How much is said.
  enum Style {
    /// One line that is written over on a terminal, a line now and then elsewhere.
    case fitting
    /// A line now and then, on a terminal too.
    case plain
    /// Nothing: neither progress nor notes.
    case quiet
  }

  private let clock = ContinuousClock()
  private let style: Style
  private let isTerminal: Bool
  private let state = Mutex(State())

  init(_ style: Style = .fitting) {
    self.style = style
    isTerminal = style == .fitting && Console.error.isTerminal
  }

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

  /// Counts a trial that was called off.
  func trialCancelled() async {
    state.withLock { $0.progress.trialCancelled() }
    await show()
  }

  /// Writes a line of its own, above the line that is written over.
  func note(_ text: String) {
    guard style != .quiet else { return }
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
    guard style != .quiet, let start, let moment = await moment?() else { return }
    let elapsed = clock.now - start
    guard isLast || elapsed - last >= pause else { return }
    state.withLock { state in
      state.lastShown = elapsed
      // The last column stays free: some terminals wrap as soon as it is written.
      let width = isTerminal ? Console.error.width.map { max($0 - 1, 1) } : nil
      let line = state.progress.line(moment, elapsed: elapsed, width: width)
      guard isTerminal else { return Console.error.write(line) }
      Console.error.write("\r\u{1b}[K\(line)", terminator: isLast ? "\n" : "")
      state.isLineOpen = !isLast
    }
  }
}

/// A search's progress for a person, a line an event.
final class BisectProgress: Sendable {
  private struct State {
    var measured = 0
    var spent = Duration.zero
    var current: (number: Int, start: ContinuousClock.Instant)?
  }

  private let clock = ContinuousClock()
  private let state = Mutex(State())

  /// Shows what happens.
  func show(_ event: Bisect.Progress) {
    switch event {
    case .began(let commits):
      Console.error.write("\(commits) commits to search.")
    case .refused(let note, let reason):
      Console.error.write("  \(note.short) says nothing: \(VisibleText.escape(reason))")
    case .explaining:
      finishCurrent()
      Console.error.write("Found. Reading the differences.")
    case .evaluating(let note, let stage, let number, let left):
      let eta = estimate(number, stage, left)
      Console.error.write(
        "[\(number)\(left > 0 ? ", about \(left) to go" : "")] \(stage.rawValue) \(note.short) "
          + VisibleText.escape(note.subject) + eta)
    }
  }

  private func estimate(_ number: Int, _ stage: CommitEvaluator.Stage, _ left: Int) -> String {
    state.withLock { state in
      if state.current?.number != number {
        Self.close(&state, clock.now)
        if stage != .reused { state.current = (number, clock.now) }
      }
      guard state.measured > 0, left > 0, stage == .building else { return "" }
      let seconds = Double(state.spent.components.seconds) / Double(state.measured) * Double(left)
      return " (about \(RecordingProgress.text(of: .seconds(seconds))) left)"
    }
  }

  private func finishCurrent() { state.withLock { Self.close(&$0, clock.now) } }

  private static func close(_ state: inout State, _ now: ContinuousClock.Instant) {
    guard let current = state.current else { return }
    state.measured += 1
    state.spent += now - current.start
    state.current = nil
  }
}

/// A transfer's progress for a person: one line that is written over on a terminal, a line now and then
/// elsewhere.
final class TransferProgress: Sendable {
  private struct State {
    var files = 0
    var bytes = 0
    var doneFiles = 0
    var doneBytes = 0
    var lastShown = Duration.zero
  }

  private let clock = ContinuousClock()
  private let start: ContinuousClock.Instant
  private let isTerminal = Console.error.isTerminal
  private let state = Mutex(State())

  init() {
    start = clock.now
  }

  /// Takes what a transfer says.
  func observe(_ event: TransferEvent) {
    let line: String? = state.withLock { state in
      switch event {
      case .planned(let files, let bytes):
        state.files += files
        state.bytes += bytes
      case .moved(let bytes): state.doneBytes += bytes
      case .finished: state.doneFiles += 1
      }
      let elapsed = clock.now - start
      let pause: Duration = isTerminal ? .milliseconds(200) : .seconds(15)
      guard elapsed - state.lastShown >= pause else { return nil }
      state.lastShown = elapsed
      return Self.text(state, elapsed)
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
    if isTerminal, state.withLock({ $0.lastShown > .zero }) { Console.error.write("") }
  }

  private static func text(_ state: State, _ elapsed: Duration) -> String {
    let seconds = max(elapsed / .seconds(1), 0.001)
    let rate = Double(state.doneBytes) / seconds
    var parts = [
      "\(state.doneFiles)/\(state.files) files",
      "\(ShownBytes.text(state.doneBytes)) of \(ShownBytes.text(state.bytes))",
      "\(ShownBytes.text(Int(rate)))/s",
    ]
    if rate > 0, state.doneBytes < state.bytes {
      let left = Double(state.bytes - state.doneBytes) / rate
      parts.append("about \(RecordingProgress.text(of: .seconds(min(left, 1e9)))) left")
    }
    return parts.joined(separator: " · ")
  }
}
