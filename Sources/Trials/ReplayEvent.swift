public import RecordReplay
import Sweeps

/// What a replay says of one trial.
public enum ReplayEvent: Sendable {
  /// The trial was replayed.
  case line(TrialLine)
  /// A recording is missing.
  case miss(Miss)
  /// The trial cannot be replayed for another reason, such as a damaged recording.
  case failure(TrialID, DeckError)
}
