/// By which rules the places of an answer are found.
public enum ReadingRules: Hashable, Sendable {
  /// By form: the marker before the box before the last line. Whether a model is asked to read an
  /// answer depends on these in sweeps of the first version, for ever.
  case form
  /// By order and standing: the last answer that still stands.
  case standing
}
