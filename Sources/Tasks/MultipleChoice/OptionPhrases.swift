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
