/// What the words and signs before a place say of it: that it is not the answer.
///
/// A text that only rules something out (`it cannot be (E)`, `the answer is not 42`) must never pass
/// for one that gives it.
enum AnswerNegation {
  /// How far is looked back, in bytes and in words.
  private static let byteLimit = 64
  private static let wordLimit = 3
  /// The same for a sentence that another one speaks of: `it is not true that the answer is 42`.
  private static let sentenceLimit = 10

  /// Words that deny what follows them.
  private static let denials: Set = [
    "not", "isn't", "wasn't", "aren't", "doesn't", "don't", "didn't", "never", "neither", "nor",
    "cannot", "can't", "couldn't", "wouldn't", "won't", "shouldn't", "except", "without",
    "wrong", "incorrect", "false", "untrue", "doubt", "doubtful", "exclude", "excludes", "excluded",
    "excluding", "eliminate", "eliminates", "eliminated", "eliminating", "unless",
  ]

  /// Whether the words before a place deny it, within its clause.
  static func denies(_ bytes: [UInt8], before place: Int, in range: Range<Int>) -> Bool {
    let words = words(bytes, before: place, in: range)
    if words.contains(where: denials.contains) { return true }
    if words.isEmpty, isVerdict(bytes, before: place, in: range) { return true }
    for (index, word) in words.enumerated() {
      let earlier = words.dropFirst(index + 1)
      switch word {
      case "out" where earlier.contains { ["rule", "ruled", "ruling", "rules"].contains($0) }:
        return true
      case "but" where earlier.contains { ["all", "any", "every", "each"].contains($0) },
        "but" where earlier.contains { ["anything", "everything", "nothing"].contains($0) }:
        return true
      default: break
      }
    }
    return deniesSentence(bytes, before: place, in: range)
  }

  /// Words that turn what a sentence says of another one; two of them say yes again, as in `there is
  /// no doubt that`.
  private static let turns = denials.union(["no", "deny", "denied", "denying"])
  /// Words right before `that` by which a sentence says whether another one holds.
  ///
  /// `It is not hard to see that` does not.
  private static let claims = turns.union([
    "true", "case", "correct", "right", "sure", "certain", "likely", "possible", "think", "believe",
    "say", "claim", "mean", "conclude",
  ])

  /// Whether a place stands in a sentence that the one around it denies.
  static func deniesSentence(
    _ bytes: [UInt8], before place: Int, in range: Range<Int>
  ) -> Bool {
    let words = words(bytes, before: place, in: range, limit: sentenceLimit)
    guard let that = words.firstIndex(of: "that") else { return false }
    let around = words[(that + 1)...].prefix(wordLimit + 1)
    guard around.first.map(claims.contains) == true else { return false }
    return !around.filter(turns.contains).count.isMultiple(of: 2)
  }

  /// Whether `wrong:` or `incorrect:` stands right before a place.
  private static func isVerdict(_ bytes: [UInt8], before place: Int, in range: Range<Int>) -> Bool {
    var end = place
    while end > range.lowerBound, " *_`:".utf8.contains(bytes[end - 1]) { end -= 1 }
    guard bytes[end..<place].contains(UInt8(ascii: ":")) else { return false }
    return words(bytes, before: end, in: range).first.map {
      ["wrong", "incorrect"].contains($0)
    } ?? false
  }

  /// The last words before a place and in its clause, the nearest first, in lower case.
  static func words(
    _ bytes: [UInt8], before place: Int, in range: Range<Int>, limit count: Int = wordLimit
  ) -> [String] {
    let limit = max(range.lowerBound, place - byteLimit)
    var words: [String] = []
    var end = place
    while end > limit, words.count < count {
      if isWordByte(bytes[end - 1]) {
        var start = end
        while start > limit, isWordByte(bytes[start - 1]) { start -= 1 }
        words.append(word(bytes, start..<end))
        end = start
      } else if ".,;:!?\n".utf8.contains(bytes[end - 1]) {
        break
      } else {
        end -= 1
      }
    }
    return words
  }

  /// Whether the words after a place take it back: `is wrong`, `can be ruled out`, `, incorrect`.
  static func takesBack(_ bytes: [UInt8], after place: Int, in range: Range<Int>) -> Bool {
    let limit = min(range.upperBound, place + byteLimit)
    var words: [String] = []
    var isVerdict = true
    var index = place
    while index < limit, words.count < wordLimit {
      // A number is a word here: `(C) 01/06/1900 is …` says what the date is, not what (C) is.
      if isWordByte(bytes[index]) || ASCII.isDigit(bytes[index]) {
        var end = index
        while end < limit, isWordByte(bytes[end]) || ASCII.isDigit(bytes[end]) { end += 1 }
        words.append(word(bytes, index..<end))
        index = end
      } else if ".;!?\n".utf8.contains(bytes[index]) {
        break
      } else {
        // A lone verdict may stand behind a comma or a colon; a sentence may not.
        if words.isEmpty, ",:".utf8.contains(bytes[index]) { isVerdict = false }
        index += 1
      }
    }
    guard let first = words.first else { return false }
    if ["wrong", "incorrect"].contains(first) { return true }
    guard isVerdict else { return false }
    if ["isn't", "wasn't", "cannot", "can't", "couldn't", "won't"].contains(first) { return true }
    return verbs.contains(first) && words.dropFirst().contains(where: rejections.contains)
  }

  private static let verbs: Set = [
    "is", "are", "was", "were", "can", "could", "must", "should", "would", "seems", "looks",
  ]
  private static let rejections: Set = [
    "wrong", "incorrect", "false", "impossible", "not", "ruled", "excluded", "eliminated",
  ]

  /// Letters, apostrophes of both kinds, and every other byte outside ASCII.
  private static func isWordByte(_ byte: UInt8) -> Bool {
    ASCII.isLetter(byte) || byte == UInt8(ascii: "'") || byte >= 0x80
  }

  private static func word(_ bytes: [UInt8], _ range: Range<Int>) -> String {
    let word = ASCII.lowercased(bytes, range)
    // Looking for a character takes much longer than looking for the first of its bytes.
    return word.utf8.contains(0xe2) ? word.replacing("\u{2019}", with: "'") : word
  }
}
