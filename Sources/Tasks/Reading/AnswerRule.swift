/// The rules that find an answer in a text.
///
/// The raw value is the rule's stable name: it stands in transcripts, and in the extraction layer of
/// score sheets.
public enum AnswerRule: String, Hashable, Sendable, CaseIterable {
  /// The inside of `<<<…>>>`, the last first.
  case marker
  /// What follows a `<<<` that was never closed; for plans only.
  case openMarker = "open marker"
  /// The inside of the last `\boxed{…}`.
  case boxed
  /// What follows the last `answer is`, `answer:` or `answer =`.
  case answerPhrase = "answer phrase"
  /// The last line that is not blank.
  case lastLine = "last line"
  /// The last line of a code fence that ends the text, if it is nothing but the answer.
  case fencedLine = "fenced line"
  /// The last labels `Count` and `Positions` of the whole text.
  case lastLabels = "last labels"
  /// A text that is a number and a list.
  case numberAndList = "number and list"
  /// The whole text, of which the last run that can be read counts; for plans only.
  case text

  /// One sentence for people on where the rule looks.
  public var summary: String {
    switch self {
    case .marker: "inside the last <<<...>>>"
    case .openMarker: "after the last <<<, which was never closed"
    case .boxed: "inside the last \\boxed{...}"
    case .answerPhrase: "after the last \"answer is\", \"answer:\" or \"answer =\""
    case .lastLine: "the last line that is not blank"
    case .fencedLine: "the last line inside the code fence at the end"
    case .lastLabels: "after the last \"Count\" and \"Positions\" of the text"
    case .numberAndList: "the text is a number and a list"
    case .text: "the last stretch of the text that can be read"
    }
  }
}

extension AnswerRule {
  /// Whether the answer was put in a marker or a box of its own, so that nothing else stands there.
  var isExplicit: Bool { self == .marker || self == .boxed }
}
