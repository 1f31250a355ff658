import Glibc

/// What lies between two fences, on its way to becoming code.
struct FencedContent {
  var bytes: UnsafeBufferPointer<UInt8>
  /// White space before the opening fence, which the lines of the block share as a rule.
  var indentation: Int

  /// The code: line breaks as `\n`, and the shared indentation taken off.
  var code: String {
    guard let base = bytes.baseAddress, !bytes.isEmpty else { return "" }
    let hasCarriageReturns = memchr(base, Int32(UInt8(ascii: "\r")), bytes.count) != nil
    let surplus = indentation == 0 ? 0 : sharedIndentation
    guard hasCarriageReturns || surplus > 0 else { return String(decoding: bytes, as: UTF8.self) }
    return String(decoding: rewritten(without: surplus), as: UTF8.self)
  }

  /// The white space that every line with something on it starts with, at most the fence's own.
  ///
  /// Taking off more than all lines have would change how they stand to each other.
  private var sharedIndentation: Int {
    var shared = indentation
    var lines = LineReader(bytes)
    while shared > 0, let line = lines.next() {
      let blanks = leadingBlanks(of: line, atMost: shared)
      if blanks < line.count { shared = min(shared, blanks) }
    }
    return shared
  }

  private func rewritten(without surplus: Int) -> [UInt8] {
    var output: [UInt8] = []
    output.reserveCapacity(bytes.count)
    var lines = LineReader(bytes)
    while let line = lines.next() {
      let blanks = leadingBlanks(of: line, atMost: surplus)
      let kept = (line.lowerBound + blanks)..<line.upperBound
      output.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[kept]))
      if lines.hasLineBreak { output.append(UInt8(ascii: "\n")) }
    }
    return output
  }

  private func leadingBlanks(of line: Range<Int>, atMost bound: Int) -> Int {
    let end = line.lowerBound + min(bound, line.count)
    var index = line.lowerBound
    while index < end, bytes[index].isBlank { index += 1 }
    return index - line.lowerBound
  }
}
