/// Letters that name options.
enum LetterMentions {
  private static let labels: Set = ["option", "choice", "letter", "answer"]

  /// The letter that is the only word of an answer, in either case.
  static func lone(
    _ words: [AnswerWord], in text: AnswerText, optionCount: Int
  ) -> ChoiceAnswer? {
    guard words.count == 1, let option = letter(words[0], in: text) else { return nil }
    return option < optionCount ? .option(option) : .outside(Choice.name(of: option))
  }

  /// The letters in a range that can only be options, in order.
  static func of(
    _ words: [AnswerWord], in text: AnswerText, _ range: Range<Int>, optionCount: Int,
    readsSubjects: Bool = false
  ) -> [ChoiceMention] {
    words.indices.compactMap { index in
      guard let option = letter(words[index], in: text), option < optionCount,
        isOption(words, index, in: text, range)
          || readsSubjects && isSubject(words, index, in: text)
      else { return nil }
      return ChoiceMention(answer: .option(option), range: words[index].range)
    }
  }

  /// The index of a word of one letter: 0 for A.
  private static func letter(_ word: AnswerWord, in text: AnswerText) -> Int? {
    guard word.range.count == 1, ASCII.isLetter(text.bytes[word.range.lowerBound]) else {
      return nil
    }
    return Int(ASCII.lowercased(text.bytes[word.range.lowerBound]) - UInt8(ascii: "a"))
  }

  private static func isOption(
    _ words: [AnswerWord], _ index: Int, in text: AnswerText, _ range: Range<Int>
  ) -> Bool {
    let word = words[index].range
    let bytes = text.bytes
    let next = AnswerSurroundings.next(bytes, from: word.upperBound, in: range)
    switch brackets(bytes, word, next: next, in: range) {
    case .ofOption: return true
    case .ofCall: return false
    case .none: break
    }
    let isCapital = bytes[word.lowerBound] < UInt8(ascii: "a")
    if isCapital, bytes[word.lowerBound] != UInt8(ascii: "A") { return true }
    let endsPhrase = next.map { ".,;:)]}>|!?\n".utf8.contains($0) } ?? true
    let isLabelled = index > 0 && labels.contains(words[index - 1].lower)
    if isCapital { return endsPhrase || isLabelled || isListed(words, index, in: text) }
    return endsPhrase && (isLabelled || (index == 0 && next == UInt8(ascii: ")")))
  }

  private static let predicates: Set = [
    "is", "was", "since", "because", "as", "must", "seems", "fits", "matches", "holds",
  ]

  /// Whether a capital A is no article: `A is the answer`, `**A** since`.
  private static func isSubject(
    _ words: [AnswerWord], _ index: Int, in text: AnswerText
  ) -> Bool {
    let word = words[index].range
    guard text.bytes[word.lowerBound] == UInt8(ascii: "A") else { return false }
    let marks = "*`_\"'".utf8
    if word.lowerBound > 0, word.upperBound < text.bytes.count,
      marks.contains(text.bytes[word.lowerBound - 1]), marks.contains(text.bytes[word.upperBound])
    {
      return true
    }
    // `A/D`.
    if word.upperBound < text.bytes.count, text.bytes[word.upperBound] == UInt8(ascii: "/"),
      index + 1 < words.count, letter(words[index + 1], in: text) != nil
    {
      return true
    }
    // `E or A`.
    if index >= 2, ["or", "and"].contains(words[index - 1].lower),
      letter(words[index - 2], in: text) != nil
    {
      return true
    }
    return index + 1 < words.count && predicates.contains(words[index + 1].lower)
  }

  /// Whether `or` or `and` and another letter follow: `A or B`.
  private static func isListed(
    _ words: [AnswerWord], _ index: Int, in text: AnswerText
  ) -> Bool {
    index + 2 < words.count && ["or", "and"].contains(words[index + 1].lower)
      && letter(words[index + 2], in: text) != nil
  }

  private enum Brackets {
    case ofOption
    case ofCall
    case none
  }

  /// Whose brackets stand around a letter: an option's, or those of a call such as `f(b)`.
  private static func brackets(
    _ bytes: [UInt8], _ word: Range<Int>, next: UInt8?, in range: Range<Int>
  ) -> Brackets {
    guard let next, ")]}".utf8.contains(next),
      let open = AnswerSurroundings.previous(bytes, before: word.lowerBound, in: range),
      "([{".utf8.contains(bytes[open])
    else { return .none }
    guard open > range.lowerBound, bytes[open] != UInt8(ascii: "{") else { return .ofOption }
    let before = bytes[open - 1]
    return ASCII.isLetter(before) || ASCII.isDigit(before) ? .ofCall : .ofOption
  }
}
