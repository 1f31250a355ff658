/// Questions whose answer is yes or no.
enum YesNo {
  /// What a prompt says about the answer.
  static let instruction = "Give Yes or No as the final answer in the format <<<answer>>>."

  /// A truth in the format that the prompt asks for.
  static func reference(_ truth: Bool) -> String {
    "<<<\(name(of: truth))>>>"
  }

  /// Finds the answer in a text.
  static func extract(
    from text: AnswerText, trace: inout GradingTrace
  ) -> Extraction<Bool> {
    let reason = "neither yes nor no stands where an answer would"
    guard trace.reads == .standing else {
      return trace.first(
        of: ShortAnswer.candidates(in: text), expecting: "yes or no", orElse: reason
      ) { candidate in
        YesNoReader.read(text, candidate).map { ($0, name(of: $0)) }
      }
    }
    return trace.standing(in: text, as: .choice, expecting: "yes or no", orElse: reason) {
      text, mention in
      mention.short.flatMap {
        YesNoReader.namesBoth(text, $0.range) ? nil : YesNoReader.read(text, $0)
      }.map { ($0, name(of: $0)) }
    }
  }

  /// Judges an answer.
  static func grade(_ answer: Bool, truth: Bool, trace: inout GradingTrace) -> Grade {
    trace.check(
      "right word", isKept: answer == truth, "\(name(of: answer)) against \(name(of: truth))")
    return answer == truth ? .right() : .wrong("the right answer is \(name(of: truth))")
  }

  /// Always yes, and always no.
  static var guesses: [Guess] {
    [
      Guess(.majorityClass, "always Yes", reference(true)),
      Guess(.majorityClass, "always No", reference(false)),
    ]
  }

  private static func name(of answer: Bool) -> String {
    answer ? "Yes" : "No"
  }
}

/// Reads yes or no out of what a model wrote or its code printed.
///
/// - `Yes`, `No`, `Y` and `N` in any case; `True` and `False` too, because every question of these
///   tasks asks whether something is so, and code prints truth values. In prose, where `true` may be
///   about anything, the last two count only alone, at the start, or as the value at the end of a
///   label (`Result: True`).
/// - Words are compared whole: `know` and `not` hold no `No`. `no` before a noun (`no step is left`,
///   `No one`) is not an answer.
/// - Where an answer holds both, none is read, unless it begins with one of them and merely goes on
///   (`Yes, because there is no …` holds only one).
enum YesNoReader {
  /// Words after which a leading `no` is a sentence and not the determiner of a noun.
  private static let continuations: Set = [
    "because", "since", "as", "he", "she", "it", "they", "you", "we", "the", "this", "that",
    "there",
    "i",
  ]
  private static let labels: Set = ["answer", "the", "is", "final", "result", "output"]

  /// The answer of a candidate; `nil` if it gives none or both.
  static func read(_ text: AnswerText, _ candidate: ShortAnswer) -> Bool? {
    let words = AnswerWord.words(in: text, candidate.range)
    if words.count == 1, let answer = value(words[0].lower, alone: true) { return answer }
    guard !candidate.mustBeWhole else { return nil }
    // A text that asks for, denies or takes back one of the words gives neither.
    let isDoubtful = words.indices.contains { index in
      ["yes", "no"].contains(words[index].lower) && isDoubted(words[index], text, candidate.range)
    }
    if isDoubtful { return nil }
    let labelled = words.prefix { labels.contains($0.lower) }.count
    let found = words.indices.compactMap { index in
      stands(words, index, isFirst: index <= labelled, in: text, candidate.range)
        ? value(words[index].lower) : nil
    }
    guard let first = found.first, found.allSatisfy({ $0 == first }) else { return nil }
    return first
  }

  /// Whether a range offers both: `no or yes`.
  static func namesBoth(_ text: AnswerText, _ range: Range<Int>) -> Bool {
    let words = AnswerWord.words(in: text, range).map(\.lower)
    // `No Yes` gives two.
    if words.count == 2, let one = value(words[0]), let other = value(words[1]), one != other {
      return true
    }
    return words.indices.dropFirst().dropLast().contains { index in
      alternatives.contains(words[index]) && value(words[index - 1], alone: true) != nil
        && value(words[index + 1], alone: true) != nil
    }
  }

  private static let alternatives: Set = ["or", "oder", "ou", "o", "xor", "nor"]

  private static func isDoubted(
    _ word: AnswerWord, _ text: AnswerText, _ range: Range<Int>
  ) -> Bool {
    let (start, end) = (word.range.lowerBound, word.range.upperBound)
    return AnswerSurroundings.next(text.bytes, from: end, in: range) == UInt8(ascii: "?")
      || AnswerNegation.denies(text.bytes, before: start, in: range)
      || AnswerNegation.takesBack(text.bytes, after: end, in: range)
  }

  private static func value(_ word: String, alone: Bool = false) -> Bool? {
    switch word {
    case "yes", "true": true
    case "no", "false": false
    case "y" where alone: true
    case "n" where alone: false
    default: nil
    }
  }

  /// Whether the word at an index stands where it is an answer.
  private static func stands(
    _ words: [AnswerWord], _ index: Int, isFirst: Bool, in text: AnswerText, _ range: Range<Int>
  ) -> Bool {
    let word = words[index]
    let isLast = index == words.count - 1
    let next = AnswerSurroundings.next(text.bytes, from: word.range.upperBound, in: range)
    let endsPhrase = next.map { !ASCII.isSpace($0) && $0 != UInt8(ascii: "-") } ?? true
    // "Yes or No" names both and chooses none.
    if index >= 2, words[index - 1].lower == "or", ["yes", "no"].contains(words[index - 2].lower) {
      return true
    }
    switch word.lower {
    case "yes": return true
    case "no":
      return endsPhrase || isLast || (isFirst && continuations.contains(words[index + 1].lower))
    case "true", "false":
      if isFirst { return endsPhrase || isLast }
      return isLast && followsLabel(word.range, in: text, range)
    default: return false
    }
  }

  private static func followsLabel(
    _ word: Range<Int>, in text: AnswerText, _ range: Range<Int>
  ) -> Bool {
    var index = word.lowerBound - 1
    while index >= range.lowerBound {
      let byte = text.bytes[index]
      if ":=?".utf8.contains(byte) { return true }
      guard ASCII.isSpace(byte) || "*_`\"'".utf8.contains(byte) else { return false }
      index -= 1
    }
    return false
  }
}

extension YesNo {
  static func corruptions(of truth: Bool) -> [Corruption] {
    let (right, wrong) = truth ? ("Yes", "No") : ("No", "Yes")
    return [
      .marked("the other word", wrong),
      .marked("the other word, lower case", wrong.lowercased()),
      .marked("the other truth value", truth ? "False" : "True"),
      .marked("both words", "\(right) or \(wrong)"),
      .marked("both words, slashed", "\(right)/\(wrong)"),
      .marked("unknown", "unknown"),
      .marked("a verdict", "Incorrect"),
      Corruption("a later answer", "<<<\(right)>>> No, I was wrong: <<<\(wrong)>>>"),
      Corruption("a word that holds it", truth ? "<<<Yesterday>>>" : "<<<Nobody>>>"),
    ]
  }
}
