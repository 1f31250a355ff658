/// By whose rules answers are read and judged.
public enum GradingPolicy: String, Hashable, Sendable, CaseIterable {
  /// Right: fixed checkers, exact arithmetic, one answer decides.
  case strict
  /// What the published code is documented to do, quirk by quirk; see ``PaperQuirk``.
  ///
  /// Only code takes part: where the published pipeline asks a model to extract or to judge, this
  /// policy puts strict reading in its place (``PaperExtraction``, ``PaperVerdict``). Where the
  /// documentation is silent, the strict rule stands.
  case paper
}
