/// What was found in a text, and by which rule.
public enum Extraction<Answer: Sendable>: Sendable {
  /// An answer.
  ///
  /// - `text` is the answer in the task's normal spelling: equal answers have equal texts.
  /// - `rule` names what found it, such as `marker` or `last line`.
  case found(Answer, text: String, rule: String)
  /// No answer, and why.
  case nothing(String)
}
