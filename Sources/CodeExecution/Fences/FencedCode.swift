import Glibc

/// Where a block of code may end.
public enum FenceRules: Hashable, Sendable {
  /// At a line that is nothing else.
  case ownLine
  /// Also behind the code of its last line.
  case behindCode
}

/// A fenced block in a model's text.
///
/// The rules are CommonMark's, loosened where models are loose:
/// - A fence is a line of at least three backticks or tildes after any white space. The rest of the
///   line is the info string; behind backticks it holds no backtick, so that code within a line is
///   never a fence.
/// - Where a line *ends* with backticks and a name of Python, it opens a block whatever stands before
///   them: a list's number, or `Code:`.
/// - A block ends at the next line of as many of the same marks, which may stand up to three columns
///   further right than its opening. With a word behind it, such a line ends the block *and* opens
///   the next one: the model forgot to close. Without any ending the block goes on to the end of the
///   text, for answers that were cut.
/// - Code is what lies between, without the last line break, with `\n` for `\r\n`, and with the
///   opening's indentation taken off every line, as far as all of them have it.
///
/// The paper takes what stands between ```` ```python ```` at a line's end and the next ```` ``` ````
/// at a line's start, and runs the first such block (section 2.1 of its facts). A block of that form
/// gives the same code here; the others would be lost there.
///
/// ``FenceRules/behindCode`` also ends a block of backticks where its last line of code does.
public struct FencedCode: Hashable, Sendable {
  /// What the info string says about the language.
  public enum Language: Hashable, Sendable {
    /// Python, by whatever name: `python`, `Python`, `py`, `python3`, `py3`, `python3.12`.
    case python
    /// Nothing.
    case unlabelled
    /// Another language, `bash` and `json` among them.
    case other
  }

  /// The language.
  public var language: Language
  /// The code.
  public var code: String
  /// The block with its fences: UTF-8 offsets in the text, up to the end of the closing line.
  public var range: Range<Int>
  /// What lies between the fences: UTF-8 offsets in the text.
  public var contentRange: Range<Int>
  /// Whether a closing fence followed.
  public var isTerminated: Bool

  /// All fenced blocks of a text, in order.
  ///
  /// Takes time linear in the text.
  public static func blocks(
    in text: String, by rules: FenceRules = .ownLine
  ) -> [FencedCode] {
    var text = text
    return text.withUTF8 { bytes in
      var scanner = FenceScanner(bytes, rules)
      var blocks: [FencedCode] = []
      while let block = scanner.next() { blocks.append(FencedCode(block, in: bytes)) }
      return blocks
    }
  }

  /// The block that is run: the first one labelled as Python; if there is none, the first one
  /// without a label that looks like Python.
  ///
  /// A block of nothing but white space does not count. Looking like Python means a line that starts
  /// an import, a function or a class, a loop, or a call of `print`. Takes time linear in the text
  /// up to the end of the block.
  public static func firstRunnable(
    in text: String, by rules: FenceRules = .ownLine
  ) -> FencedCode? {
    var text = text
    return text.withUTF8 { bytes in
      var scanner = FenceScanner(bytes, rules)
      var candidate: FenceScanner.Block?
      while let block = scanner.next() {
        let content = UnsafeBufferPointer(rebasing: bytes[block.content])
        switch block.language {
        case .python where !PythonLook.isBlank(content): return FencedCode(block, in: bytes)
        case .unlabelled where candidate == nil && PythonLook.isLikely(content): candidate = block
        default: continue
        }
      }
      return candidate.map { FencedCode($0, in: bytes) }
    }
  }

  private init(_ block: FenceScanner.Block, in bytes: UnsafeBufferPointer<UInt8>) {
    language = block.language
    code =
      FencedContent(
        bytes: UnsafeBufferPointer(rebasing: bytes[block.content]), indentation: block.indentation
      ).code
    range = block.range
    contentRange = block.content
    isTerminated = block.isTerminated
  }
}

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

/// Tells whether a block without a label looks like Python.
enum PythonLook {
  /// Whether there is nothing but white space.
  static func isBlank(_ content: UnsafeBufferPointer<UInt8>) -> Bool {
    content.allSatisfy { $0.isBlank || $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }
  }

  /// Whether a line starts an import, a function or a class, a loop, or a call of `print`.
  static func isLikely(_ content: UnsafeBufferPointer<UInt8>) -> Bool {
    var lines = LineReader(content)
    while let line = lines.next() {
      if isTelling(content[line].drop(while: \.isBlank)) { return true }
    }
    return false
  }

  private typealias Line = Slice<UnsafeBufferPointer<UInt8>>

  private static func isTelling(_ line: Line) -> Bool {
    if starts(line, "print(") { return true }
    if starts(line, "import ") { return line.allSatisfy(isImportByte) }
    if starts(line, "from ") { return contains(line, " import ") }
    if starts(line, "def ") || starts(line, "async def ") {
      return line.contains(UInt8(ascii: "(")) && line.contains(UInt8(ascii: ":"))
    }
    if starts(line, "class ") || starts(line, "while ") { return endsWithColon(line) }
    if starts(line, "for ") { return contains(line, " in ") && endsWithColon(line) }
    return false
  }

  /// What `import a.b as c, d` is made of; other languages quote or end their imports.
  private static func isImportByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: ","),
      UInt8(ascii: "_"), UInt8(ascii: " "):
      true
    default: false
    }
  }

  private static func endsWithColon(_ line: Line) -> Bool {
    line.last { !$0.isBlank } == UInt8(ascii: ":")
  }

  private static func starts(_ line: Line, _ word: StaticString) -> Bool {
    line.starts(with: UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount))
  }

  private static func contains(_ line: Line, _ word: StaticString) -> Bool {
    var rest = line
    while let space = rest.firstIndex(of: UInt8(ascii: " ")) {
      if starts(rest[space...], word) { return true }
      rest = rest[(space + 1)...]
    }
    return false
  }
}
