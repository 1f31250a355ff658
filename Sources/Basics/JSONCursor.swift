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
