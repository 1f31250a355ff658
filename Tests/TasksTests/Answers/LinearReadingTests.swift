import Basics
import Glibc
import Testing

@testable import Tasks

/// Readers take hostile texts: they neither crash nor take more than linear time.
@Suite("Readers and hostile texts")
struct LinearReadingTests {
  private static let pieces = [
    "<", "<<<", ">>>", "<<<1>>> ", "<<<answer>>>", "\\boxed{", "\\boxed{1} ", "{", "}",
    "{\"answer\": ",
    "{\"answer\": \"", "\\text{1", "Wait, that is wrong. ", "The answer is ", "The answer is 5. ",
    "The answer is not 5, but ", "is not ", "<think>", "</think>", "<answer>", "</answer>", "1,",
    "1 ",
    "111 ", "-", "- ", "\u{2212}", "x=1, y=2 ", "Step 1: ", "{\"Agent[0.5, 0.5]\": ",
    "{\"Agent[0.5, 0.5]\": \"x\"} ",
    "Move A from the top of ", "count position 1 ", "5 times at positions 1, ", "(A) ",
    "yes or no ", "\n",
    "? ", "! ", "\u{1b}[", "| 1 ", "np.int64(", "&lt;", "[1] ", "a", "_", "maybe ", "(1, 2), ",
    "not ", "or ",
    "```\n", "> ", "[(1, [0, ", "; ", ". ", " ", "\\over", "<b>", "  <<< ", "is wrong ", "\u{ff1c}",
  ]

  /// The processor time that a thread has taken, in nanoseconds.
  private static func time() -> Int {
    var now = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now)
    return now.tv_sec * 1_000_000_000 + now.tv_nsec
  }

  private static func cost(
    _ question: LoadedQuestion, _ piece: [UInt8], bytes: Int, runs: Int
  ) -> Int {
    let text = AnswerText(
      Array(repeatElement(piece, count: bytes / piece.count + 1).joined().prefix(bytes)))
    return (0..<runs).map { _ in
      let start = time()
      _ = question.judge([(.response, text)])
      return time() - start
    }.min() ?? 0
  }

  @Test(
    "A text sixteen times as long takes sixteen times as long, and not its square",
    arguments: GradedSet.all)
  func linear(set: GradedSet) throws {
    let question = try #require(set.loaded.last)
    for piece in Self.pieces {
      let bytes = Array(piece.utf8)
      let short = Self.cost(question, bytes, bytes: 1_000, runs: 3)
      let long = Self.cost(question, bytes, bytes: 16_000, runs: 1)
      // The square would be 256 times as long. What is bounded costs more in a short text.
      if long > 64 * max(short, 200_000) {
        let again = Self.cost(question, bytes, bytes: 16_000, runs: 3)
        #expect(again <= 64 * max(short, 200_000), "\(piece.debugDescription): \(short), \(again)")
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
  }
}
