import Glibc

/// Searches for bytes that ignore the case of ASCII letters.
enum ByteSearch {
  /// Whether a lower-case text stands at a place.
  static func starts(_ text: StaticString, in bytes: [UInt8], at place: Int) -> Bool {
    let count = text.utf8CodeUnitCount
    guard place >= 0, place + count <= bytes.count else { return false }
    for offset in 0..<count where ASCII.lowercased(bytes[place + offset]) != text.utf8Start[offset]
    {
      return false
    }
    return true
  }

  /// Whether a lower-case text stands in some bytes.
  static func contains(_ text: String, in bytes: ArraySlice<UInt8>) -> Bool {
    place(of: text, in: bytes) != nil
  }

  /// Where a lower-case text stands first in some bytes.
  static func place(of text: String, in bytes: ArraySlice<UInt8>) -> Int? {
    var text = text
    let found = text.withUTF8 { text in
      bytes.withUnsafeBufferPointer { Self.offset(of: text, in: $0) }
    }
    return found.map { bytes.startIndex + $0 }
  }

  private static func offset(
    of text: UnsafeBufferPointer<UInt8>, in bytes: UnsafeBufferPointer<UInt8>
  ) -> Int? {
    guard let first = text.first, bytes.count >= text.count else { return nil }
    for start in 0...(bytes.count - text.count) where ASCII.lowercased(bytes[start]) == first {
      var offset = 1
      while offset < text.count, ASCII.lowercased(bytes[start + offset]) == text[offset] {
        offset += 1
      }
      if offset == text.count { return start }
    }
    return nil
  }

  /// Whether a word of a range begins with one of some lower-case texts: a quick look that decides
  /// whether words are worth taking apart.
  static func beginsWord(
    _ beginnings: WordBeginnings, in bytes: [UInt8], _ range: Range<Int>
  ) -> Bool {
    bytes.withUnsafeBufferPointer { bytes in
      var isInWord = false
      for index in range {
        let isLetter = ASCII.isLetter(bytes[index])
        if isLetter, !isInWord, beginnings.stand(in: bytes, at: index, end: range.upperBound) {
          return true
        }
        isInWord = isLetter
      }
      return false
    }
  }

  /// Where a byte stands first in a range; `nil` if it does not.
  ///
  /// Answers are long and the signs that matter rare, so that the C library, which looks at many bytes
  /// at once, is asked.
  static func place(of byte: UInt8, in bytes: [UInt8], _ range: Range<Int>) -> Int? {
    precondition(range.lowerBound >= 0 && range.upperBound <= bytes.count)
    return bytes.withUnsafeBytes { bytes in
      guard let start = bytes.baseAddress,
        let found = memchr(start + range.lowerBound, Int32(byte), range.count)
      else { return nil }
      return UnsafeRawPointer(found) - start
    }
  }

  /// Whether a byte stands in a range.
  static func contains(_ byte: UInt8, in bytes: [UInt8], _ range: Range<Int>) -> Bool {
    place(of: byte, in: bytes, range) != nil
  }
}

/// Texts with which words may begin, in lower case.
struct WordBeginnings: Sendable {
  private let texts: [[UInt8]]
  /// The first letters, one bit each.
  private let letters: UInt32

  /// Creates a set of texts that are made of letters.
  init(_ texts: [String]) {
    self.texts = texts.map { Array($0.utf8) }
    letters = self.texts.reduce(0) { $0 | Self.bit($1[0]) }
  }

  /// Whether one of them stands at a letter.
  fileprivate func stand(
    in bytes: UnsafeBufferPointer<UInt8>, at place: Int, end: Int
  ) -> Bool {
    guard letters & Self.bit(bytes[place]) != 0 else { return false }
    return texts.contains { text in
      guard place + text.count <= end else { return false }
      for offset in text.indices where ASCII.lowercased(bytes[place + offset]) != text[offset] {
        return false
      }
      return true
    }
  }

  private static func bit(_ letter: UInt8) -> UInt32 { 1 << UInt32(letter & 0x1f) }
}
