/// An answer that takes the place of an earlier one in a sentence that announces none: `A second pass gives
/// 5`, `I now get (B)`, `so it's No`, `Please use 6 instead`.
///
/// Nothing but the answer stands behind the words that give it, and it counts only where an answer was given
/// before that it can take the place of.
enum AnswerRevision {
  private static let byteLimit = 240
  private static let tailLimit = 160

  /// Verbs by which a result is had.
  private static let gains: Set = [
    "get", "gets", "got", "obtain", "obtained", "gives", "give", "gave", "yields", "yield", "find",
    "reach", "produces", "use", "it's", "its",
  ]
  /// Words before `to`, `by`, `with` and `at`.
  private static let changes: Set = [
    "change", "changed", "changing", "update", "updated", "amend", "amended", "revise", "revised",
    "correct", "corrected", "switch", "switching", "arrive", "arrived", "replace", "replaced",
    "this",
    "that", "it", "answer", "edit", "edited",
  ]
  private static let prepositions: Set = ["to", "by", "with", "at", "as"]
  /// Words before `is`, `be`, `that` and `it`.
  private static let subjects: Set = [
    "it", "answer", "should", "must", "make", "really", "actually", "result", "rather", "would",
  ]
  private static let copulas: Set = ["is", "be", "that", "it", "was", "read"]
  /// Words that alone set an answer off.
  private static let bare: Set = [
    "rather", "better", "attempt", "wait", "actually", "try", "edit", "update", "correction",
    "second",
    "pass",
  ]
  /// Labels that belong to an answer.
  private static let own: Set = ["count", "positions", "position"]
  /// Words behind an answer that say nothing of it.
  private static let closings: Set = [
    "instead", "now", "then", "after", "rechecking", "all", "rather", "here", "checking", "again",
    "recalculating", "recounting", "recalculation", "of", "that", "please", "this", "time",
  ]

  /// The answer that such a sentence gives; `nil` for any other sentence.
  static func mention(
    in sentence: Sentence, of text: AnswerText, _ kind: SpokenText.Kind
  ) -> AnswerMention? {
    guard kind != .plan, sentence.cues.contains(.revises), sentence.range.count <= byteLimit,
      !sentence.cues.contains(.asks)
    else { return nil }
    let words = AnswerWord.words(in: text, sentence.range)
    // `… so that it is 18` says what something else was done for.
    guard !zip(words, words.dropFirst()).contains(where: { $0.lower == "so" && $1.lower == "that" })
    else { return nil }
    guard let start = start(words, in: text, sentence.range) else { return nil }
    let range = tail(from: start, words, in: text, sentence.range)
    guard !range.isEmpty, range.count <= tailLimit,
      AnswerReplacement.isOnlyAnswer(range, in: text, kind)
    else { return nil }
    return AnswerMention(
      range: range, rule: .answerPhrase, start: range.lowerBound, mustBeWhole: true, replaces: true)
  }

  /// Where the answer begins: behind the last word, or the colon, that gives it.
  private static func start(
    _ words: [AnswerWord], in text: AnswerText, _ sentence: Range<Int>
  ) -> Int? {
    var found: Int?
    for (index, word) in words.enumerated() {
      let before = index > 0 ? words[index - 1].lower : ""
      let end = word.range.upperBound
      let colon = sign(behind: end, in: text)
      let next = text.bytes[min(colon, text.bytes.count - 1)]
      let isLabel =
        next == UInt8(ascii: ":") && !ASCII.isDigit(text.bytes[word.range.lowerBound])
        && !own.contains(word.lower)
      let gives =
        isLabel || gains.contains(word.lower) || bare.contains(word.lower)
        || prepositions.contains(word.lower) && changes.contains(before)
        || copulas.contains(word.lower) && subjects.contains(before)
      if gives, index + 1 < words.count {
        found = isLabel ? colon + 1 : end
      }
    }
    return found
  }

  /// The first place from the end of a word on that holds no bracket and no emphasis.
  private static func sign(behind end: Int, in text: AnswerText) -> Int {
    var place = end
    while place < text.bytes.count, place - end < 4, ")*_".utf8.contains(text.bytes[place]) {
      place += 1
    }
    return place
  }

  /// What stands from a place to the end, without what only sets it off.
  private static func tail(
    from start: Int, _ words: [AnswerWord], in text: AnswerText, _ sentence: Range<Int>
  ) -> Range<Int> {
    var start = start
    while start < sentence.upperBound,
      ASCII.isSpace(text.bytes[start]) || ",:;.*_`".utf8.contains(text.bytes[start])
    {
      start += 1
    }
    var end = sentence.upperBound
    for word in words.reversed() where word.range.upperBound > start {
      guard word.range.lowerBound > start, closings.contains(word.lower) else { break }
      end = word.range.lowerBound
    }
    while end > start, ASCII.isSpace(text.bytes[end - 1]) || ",;".utf8.contains(text.bytes[end - 1])
    {
      end -= 1
    }
    return text.trimmed(start..<max(end, start))
  }
}
