import BigInt
import Testing

@testable import Tasks

/// What stands beside a number, or touches its marker from outside, and makes it another one.
@Suite("Neighbours of numbers")
struct NumberNeighbourTests {
  private static let product = MultiplicationProblem(factors: [28, 39])

  @Test(
    "a sign, a fraction, a power of ten or a second number beside a number makes it another one",
    arguments: [
      "<<<½ · 1092>>>", "The answer is ½ 1092.", "The answer is ¼ × 1092.", "<<<∛1092>>>",
      "<<<负1092>>>", "The answer is マイナス1092.", "<<<минус 1092>>>", "<<<≲ 1092>>>",
      "<<<∓1092>>>", "<<<1092万>>>", "The answer is 1092億.", "<<<1092 以上>>>", "<<<1092₁₆>>>",
      "The answer is 1092 ½.", "<<<1092 1102>>>", "The answer is 1092 1/2.", "<<<1092\u{305}>>>",
      "<<<1092 ∪ 3>>>", "The answer is 1092 lakh.", "<<<1092 crore>>>", "<<<1092 thousandths>>>",
      "The answer is 1092 short of 2000.",
    ])
  func beside(text: String) {
    let judgement = NumberMultiplying().judged(text, by: .strict, for: Self.product)
    #expect(!judgement.success, "\(judgement)")
  }

  @Test(
    "what touches a marker or a box from outside belongs to its number",
    arguments: [
      "-<<<1092>>>", "$-\\boxed{1092}$", "The product is $= -\\boxed{1092}$.", "–<<<1092>>>",
      "$28 \\cdot 39 \\neq \\boxed{1092}$", "$\\sqrt\\boxed{1092}$",
      "$3 \\cdot \\boxed{1092}$", "$\\boxed{1092}\\pi$", "$\\boxed{1092}^2$", "\\boxed{1092}²",
      "<<<1092>>> million", "<<<1092>>> + 10 = 1102", "**<<<1092>>>** × 10", "$\\boxed{1092}_{16}$",
      "$\\boxed{1092} \\times 10^3$", "<<<1092>>>%", "$\\boxed{1092}\\%$", "½<<<1092>>>",
      "<<<1092>>>½",
    ])
  func outside(text: String) {
    let judgement = NumberMultiplying().judged(text, by: .strict, for: Self.product)
    #expect(!judgement.success, "\(judgement)")
  }

  @Test(
    "quotation marks, currencies, emoji, units and what people put around a marker change nothing",
    arguments: [
      "“1092”", "« 1092 »", "The answer is €1092.", "答案是：1092。", "【1092】", "≈ 1092 = 1092",
      "✔️ 1092", "➡️ 1092", "① 1092", "⇒ 1092", "１０９２", "The answer is 1092 🎉", "1092 個",
      "정답: 1092입니다", "- <<<1092>>>", "* <<<1092>>>", "Answer - <<<1092>>>", "Answer: <<<1092>>>.",
      "**<<<1092>>>**", "$$\\boxed{1092}$$", "$28 \\cdot 39 = \\boxed{1092}$.", "(<<<1092>>>)",
      "<<<1092>>>\n- 5 apples are left", "> <<<1092>>>", "<<<1092>>> is the product",
      "<<<1092>>> (28 × 39)", "`<<<1092>>>`", "<<<1092>>>!", "The answer is 1092 (28 × 39).",
      "→ <<<1092>>>", "= \\boxed{1092} ✓", "The answer is 1 092.", "$182 \\cdot 3!=\\boxed{1092}$",
      "$2092 \\equiv \\boxed{1092} \\pmod{1000}$", "$\\boxed{1092}^\\circ$",
      "$\\boxed{1092}^{\\circ}$.",
    ])
  func harmless(text: String) {
    let judgement = NumberMultiplying().judged(text, by: .strict, for: Self.product)
    #expect(judgement.success, "\(judgement)")
  }
}
