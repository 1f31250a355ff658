import RecordReplay
import Sweeps

/// Tells the failure of single calls from one that would strike every other trial too.
///
/// A call that failed for reasons of its own, after all its tries, is reported, and the recording
/// goes on. Where one trial after the other fails so, with none that is completed in between, the
/// provider is down whatever it says, and going on would only cost time and money.
struct OutageWatch {
  /// Trials that fail in a row until it counts as an outage.
  static let patience = 10

  private var inARow = 0

  /// Whether no further trial should be started after this.
  mutating func stops(after event: RecordingEvent) -> Bool {
    switch event {
    case .done:
      inARow = 0
      return false
    case .failure(_, let error):
      switch error.code {
      case .corrupt: return false
      case .call:
        inARow += 1
        return inARow >= Self.patience
      default: return true
      }
    }
  }
}
