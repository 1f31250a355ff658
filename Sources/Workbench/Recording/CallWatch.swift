import Basics
import ModelAPI
import Synchronization

/// What happens on the way to the models, for the progress line and the report.
final class CallWatch: Sendable {
  /// A change of pace, and the model that it is about.
  struct Change: Sendable {
    var model: String
    var change: LimitChange
  }

  private struct State {
    var retried = 0
    var throttled = 0
    var changes: [Change] = []
    var changeCount = 0
    let show: @Sendable (String) -> Void
  }

  /// Changes that are kept for the report; all of them are shown.
  private static let changeLimit = 1000

  private let state: Mutex<State>

  /// Creates a watch.
  ///
  /// - Parameter show: Told each change of pace.
  init(_ show: @escaping @Sendable (String) -> Void) {
    state = Mutex(State(show: show))
  }

  /// Tries that failed.
  var retried: Int { state.withLock(\.retried) }
  /// Tries that were turned away as too many.
  var throttled: Int { state.withLock(\.throttled) }
  /// The first changes of pace.
  var changes: [Change] { state.withLock(\.changes) }
  /// The number of all changes of pace.
  var changeCount: Int { state.withLock(\.changeCount) }

  /// Counts a try.
  func note(_ attempt: ModelAttempt) {
    state.withLock { state in
      switch attempt.end {
      case .status(429):
        state.throttled += 1
        state.retried += 1
      case .status(200..<300), .status(400), .status(413), .status(422): break
      case .status, .failure: state.retried += 1
      }
    }
  }

  /// Shows and keeps a change of pace.
  func note(_ change: LimitChange, of model: String) {
    let show = state.withLock { state in
      state.changeCount += 1
      if state.changes.count < Self.changeLimit {
        state.changes.append(Change(model: model, change: change))
      }
      return state.show
    }
    show("\(model): \(change)")
  }
}

extension CallWatch.Change {
  /// The change for programs.
  var json: JSONValue {
    [
      "model": .string(model), "change": .string(change.kind.description),
      "reason": .string(change.reason.description),
    ]
  }
}
