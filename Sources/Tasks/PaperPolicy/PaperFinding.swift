/// What the published code would make of one text.
public struct PaperFinding: Hashable, Sendable {
  /// The answer as it was read; `nil` if none was found.
  var answer: String?
  /// Whether it counts as right.
  var success: Bool
  /// The part of the goal that was reached, from 0 to 1.
  var partial: Double
  /// Why, in one sentence for a person.
  var explanation: String
  /// The quirks that decided something, in the order in which they did.
  var quirks: [PaperQuirk] = []

  /// An answer that is right or wrong as a whole.
  init(_ answer: String?, success: Bool, _ explanation: String, _ quirks: [PaperQuirk] = []) {
    self.answer = answer
    self.success = success
    partial = success ? 1 : 0
    self.explanation = explanation
    self.quirks = quirks
  }

  /// An answer that reaches `done` of `all` parts.
  init(
    _ answer: String?, done: Int, of all: Int, _ explanation: String, _ quirks: [PaperQuirk]
  ) {
    self.init(answer, success: done == all, explanation, quirks)
    partial = Double(done) / Double(max(all, 1))
  }

  /// No answer.
  static func nothing(_ reason: String, _ quirks: [PaperQuirk] = []) -> PaperFinding {
    PaperFinding(nil, success: false, reason, quirks)
  }
}

/// A text as the published code judges it, with the response that it belongs to.
public struct PaperReply: Sendable {
  /// The text that is judged: what was printed, or the response itself.
  public var text: AnswerText
  /// What the model wrote; `nil` if it wrote nothing.
  public var response: AnswerText?
}
