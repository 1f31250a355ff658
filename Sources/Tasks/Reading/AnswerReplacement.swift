/// An answer that takes the place of another one in a few words: `Sorry, I meant 5`, `Err, (B).`,
/// `… actually No`, `After correcting the mistake: 5`.
///
/// Such a sentence announces nothing. It is a mention only where nothing but an answer stands behind the
/// words that take the other one back.
enum AnswerReplacement {
  private static let byteLimit = 320

  /// Words of which the beginning of such a sentence consists.
  private static let leads: Set = [
    "sorry", "no", "nope", "err", "er", "erm", "oops", "whoops", "wait", "hmm", "hm", "correction",
    "actually", "rather", "i", "mean", "meant", "make", "that", "it", "it's", "its", "should", "be",
    "is",
    "have", "been", "update", "updated", "edit", "corrected", "ah", "oh", "um", "uh", "so",
    "instead",
    "to", "say", "on", "second", "thought", "after", "correcting", "fixing", "the", "mistake",
    "error",
    "that's", "my", "and", "hold", "sign", "then", "now", "well", "ok", "okay", "scratch", "not",
    "right", "wrong", "was", "a", "slip",
  ]
  /// Of these words one must be among them.
  private static let turns: Set = [
    "sorry", "nope", "err", "er", "erm", "oops", "whoops", "wait", "correction", "actually",
    "rather",
    "meant", "mean", "make", "update", "updated", "edit", "corrected", "ah", "oh", "correcting",
    "fixing", "hmm", "hm", "scratch", "thought", "no",
  ]

  /// The answer that such a sentence gives; `nil` for any other sentence.
  static func mention(
    in sentence: Sentence, of text: AnswerText, _ kind: SpokenText.Kind
  ) -> AnswerMention? {
    guard kind != .plan, !sentence.isInFence, sentence.range.count <= byteLimit else { return nil }
    let range = sentence.range
    guard let first = AnswerWord.next(in: text, from: range.lowerBound, range),
      leads.contains(first.lower)
    else { return nil }
    return rest(of: AnswerWord.words(in: text, range), in: range, of: text, kind)
  }

  /// What stands behind the words by which a stretch of text takes something back.
  static func rest(
    of words: [AnswerWord], in range: Range<Int>, of text: AnswerText, _ kind: SpokenText.Kind
  ) -> AnswerMention? {
    let lead = words.prefix { leads.contains($0.lower) && !isAnswer($0, in: text, kind) }
    guard lead.contains(where: { turns.contains($0.lower) }), let last = lead.last else {
      return nil
    }
    var start = last.range.upperBound
    while start < range.upperBound,
      ASCII.isSpace(text.bytes[start]) || ",:;.*_`".utf8.contains(text.bytes[start])
    {
      start += 1
    }
    // A dash between spaces is no minus.
    if start + 1 < range.upperBound, start > range.lowerBound, ASCII.isSpace(text.bytes[start - 1]),
      text.bytes[start] == UInt8(ascii: "-"), ASCII.isSpace(text.bytes[start + 1])
    {
      start += 2
    }
    var said = text.trimmed(start..<range.upperBound)
    let opened = text.bytes[range].count { $0 == UInt8(ascii: "(") }
    if text.bytes[said].last == UInt8(ascii: ")"),
      text.bytes[range].count(where: { $0 == UInt8(ascii: ")") }) > opened
    {
      said = text.trimmed(said.lowerBound..<(said.upperBound - 1))
    }
    guard !said.isEmpty, isOnlyAnswer(said, in: text, kind) else { return nil }
    return AnswerMention(
      range: said, rule: .answerPhrase, start: said.lowerBound, mustBeWhole: true)
  }

  /// Whether a word of the lead is the answer itself: `No`, or an `A` that is no article.
  private static func isAnswer(
    _ word: AnswerWord, in text: AnswerText, _ kind: SpokenText.Kind
  ) -> Bool {
    guard kind == .choice else { return false }
    let next = word.range.upperBound < text.bytes.count ? text.bytes[word.range.upperBound] : 0x0a
    let isLast = ".\n!".utf8.contains(next) || next == UInt8(ascii: ")")
    return isLast && (word.lower == "no" || word.lower.utf8.count == 1)
  }

  /// Whether a range is nothing but what an answer of a kind is made of.
  static func isOnlyAnswer(
    _ range: Range<Int>, in text: AnswerText, _ kind: SpokenText.Kind
  ) -> Bool {
    let bytes = text.bytes[range]
    switch kind {
    case .number, .mathematics:
      let words = AnswerWord.words(in: text, range).filter {
        $0.lower.utf8.allSatisfy(ASCII.isLetter)
      }
      return words.count <= 1 && bytes.contains(where: ASCII.isDigit)
    case .expression:
      return bytes.contains(where: ASCII.isDigit) && !bytes.contains(where: ASCII.isLetter)
    case .count: return ByteSearch.contains("count", in: bytes.prefix(24))
    case .choice: return true
    case .plan: return false
    }
  }
}
