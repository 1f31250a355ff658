/// `not 5 but 6`, `6, not 5` and `6 rather than 5` say 6.
enum AnswerContrast {
  /// Cuts a mention to what it says; whether it began with a denial of something else.
  static func cut(
    _ mention: inout AnswerMention, in text: AnswerText, _ kind: SpokenText.Kind
  ) -> Bool {
    guard kind != .plan, mention.range.count <= 400, mention.rule != .boxed else { return false }
    let words = AnswerWord.words(in: text, mention.range)
    if words.first.map({ denials.contains($0.lower) }) ?? false,
      let but = words.dropFirst().first(where: { buts.contains($0.lower) })
    {
      mention.range = text.trimmed(but.range.upperBound..<mention.range.upperBound)
      return true
    }
    if let turned = turn(of: mention, words, in: text, kind) {
      mention.range = turned
      return false
    }
    if let end = aside(of: mention, words, in: text, kind) {
      mention.range = text.trimmed(mention.range.lowerBound..<end)
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

  private static let turns: Set = [
    "no", "nope", "wait", "sorry", "actually", "err", "er", "oops", "make", "edit", "correction",
    "update", "corrected",
  ]

  private static let denials: Set = ["not", "nicht", "pas", "non"]
  private static let buts: Set = ["but", "sondern", "sino", "mais", "bensi", "mas"]

  /// Words that begin an aside on another answer.
  private static let asides: Set = [
    "previously", "formerly", "earlier", "before", "originally", "once",
  ]
  private static let oppositions: Set = ["whereas", "while", "although", "though", "unlike"]
  private static let certainties: Set = [
    "certainly", "definitely", "surely", "clearly", "obviously",
  ]
  private static let pronouns: Set = ["it", "this", "that", "which", "the", "these", "what", "i"]

  /// Where what is said of another answer begins: `5 (previously 6)`, `5 as opposed to 6`, `5; 6 is wrong`,
  /// `5 and certainly not 6`.
  private static func aside(
    of mention: AnswerMention, _ words: [AnswerWord], in text: AnswerText, _ kind: SpokenText.Kind
  ) -> Int? {
    guard mention.rule == .answerPhrase else { return nil }
    func sign(before word: AnswerWord) -> (byte: UInt8, place: Int)? {
      var place = word.range.lowerBound
      while place > mention.range.lowerBound, " (*_`\"'$\\".utf8.contains(text.bytes[place - 1]) {
        place -= 1
        if text.bytes[place] == UInt8(ascii: "(") { return (text.bytes[place], place) }
      }
      return place > mention.range.lowerBound ? (text.bytes[place - 1], place - 1) : nil
    }
    for (index, word) in words.enumerated().dropFirst() {
      let before = words[index - 1]
      if word.lower == "opposed", before.lower == "as", index > 1 { return before.range.lowerBound }
      if asides.contains(word.lower), let sign = sign(before: word), ",(".utf8.contains(sign.byte) {
        return sign.place
      }
      if oppositions.contains(word.lower), let sign = sign(before: word),
        sign.byte == UInt8(ascii: ",")
      {
        return sign.place
      }
      if certainties.contains(before.lower), word.lower == "not", index > 2,
        words[index - 2].lower == "and"
      {
        return words[index - 2].range.lowerBound
      }
    }
    return parted(mention, in: text, kind)
  }

  /// Where a second statement begins that rejects another answer: `5; 6 is wrong`, `5 (6 was a slip)`.
  private static func parted(
    _ mention: AnswerMention, in text: AnswerText, _ kind: SpokenText.Kind
  ) -> Int? {
    let bytes = text.bytes
    for sign in mention.range.dropFirst().dropLast() where parts(bytes, at: sign, kind) {
      let rest = (sign + 1)..<mention.range.upperBound
      guard rest.count <= 240, let first = AnswerWord.next(in: text, from: rest.lowerBound, rest)
      else {
        return nil
      }
      let isLetter = first.range.count == 1 && bytes[first.range.lowerBound] < UInt8(ascii: "a")
      guard isLetter || !pronouns.contains(first.lower) || kind == .choice && first.lower == "the",
        !SentenceCues.of(bytes, rest).isDisjoint(with: [.rejects, .supposes, .takesBack])
      else { continue }
      return sign
    }
    return nil
  }

  /// Whether a sign parts two statements.
  private static func parts(_ bytes: [UInt8], at place: Int, _ kind: SpokenText.Kind) -> Bool {
    switch bytes[place] {
    case UInt8(ascii: ";"): true
    case UInt8(ascii: "("):
      // In a formula a bracket behind an operator belongs to it.
      bytes[place - 1] == UInt8(ascii: " ") && place > 1
        && !"+-*/(=".utf8.contains(bytes[place - 2])
    case UInt8(ascii: "-"):
      kind == .choice && bytes[place - 1] == UInt8(ascii: " ")
        && bytes[place + 1] == UInt8(ascii: " ")
    default: false
    }
  }

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
