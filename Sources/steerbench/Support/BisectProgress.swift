import Analysis
import Basics
import Foundation
import Regression
import ScoreSheets
import Statistics
import Sweeps
import Synchronization
import Trials

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
