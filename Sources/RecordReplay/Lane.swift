/// Which of a trial's two conversations a model call belongs to.
public enum Lane: String, Hashable, Sendable {
  /// The trial's own: what its method asks.
  case trial
  /// Reading the answer out of what the trial said: no verb of a method, and no part of the trial's
  /// own accounts.
  case extraction
}
