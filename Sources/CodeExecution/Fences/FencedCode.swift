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
  public static func blocks(in text: String) -> [FencedCode] {
    var text = text
    return text.withUTF8 { bytes in
      var scanner = FenceScanner(bytes)
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
  public static func firstRunnable(in text: String) -> FencedCode? {
    var text = text
    return text.withUTF8 { bytes in
      var scanner = FenceScanner(bytes)
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
