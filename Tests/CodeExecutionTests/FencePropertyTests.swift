import CodeExecution
import TestSupport
import Testing

@Suite("Fenced code, whatever comes")
struct FencePropertyTests {
  private static let lines = [
    "Some prose.", "", "   ", "print('x')", "- a list", "`inline` code", "``two``", "$$x^2$$",
    "> quoted", "é𝄞", "def f():", "    return 1", "\tx", "~tilde~", "1. one", "| a | b |",
  ]
  private static let marks = [
    "```", "~~~", "````", "```python", "~~~py", "```json", "  ```", "      ```", "```a b", "```x`",
    "1. ```python", "```python x=1",
  ]

  private func text(
    of pool: [String], count: Int, using generator: inout SeededNumbers
  ) -> String {
    var text = ""
    for _ in 0..<count {
      text += pool.randomElement(using: &generator) ?? ""
      text += Bool.random(using: &generator) ? "\n" : "\r\n"
    }
    return text
  }

  @Test("Text around a block never changes it")
  func surroundings() {
    var generator = SeededNumbers(1)
    for _ in 0..<500 {
      let count = Int.random(in: 1...6, using: &generator)
      let content = text(of: Self.lines, count: count, using: &generator) + "pass"
      let alone = FencedCode.firstRunnable(in: "```python\n\(content)\n```")
      let before = text(of: Self.lines, count: count, using: &generator)
      let after = text(of: Self.lines, count: count, using: &generator)
      let inside = FencedCode.firstRunnable(in: "\(before)```python\n\(content)\n```\n\(after)")
      #expect(alone?.code != nil)
      #expect(inside?.code == alone?.code)
      #expect(inside?.range.lowerBound == before.utf8.count)
    }
  }

  @Test("Blocks never overlap, hold their content, and start in order")
  func order() {
    var generator = SeededNumbers(2)
    for _ in 0..<2000 {
      let count = Int.random(in: 0...12, using: &generator)
      let text = text(of: Self.lines + Self.marks, count: count, using: &generator)
      var end = 0
      for block in FencedCode.blocks(in: text) {
        #expect(block.range.lowerBound >= end)
        #expect(block.range.upperBound <= text.utf8.count)
        #expect(block.range.lowerBound < block.contentRange.lowerBound)
        #expect(block.contentRange.upperBound <= block.range.upperBound)
        #expect(!block.code.utf8.contains([UInt8(ascii: "\r"), UInt8(ascii: "\n")]))
        end = block.range.upperBound
      }
    }
  }

  @Test("The first runnable block is one of the blocks")
  func firstIsOne() {
    var generator = SeededNumbers(3)
    for _ in 0..<2000 {
      let count = Int.random(in: 0...12, using: &generator)
      let text = text(of: Self.lines + Self.marks, count: count, using: &generator)
      let blocks = FencedCode.blocks(in: text)
      guard let first = FencedCode.firstRunnable(in: text) else {
        let hasCode = blocks.contains {
          $0.language == .python && $0.code.contains { !$0.isWhitespace }
        }
        #expect(!hasCode)
        continue
      }
      #expect(blocks.contains(first))
      #expect(first.language != .other)
    }
  }

  @Test("Megabytes of fences and of backticks take time in proportion", .timeLimit(.minutes(5)))
  func linear() {
    let hostile = [
      String(repeating: "`", count: 2_000_000),
      String(repeating: "```\n", count: 200_000),
      String(repeating: "```python\n", count: 200_000),
      String(repeating: " ", count: 2_000_000),
      "```python\n" + String(repeating: "x = 1\n", count: 100_000),
      "          ```python\n" + String(repeating: "            y\r\n", count: 100_000),
      String(repeating: "~~~python\n```\n", count: 100_000),
    ]
    let clock = ContinuousClock()
    for text in hostile {
      let elapsed = clock.measure { _ = FencedCode.firstRunnable(in: text) }
      // A build that is not optimized takes about a second; quadratic time would take hours.
      #expect(elapsed < .seconds(15), "\(text.prefix(20))")
    }
  }
}
