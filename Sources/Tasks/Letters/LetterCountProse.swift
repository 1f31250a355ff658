/// A count that stands in a sentence: `occurs 5 times`, `there are five of them`, `Count of 's': 5`.
enum LetterCountProse {
  /// How far before the label of the positions the count may stand, in bytes.
  private static let reach = 400

  private static let words: [String: Int] = [
    "zero": 0, "no": 0, "one": 1, "once": 1, "two": 2, "twice": 2, "three": 3, "thrice": 3,
    "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
  ]
  private static let units: Set = [
    "time", "times", "occurrence", "occurrences", "instance", "instances", "appearance",
    "appearances", "letters", "of",
  ]
  private static let adverbs: Set = ["once", "twice", "thrice"]
  /// Words between `count` and its number.
  private static let joints: Set = [
    "of", "for", "the", "letter", "is", "in", "total", "equals", "was",
  ]

  /// The count nearest before a label, or else the first behind its list; -1 if two counts are named;
  /// `nil` if there is none in prose.
  static func count(_ bytes: [UInt8], around label: Int) -> Int? {
    let text = AnswerText(bytes)
    let before = AnswerWord.words(in: text, max(0, label - reach)..<label)
    return last(before, in: bytes)
      ?? last(
        AnswerWord.words(in: text, label..<min(bytes.count, label + reach)), in: bytes)
  }

  /// Whether two labelled lists are joined by `or`.
  static func isHedged(_ bytes: ArraySlice<UInt8>) -> Bool {
    guard bytes.count <= ShortAnswer.byteLimit,
      let first = ByteSearch.place(of: "position", in: bytes),
      let joint = ByteSearch.place(of: " or ", in: bytes[first...])
    else { return false }
    return ByteSearch.contains("position", in: bytes[joint...])
  }

  private static func last(_ words: [AnswerWord], in bytes: [UInt8]) -> Int? {
    for index in words.indices.reversed() {
      let number = value(words[index].lower)
      let next = index + 1 < words.count ? words[index + 1].lower : ""
      // `…, 6]` and below it `Time: 1 s` are two lines.
      let isOneLine =
        index + 1 < words.count
        && !bytes[words[index].range.upperBound..<words[index + 1].range.lowerBound]
          .contains(UInt8(ascii: "\n"))
      if let number, adverbs.contains(words[index].lower) || isOneLine && units.contains(next) {
        return isHedged(words, index) ? -1 : number
      }
      if words[index].lower == "count", let named = named(words, after: index) { return named }
    }
    return nil
  }

  /// The number of `Count of 's': 5`; a bare `Count: 5` is read as it always was.
  private static func named(_ words: [AnswerWord], after index: Int) -> Int? {
    var next = index + 1
    while next < words.count, next - index < 9,
      joints.contains(words[next].lower)
        || words[next].lower.utf8.count == 1
          && value(words[next].lower) == nil
    {
      next += 1
    }
    guard next > index + 1, next < words.count else { return nil }
    return value(words[next].lower)
  }

  /// Whether another number is named before one: `4 or 5 times`.
  private static func isHedged(_ words: [AnswerWord], _ index: Int) -> Bool {
    guard index >= 2, ["or", "to"].contains(words[index - 1].lower) else { return false }
    return value(words[index - 2].lower) != nil
  }

  private static func value(_ word: String) -> Int? {
    words[word] ?? (word.utf8.count <= 9 && word.utf8.allSatisfy(ASCII.isDigit) ? Int(word) : nil)
  }
}
