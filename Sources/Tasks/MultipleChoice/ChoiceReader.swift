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
    trace.first(
      of: ShortAnswer.candidates(in: text), expecting: "single option",
      orElse: "no option is named where an answer would stand"
    ) { candidate in
      read(text, candidate, optionCount: choice.options.count, mentions: mentions)
        .map { ($0, $0.text) }
    }
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
    let named = OptionRuling.standing(letters.isEmpty ? contents : letters, words: words)
    return resolve(named, words: words, leads: candidate.leads)
  }

  /// The answer that all mentions name, or that the first names where it leads.
  private static func resolve(
    _ mentions: [ChoiceMention], words: [AnswerWord], leads: Bool
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
      ["or", "and", "option", "choice", "to", "the", "either", "vs"].contains($0.lower)
    }
    return leads && isFirst && !isList ? first.answer : nil
  }

  private static func isWhole(_ mention: ChoiceMention, words: [AnswerWord]) -> Bool {
    words.allSatisfy {
      mention.range.contains($0.range.lowerBound)
        || ["option", "the", "answer", "answer's", "is"].contains($0.lower)
    }
  }
}

/// Options that the text names only to rule them out.
enum OptionRuling {
  private static let denials: Set = ["not", "isn't", "neither", "nor", "except", "never"]
  private static let rejections: Set = ["wrong", "incorrect", "false", "impossible", "not"]
  private static let labels: Set = ["option", "choice", "letter", "answer", "the"]

  /// The mentions that are not ruled out.
  static func standing(_ mentions: [ChoiceMention], words: [AnswerWord]) -> [ChoiceMention] {
    mentions.filter { mention in
      let before = words.last {
        $0.range.upperBound <= mention.range.lowerBound && !labels.contains($0.lower)
      }
      if let before, denials.contains(before.lower) { return false }
      let after = words.filter { $0.range.lowerBound >= mention.range.upperBound }.prefix(2)
      guard let verb = after.first?.lower else { return true }
      if verb == "isn't" || verb == "cannot" || verb == "can't" { return false }
      guard verb == "is" || verb == "are" || verb == "can", let next = after.last?.lower else {
        return true
      }
      return !rejections.contains(next)
    }
  }
}
