import Glibc

/// Finds fenced blocks, one at a time, in one pass over the bytes.
struct FenceScanner {
  /// A block as it lies in the text; nothing is copied.
  struct Block {
    var language: FencedCode.Language
    var indentation: Int
    var range: Range<Int>
    var content: Range<Int>
    var isTerminated: Bool
  }

  private let bytes: UnsafeBufferPointer<UInt8>
  private let rules: FenceRules
  private var lines: LineReader
  /// A fence that ended the block before and opens the next.
  private var pending: Fence?

  init(_ bytes: UnsafeBufferPointer<UInt8>, _ rules: FenceRules) {
    self.bytes = bytes
    self.rules = rules
    lines = LineReader(bytes)
  }

  /// The next block; `nil` at the end of the text.
  mutating func next() -> Block? {
    guard let opening = takeOpening() else { return nil }
    let contentStart = lines.offset
    while let line = lines.next() {
      guard let fence = Fence(in: bytes, line: line), fence.ends(opening) else {
        guard rules == .behindCode, let end = opening.closing(behindCodeOn: line, in: bytes) else {
          continue
        }
        return block(
          opening, content: contentStart..<end, end: line.upperBound, isTerminated: true)
      }
      let isClosing = fence.info.isEmpty
      if fence.infoIsOneWord { pending = fence }
      return block(
        opening, content: contentStart..<line.lowerBound,
        end: isClosing ? line.upperBound : line.lowerBound, isTerminated: isClosing)
    }
    return block(
      opening, content: contentStart..<bytes.count, end: bytes.count, isTerminated: false)
  }

  private mutating func takeOpening() -> Fence? {
    if let fence = pending {
      pending = nil
      return fence
    }
    while let line = lines.next() {
      if let fence = Fence(in: bytes, line: line) ?? Fence(in: bytes, atEndOf: line) {
        return fence
      }
    }
    return nil
  }

  private func block(
    _ opening: Fence, content: Range<Int>, end: Int, isTerminated: Bool
  ) -> Block {
    Block(
      language: InfoString.language(UnsafeBufferPointer(rebasing: bytes[opening.info])),
      indentation: opening.indentation,
      range: opening.start..<end,
      content: content.lowerBound..<withoutLastLineBreak(content),
      isTerminated: isTerminated)
  }

  /// The end of a range without the line break before it.
  private func withoutLastLineBreak(_ range: Range<Int>) -> Int {
    var end = range.upperBound
    if end > range.lowerBound, bytes[end - 1] == UInt8(ascii: "\n") { end -= 1 }
    if end < range.upperBound, end > range.lowerBound, bytes[end - 1] == UInt8(ascii: "\r") {
      end -= 1
    }
    return end
  }
}

/// A line that may open or end a block.
private struct Fence {
  var start: Int
  /// Bytes before the marks on their line.
  var indentation: Int
  var mark: UInt8
  var count: Int
  /// The rest of the line without white space around it.
  var info: Range<Int>
  /// Whether the rest is a word of its own, such as a language; prose behind a closing fence is not.
  var infoIsOneWord: Bool

  /// The fence on a line, if there is one.
  init?(in bytes: UnsafeBufferPointer<UInt8>, line: Range<Int>) {
    var index = line.lowerBound
    while index < line.upperBound, bytes[index].isBlank { index += 1 }
    guard index < line.upperBound else { return nil }
    let mark = bytes[index]
    guard mark == UInt8(ascii: "`") || mark == UInt8(ascii: "~") else { return nil }
    let markStart = index
    while index < line.upperBound, bytes[index] == mark { index += 1 }
    guard index - markStart >= 3 else { return nil }

    var end = line.upperBound
    let count = index - markStart
    while index < end, bytes[index].isBlank { index += 1 }
    while end > index, bytes[end - 1].isBlank { end -= 1 }
    let info = bytes[index..<end]
    if mark == UInt8(ascii: "`"), info.contains(mark) { return nil }

    start = line.lowerBound
    indentation = markStart - line.lowerBound
    self.mark = mark
    self.count = count
    self.info = index..<end
    infoIsOneWord = !info.isEmpty && !info.contains(where: \.isBlank)
  }

  /// The opening behind other text on a line: backticks and a name of Python, and nothing more.
  init?(in bytes: UnsafeBufferPointer<UInt8>, atEndOf line: Range<Int>) {
    var end = line.upperBound
    while end > line.lowerBound, bytes[end - 1].isBlank { end -= 1 }
    var markEnd = end
    let longest = max(line.lowerBound, end - InfoString.longestPythonName)
    while markEnd > longest, InfoString.isWordByte(bytes[markEnd - 1]) { markEnd -= 1 }
    var markStart = markEnd
    while markStart > line.lowerBound, bytes[markStart - 1] == UInt8(ascii: "`") { markStart -= 1 }
    guard markEnd - markStart >= 3,
      InfoString.language(UnsafeBufferPointer(rebasing: bytes[markEnd..<end])) == .python
    else { return nil }

    start = markStart
    indentation = markStart - line.lowerBound
    mark = UInt8(ascii: "`")
    count = markEnd - markStart
    info = markEnd..<end
    infoIsOneWord = true
  }

  /// Where the code of a line ends that closes this block behind it, as in `print(1)` and three
  /// backticks; `nil` where the line does not.
  func closing(behindCodeOn line: Range<Int>, in bytes: UnsafeBufferPointer<UInt8>) -> Int? {
    var end = line.upperBound
    while end > line.lowerBound, bytes[end - 1].isBlank { end -= 1 }
    var start = end
    while start > line.lowerBound, bytes[start - 1] == mark { start -= 1 }
    guard mark == UInt8(ascii: "`"), end - start >= count,
      bytes[line.lowerBound..<start].contains(where: { !$0.isBlank })
    else { return nil }
    return start
  }

  /// Whether this line ends a block that another one opened.
  func ends(_ opening: Fence) -> Bool {
    mark == opening.mark && count >= opening.count && indentation <= opening.indentation + 3
  }
}

extension UInt8 {
  /// Whether this is a space or a tab.
  var isBlank: Bool { self == UInt8(ascii: " ") || self == UInt8(ascii: "\t") }
}

/// Reads the language out of a fence's info string.
enum InfoString {
  /// The language that the first word names: `python title="a.py"`, `{.python}` and `py` alike.
  static func language(_ info: UnsafeBufferPointer<UInt8>) -> FencedCode.Language {
    guard !info.isEmpty else { return .unlabelled }
    let word = firstWord(info)
    let isPython =
      names.contains { equals(word, $0) }
      || (word.count > version.utf8CodeUnitCount
        && equals(UnsafeBufferPointer(rebasing: word[..<version.utf8CodeUnitCount]), version))
    return isPython ? .python : .other
  }

  /// More than any name of Python has, as in `python3.12`.
  static let longestPythonName = 16

  private static let names: [StaticString] = ["python", "py", "python3", "py3"]
  /// What a full version starts with, as in `python3.12`.
  private static let version: StaticString = "python3."

  /// Letters, digits and what names of languages hold, after a `{` or a dot as Pandoc writes them.
  private static func firstWord(_ info: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
    var start = 0
    while start < info.count,
      info[start] == UInt8(ascii: "{") || info[start] == UInt8(ascii: ".") || info[start].isBlank
    { start += 1 }
    var end = start
    while end < info.count, isWordByte(info[end]) { end += 1 }
    return UnsafeBufferPointer(rebasing: info[start..<end])
  }

  static func isWordByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"),
      UInt8(ascii: "_"), UInt8(ascii: "+"), UInt8(ascii: "#"):
      true
    default: false
    }
  }

  /// Whether a word is a lower-case name, in whatever case it is written.
  private static func equals(_ word: UnsafeBufferPointer<UInt8>, _ name: StaticString) -> Bool {
    guard word.count == name.utf8CodeUnitCount else { return false }
    for (index, byte) in word.enumerated() {
      let isUpper = byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z")
      guard (isUpper ? byte | 0x20 : byte) == name.utf8Start[index] else { return false }
    }
    return true
  }
}

/// Walks over the lines of some bytes, without their line breaks: `\n` or `\r\n`.
///
/// A `\r` at the very end counts as half of a line break that was cut.
struct LineReader {
  private let bytes: UnsafeBufferPointer<UInt8>
  /// Where the next line starts.
  private(set) var offset: Int
  /// Whether the last line that was read ended with a line break.
  private(set) var hasLineBreak = false

  init(_ bytes: UnsafeBufferPointer<UInt8>) {
    self.bytes = bytes
    offset = 0
  }

  /// The next line; `nil` at the end.
  mutating func next() -> Range<Int>? {
    guard offset < bytes.count, let base = bytes.baseAddress else { return nil }
    let start = offset
    var end = bytes.count
    offset = end
    hasLineBreak = false
    if let found = memchr(base + start, Int32(UInt8(ascii: "\n")), end - start) {
      end = UnsafePointer(found.assumingMemoryBound(to: UInt8.self)) - base
      offset = end + 1
      hasLineBreak = true
    }
    let hasCarriageReturn = end > start && bytes[end - 1] == UInt8(ascii: "\r")
    return start..<(hasCarriageReturn ? end - 1 : end)
  }
}
