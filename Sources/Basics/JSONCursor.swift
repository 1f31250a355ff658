/// A reader that walks over JSON text in place, without building values that nobody asked for.
///
/// The cursor checks the grammar of everything that it passes, skipped values included. It does not
/// own the bytes: they must outlive it.
public struct JSONCursor {
  /// What the cursor accepts beyond or below the letter of RFC 8259.
  public struct Options: Hashable, Sendable {
    /// The deepest nesting of arrays and objects.
    public var maximumDepth: Int
    /// Whether half a surrogate pair and invalid UTF-8 become U+FFFD instead of an error.
    public var repairsStrings: Bool

    /// Our own files: nothing is repaired.
    public static let strict = Options(maximumDepth: 64, repairsStrings: false)
    /// Text from other programs, which may cut a string inside a character.
    public static let tolerant = Options(maximumDepth: 64, repairsStrings: true)

    /// Creates options.
    public init(maximumDepth: Int, repairsStrings: Bool) {
      self.maximumDepth = maximumDepth
      self.repairsStrings = repairsStrings
    }
  }

  /// The type of the value that comes next.
  public enum Kind: Hashable, Sendable {
    case null
    case bool
    case number
    case string
    case array
    case object
  }

  let bytes: UnsafeBufferPointer<UInt8>
  let options: Options
  /// Bytes from the start to the next one to read.
  public internal(set) var offset = 0
  private var depth = 0

  /// Creates a cursor at the start of some bytes, which must outlive it.
  public init(_ bytes: UnsafeBufferPointer<UInt8>, options: Options = .strict) {
    self.bytes = bytes
    self.options = options
  }
}

// MARK: - Structure

extension JSONCursor {
  /// The type of the next value.
  public mutating func peek() throws(JSONError) -> Kind {
    switch try nextByte() {
    case UInt8(ascii: "{"): return .object
    case UInt8(ascii: "["): return .array
    case UInt8(ascii: "\""): return .string
    case UInt8(ascii: "t"), UInt8(ascii: "f"): return .bool
    case UInt8(ascii: "n"): return .null
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number
    default: throw JSONError(.unexpectedByte, at: offset)
    }
  }

  /// Enters an object; call ``nextName(first:)`` until it gives `nil`.
  public mutating func enterObject() throws(JSONError) {
    try enter(UInt8(ascii: "{"))
  }

  /// Enters an array; call ``nextElement(first:)`` until it gives `false`.
  public mutating func enterArray() throws(JSONError) {
    try enter(UInt8(ascii: "["))
  }

  /// The name of the next member, with the cursor left at its value; `nil` once the object ended.
  ///
  /// - Parameter first: Whether no member has been read yet; set to `false` by the call.
  public mutating func nextName(first: inout Bool) throws(JSONError) -> String? {
    guard try advance(to: UInt8(ascii: "}"), first: &first) else { return nil }
    let name = try readString()
    guard try nextByte() == UInt8(ascii: ":") else { throw JSONError(.unexpectedByte, at: offset) }
    offset += 1
    return name
  }

  /// The name of the next member as it lies in the text, which costs less than ``nextName(first:)``.
  ///
  /// - Parameter first: Whether no member has been read yet; set to `false` by the call.
  public mutating func nextPlainName(first: inout Bool) throws(JSONError) -> JSONName? {
    guard try advance(to: UInt8(ascii: "}"), first: &first) else { return nil }
    let start = offset
    let content = try scanString()
    let name: JSONName
    if content.hasEscapes || !content.isASCII {
      offset = start
      name = JSONName(decoded: try readString())
    } else {
      name = JSONName(plain: UnsafeBufferPointer(rebasing: bytes[content.range]))
    }
    guard try nextByte() == UInt8(ascii: ":") else { throw JSONError(.unexpectedByte, at: offset) }
    offset += 1
    return name
  }

  /// Whether another element follows, with the cursor left at it; `false` once the array ended.
  ///
  /// - Parameter first: Whether no element has been read yet; set to `false` by the call.
  public mutating func nextElement(first: inout Bool) throws(JSONError) -> Bool {
    try advance(to: UInt8(ascii: "]"), first: &first)
  }

  /// Passes the next value, checking its grammar, and gives the range of its bytes.
  @discardableResult
  public mutating func skipValue() throws(JSONError) -> Range<Int> {
    let kind = try peek()
    let start = offset
    switch kind {
    case .object:
      try enterObject()
      var first = true
      while try advance(to: UInt8(ascii: "}"), first: &first) {
        try skipString()
        guard try nextByte() == UInt8(ascii: ":") else {
          throw JSONError(.unexpectedByte, at: offset)
        }
        offset += 1
        try skipValue()
      }
    case .array:
      try enterArray()
      var first = true
      while try nextElement(first: &first) { try skipValue() }
    case .string: try skipString()
    case .number: _ = try scanNumber()
    case .bool: _ = try readBool()
    case .null: try readNull()
    }
    return start..<offset
  }

  /// Throws unless only white space is left.
  public mutating func finish() throws(JSONError) {
    skipWhitespace()
    guard offset == bytes.count else { throw JSONError(.trailingBytes, at: offset) }
  }

  private mutating func enter(_ opening: UInt8) throws(JSONError) {
    guard try nextByte() == opening else { throw JSONError(.unexpectedType, at: offset) }
    guard depth < options.maximumDepth else { throw JSONError(.tooDeep, at: offset) }
    depth += 1
    offset += 1
  }

  private mutating func advance(to closing: UInt8, first: inout Bool) throws(JSONError) -> Bool {
    let byte = try nextByte()
    if byte == closing {
      offset += 1
      depth -= 1
      return false
    }
    if first {
      first = false
      return true
    }
    guard byte == UInt8(ascii: ",") else { throw JSONError(.unexpectedByte, at: offset) }
    offset += 1
    guard try nextByte() != closing else { throw JSONError(.unexpectedByte, at: offset) }
    return true
  }

  private mutating func skipWhitespace() {
    while offset < bytes.count {
      switch bytes[offset] {
      case 0x20, 0x0a, 0x0d, 0x09: offset += 1
      default: return
      }
    }
  }

  /// The next byte that is not white space, not yet passed.
  mutating func nextByte() throws(JSONError) -> UInt8 {
    skipWhitespace()
    guard offset < bytes.count else { throw JSONError(.truncated, at: offset) }
    return bytes[offset]
  }
}

/// The name of an object's member as it lies in the text, to be compared with literals in a `switch`.
///
/// Most names are only compared: making a string of each costs more than reading most values. It is
/// valid as long as the bytes of the cursor that gave it.
public struct JSONName {
  private let bytes: UnsafeBufferPointer<UInt8>
  /// The name where it was written with escapes or beyond ASCII.
  private let decoded: String?

  init(plain bytes: UnsafeBufferPointer<UInt8>) {
    self.bytes = bytes
    decoded = nil
  }

  init(decoded: String) {
    bytes = UnsafeBufferPointer(start: nil, count: 0)
    self.decoded = decoded
  }

  /// Whether a name is a literal, byte for byte.
  public static func ~= (literal: StaticString, name: JSONName) -> Bool {
    let literal = UnsafeBufferPointer(
      start: literal.utf8Start, count: literal.utf8CodeUnitCount)
    if let decoded = name.decoded { return decoded.utf8.elementsEqual(literal) }
    guard name.bytes.count == literal.count else { return false }
    for index in 0..<literal.count where name.bytes[index] != literal[index] { return false }
    return true
  }
}

// MARK: - Numbers, words and whole strings

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
