import Analysis
import Foundation
import ScoreSheets
import Sharing
import Statistics
import Sweeps
import Synchronization
import Trials

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

/// Numbers of bytes for people.
enum ShownBytes {
  /// Such as `13.4 MB`, in powers of a thousand.
  static func text(_ count: Int) -> String {
    let units = ["bytes", "kB", "MB", "GB", "TB"]
    var value = Double(max(count, 0))
    var unit = 0
    while value >= 999.95, unit < units.count - 1 {
      value /= 1000
      unit += 1
    }
    guard unit > 0 else { return "\(max(count, 0)) bytes" }
    let tenths = Int((value * 10).rounded())
    return "\(tenths / 10).\(tenths % 10) \(units[unit])"
  }
}
