/// A place in an answer that names an option.
struct ChoiceMention: Hashable, Sendable {
  /// What is named.
  var answer: ChoiceAnswer
  /// The bytes of the text.
  var range: Range<Int>
}

/// Reads the choice out of what a model wrote.
///
/// A letter counts where it can only be an option: in brackets, alone, before punctuation, after
/// `option`, or as a capital other than A. The article `a` never counts. Where no letter counts, the
/// content of an option does. A letter that the text rules out (`not (B)`, `(B) is wrong`) is passed
/// over. If two options are left, the one that an answer begins with is meant, but an enumeration
/// (`A or B`) or a last line that weighs two options means none. Where a letter and a content
/// disagree, the letter decides: it is what the question asks for.
enum ChoiceReader {
  /// Finds the choice in a text.
  ///
  /// - Parameter mentions: The places in a range that name an option by its content.
  static func extract(
    from text: AnswerText, for choice: Choice, trace: inout GradingTrace,
    mentions: (AnswerText, Range<Int>) -> [ChoiceMention]
  ) -> Extraction<ChoiceAnswer> {
    let reason = "no option is named where an answer would stand"
    guard trace.reads == .standing else {
      return trace.first(
        of: ShortAnswer.candidates(in: text), expecting: "single option", orElse: reason
      ) { candidate in
        read(text, candidate, optionCount: choice.options.count, mentions: mentions)
          .map { ($0, $0.text) }
      }
    }
    return trace.standing(in: text, as: .choice, expecting: "single option", orElse: reason) {
      text, mention in
      mention.short.flatMap {
        readAgreeing(text, $0, optionCount: choice.options.count, mentions: mentions)
      }.map { ($0, $0.text) }
    }
  }

  /// The option that a candidate names, letter and content agreeing where both stand.
  private static func readAgreeing(
    _ text: AnswerText, _ candidate: ShortAnswer, optionCount: Int,
    mentions: (AnswerText, Range<Int>) -> [ChoiceMention]
  ) -> ChoiceAnswer? {
    let range = candidate.range
    let words = AnswerWord.words(in: text, range)
    if let letter = LetterMentions.lone(words, in: text, optionCount: optionCount) {
      if case .outside = letter, !candidate.rule.isExplicit { return nil }
      return letter
    }
    let contents = mentions(text, range)
    let letters = LetterMentions.of(
      words, in: text, range, optionCount: optionCount, readsSubjects: true
    ).filter { letter in
      !contents.contains { $0.range != range && $0.range.contains(letter.range.lowerBound) }
    }
    let named = OptionRuling.standing(letters.isEmpty ? contents : letters, in: text, range)
    if candidate.mustBeWhole {
      let all = letters + contents
      guard let only = all.first, all.allSatisfy({ $0.answer == only.answer }),
        words.allSatisfy({ word in
          all.contains { $0.range.contains(word.range.lowerBound) }
            || ["option", "the", "answer", "answer's", "is", "a", "an"].contains(word.lower)
        })
      else { return nil }
      return only.answer
    }
    let free = words.filter { word in
      !contents.contains { $0.range != range && $0.range.contains(word.range.lowerBound) }
    }
    guard
      let answer = resolve(named, words: free, leads: candidate.leads, joints: hesitantJoints)
    else { return nil }
    guard let letter = letters.first(where: { $0.answer == answer }) else { return answer }
    if let whole = contents.first(where: { $0.range == range }), whole.answer != answer {
      return nil
    }
    // The content right behind the letter must be the letter's own.
    guard let content = contents.first(where: { $0.range.lowerBound >= letter.range.upperBound }),
      !words.contains(where: { word in
        word.range.lowerBound >= letter.range.upperBound
          && word.range.upperBound <= content.range.lowerBound
          && !["the", "a", "an", "is", "which"].contains(word.lower)
      })
    else { return answer }
    return content.answer == answer ? answer : nil
  }

  private static func read(
    _ text: AnswerText, _ candidate: ShortAnswer, optionCount: Int,
    mentions: (AnswerText, Range<Int>) -> [ChoiceMention]
  ) -> ChoiceAnswer? {
    let range = candidate.range
    let words = AnswerWord.words(in: text, range)
    if let letter = LetterMentions.lone(words, in: text, optionCount: optionCount) {
      // Only a marker or a box makes a letter beyond the options an answer.
      if case .outside = letter, !candidate.rule.isExplicit { return nil }
      return letter
    }
    let letters = LetterMentions.of(words, in: text, range, optionCount: optionCount)
    let contents = letters.isEmpty ? mentions(text, range) : []
    if candidate.mustBeWhole {
      guard let only = (letters + contents).first, letters.count + contents.count == 1,
        isWhole(only, words: words)
      else { return nil }
      return only.answer
    }
    let named = OptionRuling.standing(letters.isEmpty ? contents : letters, in: text, range)
    return resolve(named, words: words, leads: candidate.leads)
  }

  /// The answer that all mentions name, or that the first names where it leads.
  private static func resolve(
    _ mentions: [ChoiceMention], words: [AnswerWord], leads: Bool, joints: Set<String> = joints
  ) -> ChoiceAnswer? {
    guard let first = mentions.first else { return nil }
    guard let other = mentions.first(where: { $0.answer != first.answer }) else {
      return first.answer
    }
    let labels: Set = ["option", "choice", "letter", "answer", "the", "is", "on"]
    let isFirst = words.allSatisfy {
      $0.range.lowerBound >= first.range.lowerBound || labels.contains($0.lower)
    }
    let between = words.filter {
      $0.range.lowerBound >= first.range.upperBound
        && $0.range.upperBound <= other.range.lowerBound
    }
    let isList = between.allSatisfy {
      joints.contains($0.lower)
    }
    return leads && isFirst && !isList ? first.answer : nil
  }

  /// Words between two options of which neither is chosen.
  private static let joints: Set = ["or", "and", "option", "choice", "to", "the", "either", "vs"]
  /// The same, and words by which somebody hesitates between them.
  private static let hesitantJoints = joints.union([
    "possibly", "maybe", "perhaps", "else", "alternatively", "also", "versus", "oder", "ou", "o",
    "und", "et", "y", "e", "even", "xor", "then", "rather", "wait", "no", "actually",
  ])

  private static func isWhole(_ mention: ChoiceMention, words: [AnswerWord]) -> Bool {
    words.allSatisfy {
      mention.range.contains($0.range.lowerBound)
        || ["option", "the", "answer", "answer's", "is"].contains($0.lower)
    }
  }
}

/// Options that the text names only to rule them out.
enum OptionRuling {
  /// Words before an option that speak of something near it and not of it.
  private static let relations: Set = ["before", "after", "until", "since", "from", "than"]

  /// The mentions that are not ruled out.
  static func standing(
    _ mentions: [ChoiceMention], in text: AnswerText, _ range: Range<Int>
  ) -> [ChoiceMention] {
    mentions.filter { mention in
      // What is said of another option, before this one or after it, is not said of this one.
      let others = mentions.map(\.range)
      let start =
        others.map(\.upperBound).filter { $0 <= mention.range.lowerBound }.max()
        ?? range.lowerBound
      let end =
        others.map(\.lowerBound).filter { $0 >= mention.range.upperBound }.min()
        ?? range.upperBound
      // A comparison of two options names both; only of a first one does it speak as of a landmark.
      let isFirst = start == range.lowerBound
      return !isRuledOut(mention.range, text.bytes, in: start..<end, isFirst: isFirst)
    }
  }

  private static func isRuledOut(
    _ mention: Range<Int>, _ bytes: [UInt8], in range: Range<Int>, isFirst: Bool
  ) -> Bool {
    let before = AnswerNegation.words(bytes, before: mention.lowerBound, in: range).first
    return AnswerNegation.denies(bytes, before: mention.lowerBound, in: range)
      || isFirst && before.map(relations.contains) ?? false
      || AnswerNegation.takesBack(bytes, after: mention.upperBound, in: range)
      || isAsked(bytes, after: mention.upperBound, in: range)
  }

  /// Whether a question mark follows, past closing brackets.
  private static func isAsked(_ bytes: [UInt8], after end: Int, in range: Range<Int>) -> Bool {
    bytes[end..<range.upperBound].prefix(8).first { !")]}*_`'\" ".utf8.contains($0) }
      == UInt8(ascii: "?")
  }
}

/// Options that are named by their words.
struct OptionPhrases: Sendable {
  private static let articles: Set = ["the", "a", "an"]
  private let phrases: [[String]]

  /// Takes the words of the options' texts.
  init(_ options: [String]) {
    phrases = options.map { option in
      let text = AnswerText(option)
      return Self.content(AnswerWord.words(in: text, text.bytes.indices)).map(\.lower)
    }
  }

  /// The places in a range that name an option: all its words one after another, or a text that is
  /// nothing but the beginning of one option only.
  func mentions(in text: AnswerText, _ range: Range<Int>) -> [ChoiceMention] {
    let words = Self.content(AnswerWord.words(in: text, range))
    if let option = begun(by: words.map(\.lower)) {
      return [ChoiceMention(answer: .option(option), range: range)]
    }
    var mentions: [ChoiceMention] = []
    for start in words.indices {
      for (option, phrase) in phrases.enumerated() where !phrase.isEmpty {
        let end = start + phrase.count
        if end <= words.count, zip(words[start..<end], phrase).allSatisfy({ $0.lower == $1 }) {
          mentions.append(
            ChoiceMention(
              answer: .option(option),
              range: words[start].range.lowerBound..<words[end - 1].range.upperBound))
        }
      }
    }
    return mentions
  }

  private func begun(by words: [String]) -> Int? {
    guard !words.isEmpty else { return nil }
    let begun = phrases.indices.filter { phrases[$0].starts(with: words) }
    return begun.count == 1 ? begun[0] : nil
  }

  private static func content(_ words: [AnswerWord]) -> [AnswerWord] {
    words.filter { !articles.contains($0.lower) }
  }
}
