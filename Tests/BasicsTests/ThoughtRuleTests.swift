import Basics
import TestSupport
import Testing

@Suite("Thoughts in a text")
struct ThoughtRuleTests {
  private static let standard = ThoughtRule.standard

  @Test(
    "are taken out by tags, channels and what else models write, with their frames",
    arguments: [
      ("<think>7?</think>8", "8"), ("<think>\n7?\n</think>\n\n8\n", "8\n"),
      ("<THINKING>a</Thinking> b", "b"), ("[THINK]a[/THINK]b", "b"),
      ("<reasoning kind=\"long\">a</reasoning>b", "b"), ("<reflection>a</reflection>b", "b"),
      ("a<think>b</think>c", "a\nc"), ("a\n<think>b</think>\nc", "a\n\nc"),
      // The template opened it, and it never closes.
      ("7?</think>8", "8"), ("8\n<think>or 9, since", "8\n"), ("<think>all of it", ""),
      ("a</think>b</think>c", "c"),
      // Another tag closes nothing.
      ("<think>a</reasoning>b</think>c", "c"),
      ("<|begin_of_thought|>a<|end_of_thought|>b", "b"),
      ("\u{25c1}think\u{25b7}a\u{25c1}/think\u{25b7}b", "b"),
      // Channels.
      (
        "<|channel|>analysis<|message|>7?<|end|><|start|>assistant<|channel|>final<|message|>8"
          + "<|return|>", "8"
      ),
      ("<|channel|>analysis<|message|>7?<|channel|>final<|message|>8", "8"),
      ("<|channel|>analysis<|message|>cut off", ""),
      ("analysisWe need 7.assistantfinal8", "8"),
    ])
  func stripped(text: String, said: String) {
    #expect(Self.standard.spoken(text) == said)
    #expect(ThoughtRule.keep.spoken(text) == text)
    #expect(ThoughtRule.keep.ranges(in: Array(text.utf8)).isEmpty)
  }

  @Test(
    "are not where there are none: such a text stays as it is, to the byte",
    arguments: [
      "", "8", "a < b > c", "[reason] x", "<thinker>a</thinker>", "<b>think</b>", "analysis of it",
      "<", "<think", "\u{25c1}", "[THINK", "I think: <<<8>>>", "</div>", "<|end|>",
    ])
  func none(text: String) {
    #expect(Self.standard.spoken(text) == text)
  }

  @Test("stand between the tags of a list, and between no others")
  func ownTags() {
    let rule = ThoughtRule.strip(ThoughtTags(["musing", "Seed:X"]))
    #expect(rule.spoken("<musing>a</musing>b") == "b")
    #expect(rule.spoken("<SEED:x>a</seed:x>b") == "b")
    #expect(rule.spoken("<think>a</think>b") == "<think>a</think>b")
    #expect(rule.spoken("<|channel|>analysis<|message|>a<|end|>b") == "b")
  }

  @Test("are not opened or closed within a program")
  func programs() {
    let text = "print('<think>')\nprint('</think>')\n<think>a</think>b"
    let code = [0..<35]
    #expect(
      Self.standard.spoken(text, outside: code) == "print('<think>')\nprint('</think>')\nb")
    // Within a thought there is no program.
    #expect(Self.standard.spoken("<think>x</think>y", outside: [7..<16]) == "y")
  }

  @Test("may be named by what can be a tag, and by nothing else")
  func names() {
    for name in ["think", "a:b", "x_1", "a.b-c"] { #expect(ThoughtTags.isName(name)) }
    for name in ["", "a b", "<think>", "ä", String(repeating: "a", count: 65)] {
      #expect(!ThoughtTags.isName(name))
    }
  }

  @Test(
    "are found in time that grows with the text and no faster, whatever it holds",
    arguments: [
      "<", "<think>", "</think>", "<think>x</think>", "<|channel|>analysis", "<reasoning ",
      "analysis", "[", "\u{25c1}", "<think ", "<|", "</",
    ])
  func linear(piece: String) {
    func best(_ bytes: Int) -> Duration {
      let text = String(repeating: piece, count: bytes / piece.utf8.count)
      return (0..<3).map { _ in
        ThreadTime.measure { _ = Self.standard.spoken(text) }
      }.min() ?? .zero
    }
    // Eight times the text takes eight times as long; quadratic work would take 64 times.
    #expect(best(1 << 18) < best(1 << 15) * 32)
  }

  @Test("leave of random bytes what is text, without a crash", arguments: 0..<200)
  func fuzz(seed: Int) {
    var generator = SeededGenerator(seed: "\(seed)")
    let pieces = [
      "<think>", "</think>", "<|channel|>analysis", "<|end|>", "a", "\n", "<", "ä", "[THINK]",
    ]
    var text = ""
    for _ in 0..<generator.integer(in: 0...30) {
      text += generator.pick(pieces)
    }
    let bytes = Array(text.utf8)
    let ranges = Self.standard.ranges(in: bytes)
    var end = 0
    for range in ranges {
      #expect(range.lowerBound >= end && range.upperBound <= bytes.count && !range.isEmpty)
      end = range.upperBound
    }
    #expect(Self.standard.spoken(text).utf8.count <= bytes.count + ranges.count)
  }
}
