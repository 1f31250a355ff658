/// A place where an answer was put, in the order of the text.
struct AnswerMention: AnswerPlace, Hashable {
  /// The bytes of the text.
  var range: Range<Int>
  /// The form in which it was put.
  var rule: AnswerRule
  /// Where its form begins: the marker, the box, the words `the answer is`.
  var start: Int
  /// Whether the place is the last line, which was not put there to be the answer.
  var isWeak = false
  /// Whether the place counts only if it is nothing but the answer.
  var mustBeWhole = false
}

/// The mentions of a text: markers, boxes, and what follows words that announce an answer.
enum AnswerMentions {
  /// The most mentions of a form, from the end.
  private static let limit = 512

  /// The markers with something in them, in order; their outer ranges come along.
  static func markers(in text: AnswerText) -> [(inside: Range<Int>, outer: Range<Int>)] {
    let bytes = text.bytes
    var found: [(inside: Range<Int>, outer: Range<Int>)] = []
    var open: Int?
    var index = 0
    while index + 2 < bytes.count {
      let byte = bytes[index]
      guard byte == bytes[index + 1], byte == bytes[index + 2] else {
        index += 1
        continue
      }
      if byte == UInt8(ascii: "<") {
        open = index
        index += 3
      } else if byte == UInt8(ascii: ">"), let start = open {
        let inside = text.trimmed((start + 3)..<index)
        if !isPlaceholder(bytes[inside]) { found.append((inside, start..<(index + 3))) }
        open = nil
        index += 3
      } else {
        index += 1
      }
    }
    return found.suffix(limit)
  }

  private static func isPlaceholder(_ inside: ArraySlice<UInt8>) -> Bool {
    guard inside.count <= 24 else { return false }
    let words = String(decoding: inside.map(ASCII.lowercased), as: UTF8.self)
    return ["answer", "your answer", "final answer", "...", "your final answer", "the answer", "x"]
      .contains(words) || words == "\u{2026}"
  }

  /// The boxes with balanced braces, in order.
  static func boxes(in text: AnswerText) -> [AnswerMention] {
    let bytes = text.bytes
    let command = Array("\\boxed{".utf8)
    var found: [AnswerMention] = []
    var stack: [Int?] = []
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      if byte == UInt8(ascii: "\\"), ByteSearch.starts(command, in: bytes, at: index) {
        stack.append(index)
        index += command.count
        continue
      }
      if byte == UInt8(ascii: "{"), !stack.isEmpty, stack.count < 10_000 { stack.append(nil) }
      if byte == UInt8(ascii: "}"), let open = stack.popLast(), let start = open {
        found.append(
          AnswerMention(
            range: text.trimmed((start + command.count)..<index), rule: .boxed, start: start))
      }
      index += 1
    }
    return Array(found.suffix(limit).filter { !$0.range.isEmpty })
  }

  private static let nouns: Set = [
    "answer", "option", "choice", "product", "total", "value", "number", "result", "conclusion",
    "count", "sum", "letter", "date", "solution", "amount", "expression", "figure", "probability",
    "one", "output",
  ]
  private static let adjectives: Set = ["correct", "right", "final", "actual", "true", "corrected"]
  private static let verbs: Set = ["is", "was", "becomes", "remains", "equals"]
  private static let modals: Set = [
    "should", "must", "will", "would", "has", "to", "therefore", "thus", "then", "be", "indeed",
    "in", "fact", "clearly", "simply", "just", "now", "hence", "actually", "really", "instead",
    "here",
  ]

  /// What follows `the answer is`, `Answer:`, `the correct product is` and their like in a sentence.
  static func phrases(in sentence: Range<Int>, of text: AnswerText) -> [AnswerMention] {
    let bytes = text.bytes
    let words = AnswerWord.words(in: text, sentence.prefixRange(600))
    var found: [AnswerMention] = []
    for (index, word) in words.enumerated() {
      let isAnswer = word.lower == "answer" || word.lower == "answer's"
      let isNamed =
        index > 0 && nouns.contains(word.lower) && adjectives.contains(words[index - 1].lower)
      guard isAnswer || isNamed else { continue }
      if let start = content(after: index, words, in: text, sentence), start < sentence.upperBound {
        let range = text.trimmed(start..<min(sentence.upperBound, start + ShortAnswer.byteLimit))
        if !range.isEmpty {
          found.append(
            AnswerMention(range: range, rule: .answerPhrase, start: word.range.lowerBound))
        }
      }
    }
    // `X is the answer`.
    if found.isEmpty,
      let verb = words.indices.dropFirst().first(where: { verbs.contains(words[$0].lower) }),
      words[(verb + 1)...].prefix(4).contains(where: {
        nouns.contains($0.lower) && $0.lower != "one"
      }),
      words[(verb + 1)...].prefix(3).contains(where: {
        $0.lower == "the" || $0.lower == "my" || $0.lower == "our"
      }),
      verb <= 8
    {
      let end = words[verb - 1].range.upperBound
      let tail = words[(verb + 1)...].prefix(4).map(\.lower)
      if tail.contains("answer") || adjectives.contains(where: tail.contains),
        !tail.contains("not")
      {
        var close = end
        while close < words[verb].range.lowerBound, !ASCII.isSpace(bytes[close]) { close += 1 }
        found.append(
          AnswerMention(
            range: text.trimmed(sentence.lowerBound..<close), rule: .answerPhrase,
            start: sentence.lowerBound))
      }
    }
    return found
  }

  /// Where the content begins that is announced by a word.
  private static func content(
    after index: Int, _ words: [AnswerWord], in text: AnswerText, _ sentence: Range<Int>
  ) -> Int? {
    let bytes = text.bytes
    if words[index].lower == "answer's" { return words[index].range.upperBound }
    var place = words[index].range.upperBound
    var next = index + 1
    var steps = 0
    while true {
      while place < sentence.upperBound, "*_` \t)]}\"'".utf8.contains(bytes[place]) { place += 1 }
      guard place < sentence.upperBound else { return nil }
      if bytes[place] == UInt8(ascii: ":") || bytes[place] == UInt8(ascii: "=") {
        return skipped(place + 1, in: bytes, sentence)
      }
      guard next < words.count, words[next].range.lowerBound == place else { return nil }
      let word = words[next].lower
      place = words[next].range.upperBound
      next += 1
      steps += 1
      if verbs.contains(word) {
        return skipped(place, in: bytes, sentence)
      }
      if word == "be", steps > 1 { return skipped(place, in: bytes, sentence) }
      guard
        modals.contains(word)
          || [
            "to", "of", "for", "the", "this", "question", "problem", "that", "i", "get", "we", "my",
            "your", "a", "so",
          ].contains(word), steps < 8
      else { return nil }
    }
  }

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
