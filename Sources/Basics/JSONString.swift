// A string of JSON text: finding its end, and what it stands for.

extension JSONCursor {
  /// A string as it lies in the text, between its quotation marks.
  struct StringContent {
    var range: Range<Int>
    var hasEscapes: Bool
    var isASCII: Bool
  }

  /// Passes a string and says what is in it.
  mutating func scanString() throws(JSONError) -> StringContent {
    guard try nextByte() == UInt8(ascii: "\"") else { throw JSONError(.unexpectedType, at: offset) }
    let start = offset + 1
    var index = start
    var hasEscapes = false
    var seen: UInt64 = 0
    while true {
      index = PlainText.end(in: bytes, from: index, seen: &seen)
      guard index < bytes.count else { throw JSONError(.truncated, at: bytes.count) }
      switch bytes[index] {
      case UInt8(ascii: "\""):
        offset = index + 1
        return StringContent(
          range: start..<index, hasEscapes: hasEscapes, isASCII: PlainText.isASCII(seen))
      case UInt8(ascii: "\\"):
        hasEscapes = true
        index += 2
      default: throw JSONError(.unexpectedByte, at: index)
      }
    }
  }

  func unescape(
    _ inner: UnsafeBufferPointer<UInt8>, at start: Int
  ) throws(JSONError) -> String {
    // No escape is shorter than what it stands for, so that the inside's own size is enough.
    var failure: JSONError?
    let text = String(unsafeUninitializedCapacity: inner.count) { output in
      do throws(JSONError) {
        let count = try unescape(inner, at: start, into: output)
        let bytes = UnsafeBufferPointer(rebasing: output[..<count])
        if !options.repairsStrings, String(validating: bytes, as: UTF8.self) == nil {
          throw JSONError(.invalidString, at: start)
        }
        return count
      } catch {
        failure = error
        return 0
      }
    }
    if let failure { throw failure }
    return text
  }

  /// Writes the bytes that a string stands for, and gives their number.
  private func unescape(
    _ inner: UnsafeBufferPointer<UInt8>, at start: Int,
    into output: UnsafeMutableBufferPointer<UInt8>
  ) throws(JSONError) -> Int {
    var seen: UInt64 = 0
    var count = 0
    var index = 0
    while true {
      let end = PlainText.end(in: inner, from: index, seen: &seen)
      count = output[count...].update(fromContentsOf: inner[index..<end])
      // A quotation mark stands only behind a backslash, and is passed with it.
      guard end < inner.count else { return count }
      let escape = inner[end + 1]
      if escape == UInt8(ascii: "u") {
        let (scalar, next) = try unicodeEscape(inner, at: end, start: start)
        for byte in scalar.utf8 {
          output[count] = byte
          count += 1
        }
        index = next
      } else {
        guard let byte = Self.simpleEscape(escape) else {
          throw JSONError(.unexpectedByte, at: start + end + 1)
        }
        output[count] = byte
        count += 1
        index = end + 2
      }
    }
  }

  private static func simpleEscape(_ escape: UInt8) -> UInt8? {
    switch escape {
    case UInt8(ascii: "n"): 0x0a
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): escape
    case UInt8(ascii: "t"): 0x09
    case UInt8(ascii: "r"): 0x0d
    case UInt8(ascii: "b"): 0x08
    case UInt8(ascii: "f"): 0x0c
    default: nil
    }
  }

  /// The scalar that starts with the escape at `index`, and the index after it.
  private func unicodeEscape(
    _ inner: UnsafeBufferPointer<UInt8>, at index: Int, start: Int
  ) throws(JSONError) -> (Unicode.Scalar, next: Int) {
    guard let first = Self.codeUnit(inner, at: index) else {
      throw JSONError(.unexpectedByte, at: start + index)
    }
    var scalar = UInt32(first)
    var end = index + 6
    if UTF16.isLeadSurrogate(first), let second = Self.codeUnit(inner, at: end),
      UTF16.isTrailSurrogate(second)
    {
      scalar = 0x10000 + (UInt32(first) - 0xd800) << 10 + (UInt32(second) - 0xdc00)
      end += 6
    }
    if let valid = Unicode.Scalar(scalar) { return (valid, end) }
    guard options.repairsStrings else { throw JSONError(.invalidString, at: start + index) }
    return ("\u{fffd}", end)
  }

  /// The UTF-16 code unit of a `\uXXXX` at `index`, if there is one.
  private static func codeUnit(_ inner: UnsafeBufferPointer<UInt8>, at index: Int) -> UInt16? {
    guard index + 6 <= inner.count, inner[index] == UInt8(ascii: "\\"),
      inner[index + 1] == UInt8(ascii: "u")
    else { return nil }
    var unit: UInt16 = 0
    for digit in inner[(index + 2)..<(index + 6)] {
      let lowered = digit >= UInt8(ascii: "A") && digit <= UInt8(ascii: "F") ? digit | 0x20 : digit
      guard let value = Hexadecimal.value(of: lowered) else { return nil }
      unit = unit << 4 | UInt16(value)
    }
    return unit
  }
}

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
