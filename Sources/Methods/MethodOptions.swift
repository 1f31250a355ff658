/// What a sweep may set for its methods.
public struct MethodOptions: Hashable, Sendable {
  /// The prompts.
  public var prompts: PromptLibrary
  /// The most turns of a method that allows several; the paper uses 1, 2 and 4.
  public var turns: Int
  /// How often a code interpreter's model may call its tool before its last word.
  public var toolRounds: Int
  /// The most bytes of printed output that are put into a message.
  public var feedbackBytes: Int
  /// What happens to code that ran well and printed nothing; `nil` to leave it at that.
  public var resultRetry: ResultRetry?

  /// Creates options.
  public init(
    prompts: PromptLibrary, turns: Int = 1, toolRounds: Int = 4, feedbackBytes: Int = 4_000,
    resultRetry: ResultRetry? = nil
  ) {
    self.prompts = prompts
    self.turns = turns
    self.toolRounds = toolRounds
    self.feedbackBytes = feedbackBytes
    self.resultRetry = resultRetry
  }
}
