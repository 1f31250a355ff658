import Basics
import TestSupport
import Testing

@testable import Tasks

/// Pieces of which hostile texts are made: whatever opens, closes, announces or parts something.
enum HostilePieces {
  static let all: [String] = [
    "<", "<<", "<<<", ">>>", ">", "<<<1>>> ", "<<<1>>>", "<<<answer>>>", "<<</answer>>>",
    "\\boxed{", "\\boxed{1} ", "\\fbox{", "{", "}", "{-", "{\"answer\": ", "{\"answer\": \"",
    "{\"answer\": {", "{'answer': '", "{\"a\": 1, ", "{\"a\": \"", "[{\"answer\": ",
    "\"answer\": ", "\\text{1", "\\text{", "\\mathbf{1}", "\\frac{1", "\\frac{1}{2} ", "\\sqrt{",
    "\\", "\\\\", "\\<", "$", "$$", "$1$ ", "\\(", "\\)", "Wait, that is wrong. ",
    "The answer is ", "The answer is 5. ", "The answer is 5, ", "The answer is not 5, but ",
    "the answer is the answer ", "answer ", "answer: ", "answer = ", "is not ", "not ", "or ",
    "no, ", "5 - no, ", "sorry, ", "<think>", "</think>", "<thinking> ", "<reason>",
    "<my-thoughts>", "</my-thoughts>", "[THINK]", "<|channel|>analysis", "<|channel|>final",
    "<|im_start|>user", "<|im_end|>", "◁think▷", "```think\n", "```\n", "```python\n", "```",
    "`", "~", "~~", "~~1", "~~1~~ ", "<answer>", "</answer>", "<answer>1</answer>", "<b>", "<B>",
    "<del>", "</del>", "<sup>", "&lt;", "&lt;&lt;&lt;", "&", "1,", "1 ", "111 ", "1.", "1'", "1",
    "0", "12", "1_", "_1_", "1%", "1!", "-", "- ", "--", "−", "–", "— ", "x=1, y=2 ", "x=1, ",
    "(1, 2), ", "[(1, 2), ", "(1, ", "[1, ", "((", "[[", "[", "]", "(", ")", "Step 1: ",
    "Step 1: [", "Step 1: [(1, [0])]\n", "[(1, [0, ", "{\"Agent[0.5, 0.5]\": ",
    "{\"Agent[0.5, 0.5]\": \"x\"} ", "{\"Agent[0.5, 0.5]\": \"move(box_red, target_red)\"}, ",
    "Agent[", "Move A from 1 to 2\n", "Move A from the top of ", "move ", "Move A ",
    "count position 1 ", "count ", "position ", "positions: [1, ", "5 times at positions 1, ",
    "Count: 1, Positions: [1]\n", "or position ", "(A) ", "A ", "(A)", "A or B ", "yes or no ",
    "yes ", "no ", "True\n", "\n", "\n\n", " ", "\t", "\r\n", "? ", "! ", ". ", "; ", ": ", ", ",
    "?", "!", "!=", "e.g. ", "a. ", "\u{1b}[", "\u{1b}[1m", "| 1 ", "|", "np.int64(",
    "np.int64(1) ", "Decimal(", "mpf('", "[1] ", "a", "ab ", "A", "é", "漢", "\u{200b}", "\u{a0}",
    "1\u{a0}", "1\u{2009}", "１", "＜", "_", "maybe ", "maybe the answer is 5. ", "if ",
    "would be ", "unless ", "\\over", "{1 \\over 2}", "> ", "## Answer\n", "**", "**Answer:** ",
    "* ", "1. ", "#", "=", "1=", "= 1 ", "->", "→", "≠", "❌", "✓", "<= 1 ", "1 + ", "1*", "1/",
    "(1+", "2^", "2**", "sqrt(", "5 choose ", "Jan 5, 2020 ", "01/02/2020 ", "January ",
    "The dictionary is second from the left ", "is wrong ", "this is wrong. ",
    "step 2 was wrong. ", "does not work. ", "however, ", "<<<5?>>> ", "<<<5>>> or ",
    "\"5\" is what a ", "http://a.b/", "\u{fffd}", "\u{0}",
  ]
}

/// Readers take hostile texts: they neither crash nor take more than linear time.
@Suite("Readers and hostile texts")
struct LinearReadingTests {
  private static let pieces = HostilePieces.all

  private static func cost(
    _ question: LoadedQuestion, _ piece: [UInt8], bytes: Int, runs: Int
  ) -> Duration {
    let text = AnswerText(
      Array(repeatElement(piece, count: bytes / piece.count + 1).joined().prefix(bytes)))
    return (0..<runs).map { _ in
      ThreadTime.measure { _ = question.judge([(.response, text)]) }
    }.min() ?? .zero
  }

  @Test(
    "A text sixteen times as long takes sixteen times as long, and not its square",
    arguments: GradedSet.all)
  func linear(set: GradedSet) throws {
    let question = try #require(set.loaded.last)
    for piece in Self.pieces {
      let bytes = Array(piece.utf8)
      let short = Self.cost(question, bytes, bytes: 500, runs: 2)
      let long = Self.cost(question, bytes, bytes: 8_000, runs: 1)
      // The square would be 256 times as long. What is bounded costs more in a short text.
      if long > max(short, .microseconds(200)) * 64 {
        let again = Self.cost(question, bytes, bytes: 8_000, runs: 3)
        #expect(
          again <= max(short, .microseconds(200)) * 64,
          "\(piece.debugDescription): \(short), \(again)")
      }
    }
  }

  @Test("Any bytes are read without a crash", arguments: GradedSet.all)
  func anyBytes(set: GradedSet) throws {
    let question = try #require(set.loaded.first)
    var generator = SeededGenerator(seed: "any bytes \(set.name)")
    for _ in 0..<60 {
      var bytes: [UInt8] = []
      while bytes.count < 600 {
        if generator.chance(1, in: 3) {
          bytes += (0..<8).map { _ in UInt8(generator.integer(in: 0...255)) }
        } else {
          bytes += Array(generator.pick(Self.pieces).utf8)
        }
      }
      let judgement = question.judge([(.response, AnswerText(bytes))])
      #expect(!judgement.explanation.isEmpty)
    }
    // Bytes of every value, and cuts through characters.
    for _ in 0..<6 {
      let bytes = (0..<4_000).map { _ in UInt8(generator.integer(in: 0...255)) }
      #expect(!question.judge([(.response, AnswerText(bytes))]).explanation.isEmpty)
    }
  }
}
