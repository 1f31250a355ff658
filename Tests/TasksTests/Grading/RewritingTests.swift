import BigInt
import Testing

@testable import Tasks

/// Grading does not see harmless rewritings of an answer, and sees every harmful one.
@Suite("Rewritings")
struct RewritingTests {
  /// Rewritings that change no answer of any task.
  private static let harmless: [(name: String, rewrite: @Sendable (String) -> String)] = [
    ("spaces inside the marker", { "<<< \($0.insideMarker) >>>" }),
    ("line breaks inside the marker", { "<<<\n\($0.insideMarker)\n>>>" }),
    ("bold around", { "**\($0)**" }),
    ("bold inside", { "<<<**\($0.insideMarker)**>>>" }),
    ("code inside", { "<<<`\($0.insideMarker)`>>>" }),
    ("a heading before", { "## Final answer\n\n\($0)" }),
    ("a table before", { "| a | b |\n|---|---|\n| 1 | 2 |\n\n\($0)" }),
    ("a code block before", { "```python\nprint(7)\n```\n\($0)" }),
    ("a fence around", { "```\n\($0)\n```" }),
    ("prose after", { "\($0)\n\nLet me know if anything is unclear." }),
    ("prose before and on the line", { "After some thought, the answer is \($0)." }),
    ("a draft before", { "<<<draft>>>\nNo, better:\n\($0)" }),
    ("the format before", { "<<<answer>>>\n\($0)" }),
    ("twice", { "\($0)\nAgain: \($0)" }),
    ("Windows line ends", { "So:\r\n\($0.replacing("\n", by: "\r\n"))\r\n" }),
    ("no-break space at the end", { "\($0)\u{a0}" }),
    ("an emoji before", { "✅ \($0)" }),
    ("many blank lines", { "\n\n\n\($0)\n\n\n" }),
  ]

  @Test("harmless rewritings change no grade and no normal spelling", arguments: GradedSet.all)
  func harmlessRewritings(set: GradedSet) {
    for question in set.loaded {
      let plain = question.judged(question.question.reference)
      #expect(plain.success)
      for (name, rewrite) in Self.harmless {
        let judgement = question.judged(rewrite(question.question.reference))
        #expect(judgement.success, "\(question.question.id), \(name): \(judgement.explanation)")
        #expect(judgement.answer == plain.answer, "\(question.question.id), \(name)")
      }
    }
  }

  @Test("harmless rewritings of wrong answers stay wrong", arguments: GradedSet.all)
  func harmlessRewritingsOfWrongAnswers(set: GradedSet) {
    for (question, other) in zip(set.loaded, set.loaded.dropFirst()) {
      let wrong = other.question.reference
      let plain = question.judged(wrong)
      for (name, rewrite) in Self.harmless {
        let judgement = question.judged(rewrite(wrong))
        #expect(judgement.success == plain.success, "\(question.question.id), \(name)")
        #expect(judgement.score == plain.score, "\(question.question.id), \(name)")
      }
    }
  }

  @Test(
    "a product in other spellings is the same product",
    arguments: [
      "<<<-1,234,567>>>", "<<<−1234567>>>", "<<<$-1{,}234{,}567$>>>", "<<<-1\\,234\\,567>>>",
      "<<<-1\u{202f}234\u{202f}567>>>", "<<<-1_234_567>>>", "\\boxed{-1234567}",
      "$$\\boxed{-1{,}234{,}567}$$", "The answer is **-1,234,567**.", "Answer: -1234567",
      "{\"answer\": -1234567}", "-1234567\n", "<<<-1234567.0>>>", "<<<-1234567.>>>",
      "# Result\n| product |\n|---|\n\nThe product is -1,234,567", "<<<The result is -1234567>>>",
      "<<<a × b = −1,234,567>>>", "Final Answer: \\(-1234567\\)", "**Answer**: `-1234567`",
    ])
  func productSpellings(text: String) {
    let problem = MultiplicationProblem(factors: [-1_234_567])
    let judgement = NumberMultiplying().judged(text, by: .strict, for: problem)
    #expect(judgement.success, "\(judgement)")
  }

  @Test(
    "an expression in other spellings is the same expression",
    arguments: [
      "<<<8/(3-8/3)>>>", "<<<8 ÷ (3 − 8 ÷ 3)>>>", "<<<8/(3-8/3) = 24>>>", "<<<24 = 8/(3-8/3)>>>",
      "<<<\\frac{8}{3-\\frac{8}{3}}>>>", "\\boxed{8 \\div (3 - 8 \\div 3) = 24}",
      "<<<\\dfrac{8}{\\left(3-\\frac{8}{3}\\right)}>>>", "<<<$8/(3-8/3)$>>>",
      "<<<**8/(3-8/3)**>>>", "<<<8/(3-8/3).>>>", "The answer is 8 / (3 - 8 / 3)",
      "The answer is: $8/(3-8/3)=24$.", "<<<The expression is 8/(3-8/3)>>>",
      "<<<8/[3-{8/3}]>>>", "Answer: `8/(3-8/3)`",
    ])
  func expressionSpellings(text: String) {
    let problem = Game24.Problem(numbers: [3, 3, 8, 8], target: 24, solution: "8/(3-8/3)")
    #expect(Game24().judged(text, by: .strict, for: problem).success)
  }

  @Test(
    "a choice in other spellings is the same choice",
    arguments: [
      "<<<(B)>>>", "<<<B>>>", "<<<b>>>", "<<<(b)>>>", "<<<B.>>>", "<<<Option B>>>",
      "<<<B) Tuesday>>>",
      "<<<**(B)**>>>", "\\boxed{B}", "\\boxed{\\text{(B)}}", "The answer is (B).", "Answer: B",
      "<<<12/25/2020>>>", "<<<2020-12-25>>>", "<<<December 25, 2020>>>", "<<<25 December 2020>>>",
      "<<<(B) 12/25/2020>>>", "**Answer:** (B) 12/25/2020", "<<<The answer is B>>>",
    ])
  func choiceSpellings(text: String) {
    let problem = DateUnderstanding.Problem(
      choice: Choice(
        text: "?", options: ["01/05/2021", "12/25/2020", "12/26/2020"], answer: 1), steps: 1)
    let text = text.replacing("Tuesday", by: "12/25/2020")
    #expect(DateUnderstanding().judged(text, by: .strict, for: problem).success)
  }

  @Test(
    "an exact number in other spellings is the same number",
    arguments: [
      "<<<\\frac{3\\sqrt{2}}{2}>>>", "<<<3\\sqrt{2}/2>>>", "<<<3*sqrt(2)/2>>>", "<<<3√2/2>>>",
      "<<<$\\dfrac{3\\sqrt{2}}{2}$>>>", "\\boxed{\\frac{3\\sqrt2}{2}}", "<<<1.5\\sqrt{2}>>>",
      "<<<\\frac{3}{\\sqrt{2}}>>>", "<<<x = \\frac{3 \\sqrt{2}}{2} \\approx 2.121>>>",
      "<<<\\displaystyle \\frac{3\\sqrt{2}}{2} \\text{ cm}>>>",
      "The answer is $\\frac{3\\sqrt{2}}{2}$.",
    ])
  func exactSpellings(text: String) {
    let problem = MathProblem(text: "?", answer: [ExactNumber(3, over: 2, root: 2)], steps: 1)
    #expect(MathGeometry().judged(text, by: .strict, for: problem).success)
  }
}
