/// What kept a run of model-written code away from the machine.
///
/// The tier belongs to what was recorded, never to an action's key: it tells how an outcome came
/// about.
public enum SandboxTier: String, Hashable, Sendable, Codable, CaseIterable {
  /// Namespaces of its own, set up by bubblewrap: no network, no host files, no host processes.
  case namespaces
  /// Landlock, a system-call filter and, for root, a throw-away user, where namespaces are not
  /// allowed.
  case landlock
  /// Nothing but limits. Only ever by an explicit wish.
  case unprotected = "none"
}
