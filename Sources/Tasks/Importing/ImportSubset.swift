/// How much of the foreign data becomes questions.
public enum ImportSubset: String, Hashable, Sendable, CaseIterable {
  /// The samples that the published code evaluates (paper digest, section 3).
  case paper
  /// Everything that can be graded.
  case all
}
