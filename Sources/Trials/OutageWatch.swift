import RecordReplay
import Synchronization

/// Tells the failure of single calls from one that would strike every other trial too.
///
/// A call that failed for reasons of its own, after all its tries, is reported, and the recording
/// goes on. Where one trial after the other fails so, with none that is completed in between, the
/// provider is down whatever it says, and going on would only cost time and money.
public final class OutageWatch: Sendable {
  /// Trials that fail in a row until it counts as an outage.
  public static let patience = 10

  private struct State {
    var inARow = 0
    var hasStopped = false
  }

  private let isWatching: Bool
  private let state = Mutex(State())

  /// Creates a watch; one that does not watch lets everything go on.
  init(isWatching: Bool = true) {
    self.isWatching = isWatching
  }

  /// Whether no further trial should be started.
  var hasStopped: Bool { isWatching && state.withLock(\.hasStopped) }

  /// Takes note of how a trial ended.
  func note(_ end: TrialEnd) {
    guard isWatching else { return }
    state.withLock { state in
      switch end {
      case .record: state.inARow = 0
      case .failure(let failure):
        switch failure.error.code {
        case .corrupt: break
        case .call:
          state.inARow += 1
          if state.inARow >= Self.patience { state.hasStopped = true }
        case .miss, .conflict, .provider, .execution, .secret, .journal, .budget, .interrupted:
          state.hasStopped = true
        }
      }
    }
  }
}
