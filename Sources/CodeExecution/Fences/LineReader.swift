import Glibc

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
