/// What was found in a text, and by which rule.
public enum Extraction<Answer: Sendable>: Sendable {
  /// An answer.
  ///
  /// - `text` is the answer in the task's normal spelling: equal answers have equal texts.
  /// - `rule` is what found it.
  case found(Answer, text: String, rule: AnswerRule)
  /// No answer, and why.
  case nothing(String)
}
