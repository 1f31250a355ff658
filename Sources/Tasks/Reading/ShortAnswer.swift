/// The places where an answer of a few words may stand.
///
/// They are those of ``AnswerCandidates``, cut to a length that bounds all later work, with two rules
/// more: a closing code fence is not a last line, and a line of a code block is read only if it is
/// nothing but the answer, because the last `print` of a branch says nothing about what runs.
struct ShortAnswer: AnswerPlace, Hashable {
  /// The bytes of the text.
  var range: Range<Int>
  /// The rule that found it.
  var rule: AnswerRule
  /// Whether only a candidate that is nothing but the answer counts.
  var mustBeWhole: Bool
  /// Whether the candidate was put there to be the answer, so that its first word leads.
  var leads: Bool

  /// The longest candidate that is read, in bytes.
  static let byteLimit = 1_024

  /// The candidates of a text, strongest first.
  static func candidates(in text: AnswerText) -> [ShortAnswer] {
    var found: [ShortAnswer] = []
    for candidate in AnswerCandidates.of(text) {
      switch candidate.rule {
      case .lastLine, .fencedLine: break
      case .answerPhrase:
        let end = min(candidate.range.upperBound, candidate.range.lowerBound + byteLimit)
        found.append(
          ShortAnswer(
            range: candidate.range.lowerBound..<end, rule: candidate.rule, mustBeWhole: false,
            leads: true))
      default:
        guard candidate.range.count <= byteLimit else { continue }
        found.append(
          ShortAnswer(
            range: candidate.range, rule: candidate.rule, mustBeWhole: false, leads: true))
      }
    }
    if let line = lastLine(of: text) { found.append(line) }
    return found
  }

  /// The last line with a letter or digit.
  private static func lastLine(of text: AnswerText) -> ShortAnswer? {
    let bytes = text.bytes
    guard
      let last = bytes.lastIndex(where: { ASCII.isLetter($0) || ASCII.isDigit($0) || $0 >= 0x80 })
    else { return nil }
    let newline = UInt8(ascii: "\n")
    let end = bytes[last...].firstIndex(of: newline) ?? bytes.count
    let start = (bytes[..<last].lastIndex(of: newline) ?? -1) + 1
    let line = text.trimmed(start..<end)
    // A closing fence may carry no word; an opening one does, and then holds no answer.
    guard !isFence(bytes, at: line.lowerBound, end: line.upperBound) else { return nil }
    return ShortAnswer(
      range: max(line.lowerBound, line.upperBound - byteLimit)..<line.upperBound,
      rule: .lastLine, mustBeWhole: isInsideFence(text, before: start) || isCode(bytes[line]),
      leads: false)
  }

  /// Whether a line prints or returns something: code, whether or not it stands in a fence.
  private static func isCode(_ line: ArraySlice<UInt8>) -> Bool {
    ["print(", "return "].contains { line.starts(with: $0.utf8) }
  }

  /// Whether an odd number of fence lines stands before a place.
  private static func isInsideFence(_ text: AnswerText, before end: Int) -> Bool {
    var inside = false
    var isLineStart = true
    for index in 0..<end {
      let byte = text.bytes[index]
      if byte == UInt8(ascii: "\n") {
        isLineStart = true
      } else if isLineStart, !ASCII.isSpace(byte) {
        if isFence(text.bytes, at: index, end: end) { inside.toggle() }
        isLineStart = false
      }
    }
    return inside
  }

  private static func isFence(_ bytes: [UInt8], at index: Int, end: Int) -> Bool {
    index + 3 <= end
      && (bytes[index..<(index + 3)].allSatisfy { $0 == UInt8(ascii: "`") }
        || bytes[index..<(index + 3)].allSatisfy { $0 == UInt8(ascii: "~") })
  }
}

/// A word of an answer, and what stands around it.
struct AnswerWord: Hashable, Sendable {
  /// The bytes of the text.
  var range: Range<Int>
  /// The word in lower case; letters outside ASCII are as they were.
  var lower: String

  /// The words of a range, in order.
  ///
  /// A word is a run of letters and digits, with apostrophes and underscores inside it. Commands of
  /// LaTeX (`\text`) are not words, nor are typographic quotes and dashes.
  static func words(in text: AnswerText, _ range: Range<Int>) -> [AnswerWord] {
    var words: [AnswerWord] = []
    var index = range.lowerBound
    while let word = next(in: text, from: index, range) {
      words.append(word)
      index = word.range.upperBound
    }
    return words
  }

  /// The first word of a range at or behind a place of it, at which no word goes on.
  static func next(in text: AnswerText, from place: Int, _ range: Range<Int>) -> AnswerWord? {
    let bytes = text.bytes
    var index = place
    while index < range.upperBound {
      if bytes[index] == UInt8(ascii: "\\") {
        index += 1
        while index < range.upperBound, ASCII.isLetter(bytes[index]) { index += 1 }
        continue
      }
      let end = wordEnd(bytes, from: index, in: range)
      if end > index {
        return AnswerWord(range: index..<end, lower: ASCII.lowercased(bytes, index..<end))
      }
      index += isPunctuation(bytes, at: index, in: range) ? 3 : 1
    }
    return nil
  }

  /// The end of the word that starts at an index, or the index itself.
  private static func wordEnd(_ bytes: [UInt8], from start: Int, in range: Range<Int>) -> Int {
    var index = start
    while index < range.upperBound {
      if isWordByte(bytes, at: index, in: range) {
        index += 1
      } else if index > start, index + 1 < range.upperBound, "'_".utf8.contains(bytes[index]),
        isWordByte(bytes, at: index + 1, in: range)
      {
        index += 1
      } else {
        break
      }
    }
    return index
  }

  private static func isWordByte(_ bytes: [UInt8], at index: Int, in range: Range<Int>) -> Bool {
    let byte = bytes[index]
    if byte < 0x80 { return ASCII.isLetter(byte) || ASCII.isDigit(byte) }
    return !isPunctuation(bytes, at: index, in: range)
      && !(byte == 0xc2 && index + 1 < range.upperBound && bytes[index + 1] == 0xa0)
  }

  /// Whether a character of the block General Punctuation (U+2000 to U+203F) starts here.
  private static func isPunctuation(
    _ bytes: [UInt8], at index: Int, in range: Range<Int>
  ) -> Bool {
    index + 2 < range.upperBound && bytes[index] == 0xe2 && bytes[index + 1] == 0x80
  }
}

/// The bytes around a place, without what only decorates.
enum AnswerSurroundings {
  private static let decoration = Array("*_`\"'$".utf8)

  /// The first byte at or after an index that is not decoration; `nil` at the end.
  static func next(_ bytes: [UInt8], from start: Int, in range: Range<Int>) -> UInt8? {
    var index = start
    while index < range.upperBound {
      if !decoration.contains(bytes[index]) { return bytes[index] }
      index += 1
    }
    return nil
  }

  /// The index of the last byte before an index that is not decoration; `nil` at the start.
  static func previous(_ bytes: [UInt8], before end: Int, in range: Range<Int>) -> Int? {
    var index = end - 1
    while index >= range.lowerBound {
      if !decoration.contains(bytes[index]) { return index }
      index -= 1
    }
    return nil
  }
}
