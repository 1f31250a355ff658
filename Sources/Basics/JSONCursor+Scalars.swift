// Numbers, words and whole strings.

extension JSONCursor {
  /// Reads null.
  public mutating func readNull() throws(JSONError) {
    try readWord("null")
  }

  /// Reads a Boolean.
  public mutating func readBool() throws(JSONError) -> Bool {
    guard try peek() == .bool else { throw JSONError(.unexpectedType, at: offset) }
    if bytes[offset] == UInt8(ascii: "t") {
      try readWord("true")
      return true
    }
    try readWord("false")
    return false
  }

  /// Reads a number without a fraction within ±2^53.
  public mutating func readInteger() throws(JSONError) -> Int {
    let start = offset
    guard let integer = try readNumber().integer else {
      throw JSONError(.unexpectedType, at: start)
    }
    return integer
  }

  /// Reads a number: `integer` where its lexeme is a whole number within ±2^53, else `double`.
  public mutating func readNumber() throws(JSONError) -> JSONValue {
    guard try peek() == .number else { throw JSONError(.unexpectedType, at: offset) }
    let start = offset
    let isWhole = try scanNumber()
    if isWhole, offset - start <= 17 {
      var magnitude: Int64 = 0
      let isNegative = bytes[start] == UInt8(ascii: "-")
      for byte in bytes[(isNegative ? start + 1 : start)..<offset] {
        magnitude = magnitude * 10 + Int64(byte - UInt8(ascii: "0"))
      }
      let isNegativeZero = isNegative && magnitude == 0
      if magnitude <= JSONValue.exactIntegerLimit, !isNegativeZero {
        return .integer(isNegative ? -magnitude : magnitude)
      }
    }
    let lexeme = String(
      decoding: UnsafeBufferPointer(rebasing: bytes[start..<offset]), as: UTF8.self)
    guard let double = Double(lexeme), double.isFinite else {
      throw JSONError(.invalidNumber, at: start)
    }
    return .double(double)
  }

  /// Reads a string.
  public mutating func readString() throws(JSONError) -> String {
    let start = offset
    let content = try scanString()
    let inner = UnsafeBufferPointer(rebasing: bytes[content.range])
    if content.hasEscapes { return try unescape(inner, at: content.range.lowerBound) }
    if content.isASCII || options.repairsStrings { return String(decoding: inner, as: UTF8.self) }
    guard let text = String(validating: inner, as: UTF8.self) else {
      throw JSONError(.invalidString, at: start)
    }
    return text
  }

  mutating func skipString() throws(JSONError) {
    let start = offset
    let content = try scanString()
    // Escapes are grammar and are checked always; what is repaired needs no check.
    guard content.hasEscapes || !(content.isASCII || options.repairsStrings) else { return }
    offset = start
    _ = try readString()
  }

  private mutating func readWord(_ word: StaticString) throws(JSONError) {
    _ = try nextByte()
    let end = offset + word.utf8CodeUnitCount
    guard end <= bytes.count else { throw JSONError(.truncated, at: offset) }
    for index in 0..<word.utf8CodeUnitCount where bytes[offset + index] != word.utf8Start[index] {
      throw JSONError(.unexpectedType, at: offset + index)
    }
    offset = end
  }

  /// Passes a number; `true` if it has neither fraction nor exponent.
  mutating func scanNumber() throws(JSONError) -> Bool {
    var isWhole = true
    if bytes[offset] == UInt8(ascii: "-") { offset += 1 }
    if offset < bytes.count, bytes[offset] == UInt8(ascii: "0") {
      offset += 1
    } else {
      try scanDigits()
    }
    if offset < bytes.count, bytes[offset] == UInt8(ascii: ".") {
      isWhole = false
      offset += 1
      try scanDigits()
    }
    if offset < bytes.count, bytes[offset] | 0x20 == UInt8(ascii: "e") {
      isWhole = false
      offset += 1
      if offset < bytes.count,
        bytes[offset] == UInt8(ascii: "+") || bytes[offset] == UInt8(ascii: "-")
      {
        offset += 1
      }
      try scanDigits()
    }
    return isWhole
  }

  private mutating func scanDigits() throws(JSONError) {
    let start = offset
    while offset < bytes.count, bytes[offset] &- UInt8(ascii: "0") <= 9 { offset += 1 }
    guard offset > start else {
      throw JSONError(offset < bytes.count ? .unexpectedByte : .truncated, at: offset)
    }
  }
}
