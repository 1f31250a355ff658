import Basics
import BigInt
import Testing

@testable import Tasks

/// Texts that hold the right answer's words or digits and do not give it, beside texts that look alike
/// and do.
@Suite("Misleading answers")
struct MisleadingTests {
  private static let product = MultiplicationProblem(factors: [28, 39])
  private static let area = MathProblem(text: "?", answer: [ExactNumber(117)], steps: 1)
  private static let chance = MathProblem(text: "?", answer: [ExactNumber(1, over: 2)], steps: 1)
  private static let dates = DateUnderstanding.Problem(
    choice: Choice(
      text: "?", options: ["11/30/2006", "11/01/2006", "10/30/2007", "11/06/2006", "10/30/2006"],
      answer: 4), steps: 1)
  private static let walk = Navigate.Problem(
    text: "?", answer: true, instructions: 3, turning: false)

  @Test(
    "a number that is denied, one of two, scaled, or left in a calculation is no product",
    arguments: [
      "The answer is not 1092.", "The answer is certainly not 1092!", "It isn't 1092.",
      "It isn’t 1092.", "Never 1092.", "x != 1092", "x ≠ 1092", "\\neq 1092", "x >= 1092",
      "not equal to 1092", "less than 1092", "<<<greater than 1092>>>", "<<<> 1092>>>",
      "Wrong: 1092", "1092 is wrong", "1092, incorrect", "1092 cannot be right",
      "either 1091 or 1092", "<<<1091 or 1092>>>", "between 1000 and 1092",
      "the product of 12 and 1092", "<<<1092%>>>", "<<<1092!>>>", "<<<1092 thousand>>>",
      "It is 1092 million", "<<<1092²>>>", "<<<1092^2>>>", "<<<1092½>>>", "<<<√1092>>>",
      "\\sqrt{1092}", "<<<1/1092>>>", "1 + 1092", "= 1092 + 5", "x = 1092 * 2", "0 + 1092 - 0",
      "<<<-(1092)>>>", "<<<- 1092>>>", "<<<minus 1092>>>", "negative 1092", "The answer is - 1092",
      "<<<1092 modulo 7>>>", "<<<1092_8>>>", "<<<1092x>>>", "<<<1092k>>>",
      "```\nx = 1092 + 1\n```", "```\nprint(1092)\n```", "2 ** 1092", "3 times 1092",
      "It is not true that the answer is 1092.", "I do not think that it is 1092.",
      "It is false that the answer is 1092", "It is not the case that the product is 1092",
      "I doubt that the answer is 1092", "half of 1092", "a third of 1092", "twice 1092",
      "5 * 1092",
      "3 × 1092",
    ])
  func products(text: String) {
    let judgement = NumberMultiplying().judged(text, by: .strict, for: Self.product)
    #expect(!judgement.success, "\(judgement)")
  }

  @Test(
    "a number in prose, in a list, a fence or after an arrow is the product",
    arguments: [
      "<<<1092>>>", "```\n1092\n```", "```text\n**1,092**\n```", "- 1092", "Answer:\n- **1092**",
      "-> 1092", "=> 1092", ">>> 1092", "28 * 39 = 1092", "The answer is 1092!",
      "The answer is 1092, not 1091.", "<<<1092>>> is not wrong", "It is not hard: 1092",
      "So not 1093, but 1092 is the product: 1092.", "28 × 39 = 1,092.", "It is exactly 1092",
      "1092 (one thousand and ninety-two)", "It is true that the answer is 1092.",
      "There is no doubt that the answer is 1092.",
      "It is not hard to see that the answer is 1092.",
      "The product of 28 and 39 that I get is 1092.",
    ])
  func productsInProse(text: String) {
    let judgement = NumberMultiplying().judged(text, by: .strict, for: Self.product)
    #expect(judgement.success, "\(judgement)")
  }

  @Test(
    "a sign that does not touch the number counts",
    arguments: [
      "<<<- 595>>>", "<<<-(595)>>>", "<<<minus 595>>>", "The answer is negative 595.",
      "The answer is − 595", "<<<-595>>>", "-$595", "(-595)", "x = - 595",
    ])
  func signs(text: String) {
    let problem = MultiplicationProblem(factors: [-17, 35])
    let judgement = NumberMultiplying().judged(text, by: .strict, for: problem)
    #expect(judgement.success, "\(judgement)")
  }

  @Test(
    "what makes another number of it is no unit",
    arguments: [
      "<<<117x>>>", "<<<117i>>>", "<<<117k>>>", "<<<117²>>>", "<<<117½>>>", "<<<117 + x>>>",
      "<<<{117}_{8}>>>", "<<<117_8>>>", "<<<117 thousand>>>", "<<<117 squared>>>",
      "<<<117 mod 5>>>", "area ≠ 117", "A != 117", "A >= 117", "The area is not 117", "minus 117",
      "less than 117", "<<<117!>>>", "<<<117 \\text{ million}>>>", "117 or 118", "118 or 117",
    ])
  func exactNumbers(text: String) {
    let judgement = MathGeometry().judged(text, by: .strict, for: Self.area)
    #expect(!judgement.success, "\(judgement)")
  }

  @Test(
    "a unit is no part of the number",
    arguments: [
      "<<<117 cm^2>>>", "<<<117 \\text{ cm}^2>>>", "<<<117m>>>", "<<<117 square units>>>",
      "<<<117 units squared>>>", "<<<117 cm²>>>", "<<<117 kg>>>", "```\n117\n```",
      "<<<117\\,m^2>>>",
    ])
  func units(text: String) {
    let judgement = MathGeometry().judged(text, by: .strict, for: Self.area)
    #expect(judgement.success, "\(judgement)")
  }

  @Test(
    "an option that is ruled out, related to or asked about is not chosen",
    arguments: [
      "It cannot be (E).", "It can't be (E)", "(E) can be ruled out", "All but (E)", "Rule out (E)",
      "We eliminate (E).", "Every option but (E) is possible.", "I doubt it is (E).",
      "(E) seems wrong", "(E) would be incorrect", "(E)? No.", "<<<[E, Incorrect]>>>",
      "<<<(E), wrong>>>", "The date was before 10/30/2006.", "One day after 10/30/2006",
      "<<<not 10/30/2006>>>", "Is it (E)?", "anything except (E)", "It is not (E)",
      "10/30/2006 is earlier than 11/06/2006", "10/30/2006 is before 11/06/2006",
    ])
  func options(text: String) {
    let judgement = DateUnderstanding().judged(text, by: .strict, for: Self.dates)
    #expect(!judgement.success, "\(judgement)")
  }

  @Test(
    "an option beside one that is ruled out is chosen",
    arguments: [
      "It cannot be (A), so it is (E).", "It is (E), not (A).", "(A) is wrong, (E) is right",
      "Not (A) but (E).", "(A)? No. (E).", "<<<(E)>>> and not (A)", "It is not (A). (E)",
      "One day before 10/31/2006: 10/30/2006",
    ])
  func optionsBesideOthers(text: String) {
    let judgement = DateUnderstanding().judged(text, by: .strict, for: Self.dates)
    #expect(judgement.success, "\(judgement)")
  }

  @Test(
    "a yes that is denied, asked for or taken back is none",
    arguments: [
      "<<<not yes>>>", "The answer is not Yes.", "I can't say yes.", "<<<I would not say yes>>>",
      "Do I say yes? I do not know.", "Never yes.",
      "is it yes?", "It is untrue: yes would be wrong.", "print(\"Yes\")\n```", "<<<yes? no>>>",
      "Yes is incorrect", "<<<no answer>>>",
    ])
  func truths(text: String) {
    let judgement = Navigate().judged(text, by: .strict, for: Self.walk)
    #expect(!judgement.success, "\(judgement)")
    var other = Self.walk
    other.answer = false
    let denied = text.replacing("Yes", with: "No").replacing("yes", with: "no")
    if denied != text, !text.contains("?") {
      #expect(!Navigate().judged(denied, by: .strict, for: other).success, "\(denied)")
    }
  }

  @Test(
    "a yes with a reason is one",
    arguments: [
      "Yes, it does not end elsewhere.", "<<<Yes, because it is not turned.>>>",
      "It is not left there. Yes.", "Does it return? Yes", "Not hard: yes", "So it does: Yes!",
    ])
  func truthsWithReasons(text: String) {
    let judgement = Navigate().judged(text, by: .strict, for: Self.walk)
    #expect(judgement.success, "\(judgement)")
  }

  @Test("two counts or two lists are no count of letters")
  func letters() {
    let problem = Letters.Problem(word: "cannon", letter: "n")
    for text in [
      "Count: 3 or 4, Positions: [3, 4, 6]", "<<<Count: 3, Positions: [3, 4, 6] or [1, 2, 3]>>>",
      "<<<Count: 3, Positions: [3, 4, 6], [7]>>>", "<<<Count: 3, Positions: [3, 4, 6] [7]>>>",
    ] {
      #expect(!Letters().judged(text, by: .strict, for: problem).success, "\(text)")
    }
    let plain = "Count: 3, Positions: [3, 4, 6]"
    for text in [plain, "```\n\(plain)\n```"] {
      #expect(Letters().judged(text, by: .strict, for: problem).success, "\(text)")
    }
  }

  @Test("a move that is forbidden is none, and an expression alone in a fence is one")
  func others() {
    let blocks = Blocksworld.Problem(initial: [["B"], [], ["A"]], goal: [[], [], ["A", "B"]])
    for text in [
      "Do not move B from 1 to 3.", "Never move B from 1 to 3", "Don't move B from 1 to 3",
    ] {
      #expect(!Blocksworld().judged(text, by: .strict, for: blocks).success, "\(text)")
    }
    #expect(Blocksworld().judged("Now move B from 1 to 3.", by: .strict, for: blocks).success)
    let game = Game24.Problem(numbers: [30, 54], target: 24, solution: "54 - 30")
    #expect(Game24().judged("```\n54 - 30\n```", by: .strict, for: game).success)
    #expect(!Game24().judged("```\nprint(54 - 30)\n```", by: .strict, for: game).success)
  }

  @Test("cents of a very large amount are no noise of floating point")
  func largeAmounts() {
    let problem = WordProblem(text: "?", answer: Rational(92_840_172_685_344, over: 10), steps: 1)
    for (text, isRight) in [
      ("<<<9284017268534.4>>>", true), ("<<<9284017268534.40>>>", true),
      ("<<<9284017268534.400391>>>", true), ("<<<9284017268534.42>>>", false),
      ("<<<9284017268534.39>>>", false), ("<<<9.28401726853442e12>>>", false),
    ] {
      #expect(GSMHard().judged(text, by: .strict, for: problem).success == isRight, "\(text)")
    }
  }

  @Test("a half in one character is a half", arguments: ["<<<½>>>", "The probability is ½."])
  func writtenFractions(text: String) {
    #expect(MathCounting().judged(text, by: .strict, for: Self.chance).success)
  }
}
