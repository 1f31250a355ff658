public import Basics

/// A text in which an answer is looked for, as UTF-8 bytes.
public struct AnswerText: Hashable, Sendable {
  /// The bytes; they need not be valid UTF-8.
  public let bytes: [UInt8]
  /// Which parts of it are thoughts, in which no answer is looked for.
  public let thoughts: ThoughtRule

  /// Creates a text from bytes.
  public init(_ bytes: [UInt8], thoughts: ThoughtRule = .standard) {
    self.bytes = bytes
    self.thoughts = thoughts
  }

  /// Creates a text from a string.
  public init(_ string: String, thoughts: ThoughtRule = .standard) {
    self.init(Array(string.utf8), thoughts: thoughts)
  }

  /// The string of a range of bytes; invalid UTF-8 becomes U+FFFD.
  public func string(_ range: Range<Int>) -> String {
    String(decoding: bytes[range], as: UTF8.self)
  }

  /// The range without white space at its ends.
  public func trimmed(_ range: Range<Int>) -> Range<Int> {
    var range = range
    while let first = range.first, ASCII.isSpace(bytes[first]) { range.removeFirst() }
    while let last = range.last, ASCII.isSpace(bytes[last]) { range.removeLast() }
    return range
  }

  /// The lines of a range that are not blank, trimmed, in order.
  public func lines(in range: Range<Int>) -> [Range<Int>] {
    var lines: [Range<Int>] = []
    var start = range.lowerBound
    for index in range where bytes[index] == UInt8(ascii: "\n") {
      appendLine(start..<index, to: &lines)
      start = index + 1
    }
    appendLine(start..<range.upperBound, to: &lines)
    return lines
  }

  /// The last line of the text that is not blank, trimmed.
  public var lastLine: Range<Int>? {
    let content = trimmed(bytes.indices)
    guard !content.isEmpty else { return nil }
    let start = bytes[content].lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 }
    return trimmed((start ?? content.lowerBound)..<content.upperBound)
  }

  /// The last line that is not blank inside a code fence that closes at the end of the text, trimmed.
  public var lastFencedLine: Range<Int>? {
    guard let fence = lastLine, isFence(fence) else { return nil }
    let content = trimmed(0..<fence.lowerBound)
    guard !content.isEmpty else { return nil }
    let start = bytes[content].lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 }
    let line = trimmed((start ?? content.lowerBound)..<content.upperBound)
    return line.count >= 3 && isFenceStart(line.lowerBound) ? nil : line
  }

  /// Whether a line is nothing but a fence's three or more backticks or tildes.
  private func isFence(_ line: Range<Int>) -> Bool {
    line.count >= 3 && isFenceStart(line.lowerBound)
      && bytes[line].allSatisfy { $0 == bytes[line.lowerBound] }
  }

  private func isFenceStart(_ index: Int) -> Bool {
    let mark = bytes[index]
    return (mark == UInt8(ascii: "`") || mark == UInt8(ascii: "~"))
      && bytes[index...].prefix(3).count { $0 == mark } == 3
  }

  private func appendLine(_ line: Range<Int>, to lines: inout [Range<Int>]) {
    let line = trimmed(line)
    if !line.isEmpty { lines.append(line) }
  }
}

extension Range where Bound == Int {
  /// Moves the start by one; the range must not be empty.
  fileprivate mutating func removeFirst() { self = (lowerBound + 1)..<upperBound }

  /// Moves the end by one; the range must not be empty.
  fileprivate mutating func removeLast() { self = lowerBound..<(upperBound - 1) }
}

/// Questions about single bytes.
enum ASCII {
  /// Space, tab, line feed, vertical tab, form feed or carriage return.
  static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || (byte >= 0x09 && byte <= 0x0d)
  }

  /// 0 to 9.
  static func isDigit(_ byte: UInt8) -> Bool {
    byte &- UInt8(ascii: "0") <= 9
  }

  /// A to Z or a to z.
  static func isLetter(_ byte: UInt8) -> Bool {
    (byte | 0x20) &- UInt8(ascii: "a") <= 25
  }

  /// The byte with A to Z made lower case.
  static func lowercased(_ byte: UInt8) -> UInt8 {
    byte &- UInt8(ascii: "A") <= 25 ? byte | 0x20 : byte
  }

  /// The string of a range of bytes with A to Z made lower case; invalid UTF-8 becomes U+FFFD.
  static func lowercased(_ bytes: [UInt8], _ range: Range<Int>) -> String {
    String(unsafeUninitializedCapacity: range.count) { text in
      for (offset, place) in range.enumerated() { text[offset] = lowercased(bytes[place]) }
      return range.count
    }
  }
}

/// A set of bytes of ASCII, asked for at every byte of every answer.
struct ByteSet: Sendable {
  private let low: UInt64
  private let high: UInt64

  /// The bytes of a text; those that are none of ASCII are in no set.
  init(_ text: StaticString) {
    var bits: (UInt64, UInt64) = (0, 0)
    text.withUTF8Buffer { bytes in
      for byte in bytes where byte < 0x40 { bits.0 |= 1 << UInt64(byte) }
      for byte in bytes where byte >= 0x40 && byte < 0x80 { bits.1 |= 1 << UInt64(byte & 0x3f) }
    }
    (low, high) = bits
  }

  /// Whether a byte is one of them.
  func contains(_ byte: UInt8) -> Bool {
    byte < 0x80 && (byte < 0x40 ? low : high) >> UInt64(byte & 0x3f) & 1 == 1
  }
}
