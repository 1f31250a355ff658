/// Which tier somebody asks for.
public enum TierWish: Hashable, Sendable {
  /// The best that works here: namespaces, else Landlock, never nothing.
  case best
  /// This one and no other.
  ///
  /// Naming ``SandboxTier/unprotected`` is the only way to run code without a sandbox.
  case only(SandboxTier)
}
