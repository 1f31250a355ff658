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
    let text = Array(text.utf8)
    guard let first = text.first, bytes.count >= text.count else { return nil }
    for index in bytes.startIndex...(bytes.endIndex - text.count)
    where ASCII.lowercased(bytes[index]) == first {
      var offset = 1
      while offset < text.count, ASCII.lowercased(bytes[index + offset]) == text[offset] {
        offset += 1
      }
      if offset == text.count { return index }
    }
    return nil
  }
}
