import BenchTestSupport
import CodeExecution
import TestSupport
import Testing

@testable import Methods

@Suite("Feedback on a run")
struct FeedbackTests {
  private func text(_ outcome: ExecutionOutcome, limit: Int = 4_000) -> String {
    Feedback.text(of: outcome, limit: limit)
  }

  @Test(
    "says how a run ended unless it ended well",
    arguments: [
      (ExecutionEnd.exited(0), "output: x"), (.exited(3), "output: x\nexit status: 3"),
      (.signaled(11), "output: x\nkilled by signal 11"),
      (.limit(.wall), "output: x\nkilled: the time limit was reached"),
      (.limit(.cpu), "output: x\nkilled: the processor time limit was reached"),
    ])
  func ends(end: ExecutionEnd, expected: String) {
    #expect(text(.printing("x\n\r\n ", end: end)) == expected)
  }

  @Test("has errors on a line of their own, where there are any")
  func errors() {
    #expect(text(.printing("a\nb\n", errors: "e\n")) == "output: a\nb\nerrors: e")
    #expect(text(.printing("")) == "output: ")
  }

  @Test("is cut at a number of bytes, with a notice, and never inside a character")
  func cuts() {
    for (output, limit) in [
      ("abcdef", 3), ("aé", 2), ("a€b", 2), ("a€b", 3), ("🚀🚀", 5), ("🚀🚀", 7), ("éééé", 4),
      ("🚀", 1), ("x", 0),
    ] {
      let shown = text(.printing(output), limit: limit)
      let kept = shown.dropFirst("output: ".count).split(separator: "\n[cut after ")
      #expect(shown.contains("[cut after "), "\(output) at \(limit)")
      #expect(!shown.contains("\u{fffd}"), "\(output) at \(limit)")
      if kept.count == 2 {
        #expect(output.hasPrefix(kept[0]) && kept[0].utf8.count <= limit)
        #expect(kept[1] == "\(kept[0].utf8.count) bytes]")
      }
    }
    #expect(text(.printing("abc"), limit: 3) == "output: abc")
    #expect(text(.printing("abcd"), limit: 3) == "output: abc\n[cut after 3 bytes]")
  }

  @Test("bounds output and errors each, whatever bytes they are")
  func bounds() {
    for byte: UInt8 in [0, 0x0a, 0x41, 0x80, 0xc3, 0xf0, 0xff] {
      let bytes = [UInt8](repeating: byte, count: 100_000)
      let outcome = ExecutionOutcome(
        end: .exited(0), stdout: bytes, stderr: bytes, wallMicroseconds: 1)
      // A byte that is no character is shown as one of three bytes.
      #expect(text(outcome, limit: 1_000).utf8.count < 6_200)
    }
  }
}

@Suite("A reply taken apart")
struct ReplyCodeTests {
  @Test("without code is prose as it stands")
  func prose() {
    for text in ["", "plain", "```sh\nls\n```", "```python\n\n```", "a `b` c\r\n"] {
      let reply = ReplyCode(in: text)
      #expect(reply.code == nil && reply.prose == text)
    }
  }

  @Test("loses its Python blocks and keeps all others, to the byte")
  func removesPython() {
    let text = """
      Before é
      ```json
      {"a": 1}
      ```
      ```python
      print(1)
      ```
      between
      ~~~py
      print(2)
      ~~~
      ```
      plain
      ```
      after 🚀
      """
    let reply = ReplyCode(in: text)
    #expect(reply.code == "print(1)")
    #expect(
      reply.prose == """
        Before é
        ```json
        {"a": 1}
        ```

        between

        ```
        plain
        ```
        after 🚀
        """)
  }

  @Test("loses the unlabelled block that is run, and no other unlabelled one")
  func unlabelled() {
    let reply = ReplyCode(in: "a\n```\ntext\n```\nb\n```\nprint(1)\n```\nc")
    #expect(reply.code == "print(1)")
    #expect(reply.prose == "a\n```\ntext\n```\nb\n\nc")
  }

  @Test("that was cut off inside its code keeps what stands before it")
  func unterminated() {
    let reply = ReplyCode(in: "I will count.\n```python\nprint(1")
    #expect(reply.code == "print(1")
    #expect(reply.prose == "I will count.\n")
  }

  @Test("keeps text before and after blocks, whatever it is", arguments: 0..<60)
  func random(seed: UInt64) {
    var numbers = SeededNumbers(seed)
    let pieces = [
      "text é\n", "```python\nprint(7)\n```\n", "```json\n{}\n```\n", "🚀\n", "\r\n", "`x`\n",
    ]
    let chosen = (0..<Int.random(in: 0...8, using: &numbers)).compactMap { _ in
      pieces.randomElement(using: &numbers)
    }
    let reply = ReplyCode(in: chosen.joined())
    let hasCode = chosen.contains(pieces[1])
    #expect(reply.code == (hasCode ? "print(7)" : nil))
    #expect(
      reply.prose == chosen.map { $0 == pieces[1] ? "\n" : $0 }.joined())
  }
}
