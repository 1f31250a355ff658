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
    let bytes = text.bytes
    var words: [AnswerWord] = []
    var index = range.lowerBound
    while index < range.upperBound {
      if bytes[index] == UInt8(ascii: "\\") {
        index += 1
        while index < range.upperBound, ASCII.isLetter(bytes[index]) { index += 1 }
        continue
      }
      let end = wordEnd(bytes, from: index, in: range)
      if end > index {
        let lower = String(
          decoding: bytes[index..<end].map(ASCII.lowercased), as: UTF8.self)
        words.append(AnswerWord(range: index..<end, lower: lower))
        index = end
      } else {
        index += isPunctuation(bytes, at: index, in: range) ? 3 : 1
      }
    }
    return words
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
