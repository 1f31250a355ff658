import Basics

extension ModelEndpoint {
  /// The most tokens of an answer, by the parameters that providers name it with; `nil` where the
  /// parameters set no limit.
  public var answerLimit: Int? {
    ["max_tokens", "max_completion_tokens", "max_output_tokens"].lazy
      .compactMap { self.parameters[$0]?.integer }.first { $0 > 0 }
  }
}
