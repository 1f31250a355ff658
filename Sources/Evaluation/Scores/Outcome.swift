/// How a trial ended, as one of eight disjoint words.
public enum Outcome: String, Hashable, Sendable, CaseIterable {
  /// The answer solves the question.
  case correct
  /// The answer solves a part of it, in a task with partial credit.
  case partial
  /// The answer does not solve it.
  case wrong
  /// No answer could be read from what the model wrote and printed.
  case unparsed
  /// The model or the provider refused, and no answer could be read.
  case refused
  /// The token limit cut the reply off, and no answer could be read.
  case truncated
  /// The model's code failed or reached a limit, and no answer could be read.
  case executionFailed = "execution-failed"
  /// The provider answered a call of the trial with an error of its own.
  case providerError = "provider-error"
}
