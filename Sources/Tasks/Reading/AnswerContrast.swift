/// `not 5 but 6`, `6, not 5` and `6 rather than 5` say 6.
enum AnswerContrast {
  /// Cuts a mention to what it says; whether it began with a denial of something else.
  static func cut(
    _ mention: inout AnswerMention, in text: AnswerText, _ kind: SpokenText.Kind
  ) -> Bool {
    guard kind != .plan, mention.range.count <= 400, mention.rule != .boxed else { return false }
    let words = AnswerWord.words(in: text, mention.range)
    if words.first?.lower == "not", let but = words.dropFirst().first(where: { $0.lower == "but" })
    {
      mention.range = text.trimmed(but.range.upperBound..<mention.range.upperBound)
      return true
    }
    if let turned = turn(of: mention, words, in: text, kind) {
      mention.range = turned
      return false
    }
    for (index, word) in words.enumerated().dropFirst() {
      let isRather =
        (word.lower == "rather" || word.lower == "instead") && index + 1 < words.count
        && ["than", "of"].contains(words[index + 1].lower)
      guard isRather || word.lower == "not" else { continue }
      var before = word.range.lowerBound
      while before > mention.range.lowerBound, text.bytes[before - 1] == UInt8(ascii: " ") {
        before -= 1
      }
      let isComma = before > mention.range.lowerBound && ",(".utf8.contains(text.bytes[before - 1])
      let joint = words[index - 1].lower
      if isRather || isComma || words[0].lower == "and" || joint == "and" {
        let end = isComma ? before - 1 : joint == "and" ? words[index - 1].range.lowerBound : before
        guard end > mention.range.lowerBound else { return false }
        mention.range = text.trimmed(mention.range.lowerBound..<end)
        return false
      }
    }
    return false
  }

  private static let turns: Set = ["no", "nope", "wait", "sorry", "actually", "err", "er", "oops"]

  /// What a mention says behind a word by which it takes back its own beginning: `5 — no, 6`.
  private static func turn(
    of mention: AnswerMention, _ words: [AnswerWord], in text: AnswerText, _ kind: SpokenText.Kind
  ) -> Range<Int>? {
    for (index, word) in words.enumerated().dropFirst() where turns.contains(word.lower) {
      var before = word.range.lowerBound
      while before > mention.range.lowerBound, " *_`".utf8.contains(text.bytes[before - 1]) {
        before -= 1
      }
      guard before > mention.range.lowerBound,
        ",;-.(\u{5c}".utf8.contains(text.bytes[before - 1]) || text.bytes[before - 1] >= 0x80
      else { continue }
      let next = word.range.upperBound
      let isTurn =
        next < mention.range.upperBound
        && (",:;.".utf8.contains(text.bytes[next])
          || index + 1 < words.count
            && (turns.contains(words[index + 1].lower) || word.lower != "no"))
      guard isTurn else { continue }
      let rest = Array(words[index...])
      if let mention = AnswerReplacement.rest(
        of: rest, in: word.range.lowerBound..<mention.range.upperBound, of: text, kind),
        kind != .choice || rest.count <= 8
      {
        return mention.range
      }
    }
    return nil
  }
}
