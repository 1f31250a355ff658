/// Looks through text for the bytes that a JSON string cannot hold as they are, eight at a time.
enum PlainText {
  private static let ones: UInt64 = 0x0101_0101_0101_0101
  private static let highBits: UInt64 = 0x8080_8080_8080_8080

  /// The index of the first quotation mark, backslash or control character; the end of the bytes if
  /// there is none.
  ///
  /// - Parameters:
  ///   - start: Where to begin; may lie behind the end.
  ///   - seen: Takes the bits of all bytes that were passed, for ``isASCII(_:)``.
  static func end(
    in bytes: UnsafeBufferPointer<UInt8>, from start: Int, seen: inout UInt64
  ) -> Int {
    let raw = UnsafeRawBufferPointer(bytes)
    var index = start
    while index + 8 <= raw.count {
      let word = UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: index, as: UInt64.self))
      let marks = marks(in: word)
      guard marks == 0 else {
        let count = marks.trailingZeroBitCount >> 3
        seen |= word & ((1 << UInt64(8 * count)) - 1)
        return index + count
      }
      seen |= word
      index += 8
    }
    while index < bytes.count {
      let byte = bytes[index]
      if byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { return index }
      seen |= UInt64(byte)
      index += 1
    }
    return index
  }

  /// Whether no byte that was passed is beyond ASCII.
  static func isASCII(_ seen: UInt64) -> Bool { seen & highBits == 0 }

  /// The high bit of each byte that is looked for.
  ///
  /// A borrow may mark a byte too many, but only above one that is marked rightly, so that the lowest
  /// mark is always right.
  private static func marks(in word: UInt64) -> UInt64 {
    let controls = (word &- 0x20 * ones) & ~word
    let quotes = word ^ (0x22 * ones)
    let backslashes = word ^ (0x5c * ones)
    return (controls | ((quotes &- ones) & ~quotes) | ((backslashes &- ones) & ~backslashes))
      & highBits
  }
}
