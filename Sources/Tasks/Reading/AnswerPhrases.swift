/// The mentions that words announce: `the answer is`, `Answer:`, `the correct product is`.
enum AnswerPhrases {
  private static let nouns: Set = [
    "answer", "option", "choice", "product", "total", "value", "number", "result", "conclusion",
    "count", "sum", "letter", "date", "solution", "amount", "expression", "figure", "probability",
    "one", "output", "area", "volume", "length", "distance", "statement",
  ]
  private static let adjectives: Set = [
    "correct", "right", "final", "actual", "true", "corrected", "revised", "updated", "proper",
    "new",
  ]
  /// The answer in languages of Latin letters.
  private static let foreign: Set = [
    "antwort", "respuesta", "resposta", "risposta", "r\u{e9}ponse", "reponse",
  ]
  /// The last letters of a word behind a letter outside ASCII begin one here.
  private static let announcing = WordBeginnings(
    ["answer", "antwort", "respuesta", "resposta", "risposta", "reponse", "ponse"]
      + adjectives.sorted())
  private static let verbs: Set = [
    "is", "was", "becomes", "remains", "equals", "ist", "lautet", "est", "es", "\u{e9}", "\u{e8}",
  ]
  /// Words between the announcing noun and its verb.
  private static let joints: Set = [
    "should", "must", "will", "would", "has", "to", "therefore", "thus", "then", "be", "indeed",
    "in", "fact", "clearly", "simply", "just", "now", "hence", "actually", "really", "instead",
    "here", "of", "for", "the", "this", "question", "problem", "that", "i", "get", "we", "my",
    "your", "a", "so", "choose", "chose", "give", "found", "still", "stays",
  ]
  /// Words that begin what is said of an answer and give none.
  private static let remarks: Set = [
    "obtained", "found", "based", "given", "derived", "computed", "calculated", "correct", "right",
    "verified", "consistent", "supported", "confirmed", "because", "reached", "expected", "unique",
    "valid", "checked", "wrong", "incorrect", "exact", "written", "expressed", "rounded", "shown",
    "determined", "clear", "obvious", "complete", "below", "above",
  ]
  private static let articles: Set = ["the", "my", "our"]
  private static let byteLimit = 600
  private static let decoration = Array("*_` \t)]}\"'".utf8)

  /// What follows the announcing words of a sentence.
  static func mentions(in sentence: Range<Int>, of text: AnswerText) -> [AnswerMention] {
    // Without one of these words nothing is announced, and a sentence may hold many others.
    guard ByteSearch.beginsWord(announcing, in: text.bytes, sentence.prefixRange(byteLimit)) else {
      return []
    }
    let words = AnswerWord.words(in: text, sentence.prefixRange(byteLimit))
    var found: [AnswerMention] = []
    for (index, word) in words.enumerated() where announces(word.lower, index, words) {
      guard let start = content(after: index, words, in: text, sentence),
        start < sentence.upperBound
      else { continue }
      let said = words.drop { $0.range.lowerBound < start }
      // `The answer is therefore 5`.
      let rest = said.drop { leads.contains($0.lower) }
      let isLed = rest.count < said.count && rest.count > 0
      let place =
        isLed ? withSigns(before: rest[rest.startIndex].range.lowerBound, start, text) : start
      let range = withoutClosing(
        text.trimmed(place..<min(sentence.upperBound, place + ShortAnswer.byteLimit)), in: text)
      let first = rest.first?.lower
      guard !range.isEmpty, !(first.map(remarks.contains) ?? false) else { continue }
      found.append(
        AnswerMention(range: range, rule: .answerPhrase, start: word.range.lowerBound))
    }
    return found.isEmpty ? subject(words, in: sentence, of: text).map { [$0] } ?? [] : found
  }

  /// A range without a bracket at its end that opened before it: `(Answer: 5)`.
  private static func withoutClosing(_ range: Range<Int>, in text: AnswerText) -> Range<Int> {
    guard let last = text.bytes[range].last, last == UInt8(ascii: ")") else { return range }
    let opened = text.bytes[range].count { $0 == UInt8(ascii: "(") }
    let closed = text.bytes[range].count { $0 == UInt8(ascii: ")") }
    // `a)` and `(5)` keep theirs.
    guard closed == opened + 1, range.count > 3 else { return range }
    return text.trimmed(range.lowerBound..<(range.upperBound - 1))
  }

  /// The place of a word with the signs that touch it: `-5`, `$5`, `(B)`, `\\frac`.
  private static func withSigns(before word: Int, _ start: Int, _ text: AnswerText) -> Int {
    var place = word
    while place > start, !ASCII.isSpace(text.bytes[place - 1]) { place -= 1 }
    return place
  }

  /// Words before an answer that say nothing of it.
  private static let leads: Set = [
    "therefore", "thus", "hence", "then", "simply", "exactly", "indeed", "clearly", "just", "now",
    "actually", "really", "obviously", "definitely", "precisely", "equal", "to", "consequently",
  ]

  private static func announces(_ word: String, _ index: Int, _ words: [AnswerWord]) -> Bool {
    if word == "answer" || word == "answer's" || foreign.contains(word) { return true }
    return index > 0 && nouns.contains(word) && adjectives.contains(words[index - 1].lower)
  }

  /// What stands before the verb in `X is the answer`.
  private static func subject(
    _ words: [AnswerWord], in sentence: Range<Int>, of text: AnswerText
  ) -> AnswerMention? {
    guard let verb = words.indices.dropFirst().first(where: { verbs.contains(words[$0].lower) }),
      verb <= 8
    else { return nil }
    let tail = words[(verb + 1)...].prefix(4).map(\.lower)
    guard tail.prefix(3).contains(where: articles.contains),
      tail.contains(where: { nouns.contains($0) && $0 != "one" }),
      tail.contains("answer") || tail.contains(where: adjectives.contains), !tail.contains("not")
    else { return nil }
    var close = words[verb - 1].range.upperBound
    while close < words[verb].range.lowerBound, !ASCII.isSpace(text.bytes[close]) { close += 1 }
    let range = text.trimmed(sentence.lowerBound..<close)
    return AnswerMention(range: range, rule: .answerPhrase, start: sentence.lowerBound)
  }

  /// Where the content begins that is announced by a word.
  private static func content(
    after index: Int, _ words: [AnswerWord], in text: AnswerText, _ sentence: Range<Int>
  ) -> Int? {
    let bytes = text.bytes
    if words[index].lower == "answer's" { return words[index].range.upperBound }
    var place = words[index].range.upperBound
    var next = index + 1
    while next - index <= 9 {
      while place < sentence.upperBound, decoration.contains(bytes[place]) { place += 1 }
      guard place < sentence.upperBound else { return nil }
      if bytes[place] == UInt8(ascii: ":") || bytes[place] == UInt8(ascii: "=") {
        return skipped(place + 1, in: bytes, sentence)
      }
      guard next < words.count, words[next].range.lowerBound == place else { return nil }
      let word = words[next].lower
      place = words[next].range.upperBound
      next += 1
      if verbs.contains(word) || word == "be" && next > index + 2 {
        return skipped(place, in: bytes, sentence)
      }
      if ["to", "at", "as"].contains(word), next >= 2, turned.contains(words[next - 2].lower) {
        return skipped(place, in: bytes, sentence)
      }
      guard joints.contains(word) || turned.contains(word) || turning.contains(word) else {
        return nil
      }
    }
    return nil
  }

  /// `comes out to`, `works out as`.
  private static let turning: Set = ["comes", "works", "turns", "came", "worked", "turned", "adds"]
  private static let turned: Set = ["out", "up", "down"]

  private static func skipped(_ start: Int, in bytes: [UInt8], _ sentence: Range<Int>) -> Int {
    var place = start
    while place < sentence.upperBound,
      ASCII.isSpace(bytes[place]) || ":*_=".utf8.contains(bytes[place])
    {
      place += 1
    }
    return place
  }
}

extension Range where Bound == Int {
  /// The first so many places of a range.
  func prefixRange(_ count: Int) -> Range<Int> {
    lowerBound..<Swift.min(upperBound, lowerBound + count)
  }
}
