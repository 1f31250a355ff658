import Basics
import Testing

@testable import Tasks

@Suite("Reading mathematics")
struct MathReaderTests {
  private func judge(_ text: String, _ truth: ExactNumber...) -> Judgement {
    let problem = MathProblem(text: "?", answer: truth, steps: 1)
    return MathGeometry().judge([(.response, AnswerText(text))], for: problem)
  }

  @Test(
    "spellings of three roots of two halves are read alike",
    arguments: [
      "<<<\\frac{3\\sqrt{2}}{2}>>>", "<<<3\\sqrt{2}/2>>>", "<<<3√2/2>>>", "<<<3*sqrt(2)/2>>>",
      "<<<\\frac{3}{2}\\sqrt{2}>>>", "<<<\\dfrac{3 \\sqrt 2}{2}>>>", "<<<1.5\\sqrt{2}>>>",
      "<<<\\frac{3}{\\sqrt{2}}>>>", "<<<\\sqrt{\\frac{9}{2}}>>>", "<<<3 * math.sqrt(2) / 2>>>",
      "<<<$\\frac{3\\sqrt{2}}{2}$>>>", "<<<x = \\frac{3\\sqrt{2}}{2} \\text{ cm}>>>",
      "\\boxed{\\frac{3\\sqrt{2}}{2}}", "The answer is $\\frac{3\\sqrt{2}}{2}$.",
      "<<<3 \\cdot 2^{1/2} / 2>>>", "<<<\\frac{3\\sqrt{2}}{2} \\approx 2.12>>>",
      "<<<2.1213203435596424>>>",
      "<<<\\frac{6\\sqrt{2}}{4}>>>", "<<<\\left(\\frac{3}{2}\\right)\\sqrt{2}>>>",
      "So the side is 3√2/2 units.", "<<<√(9/2)>>>", "<<<4.5**0.5>>>", "<<<(3√2)/2 cm>>>",
    ])
  func surds(text: String) {
    let judgement = judge(text, ExactNumber(3, over: 2, root: 2))
    #expect(judgement.success, "\(judgement)")
  }

  @Test(
    "other numbers are wrong",
    arguments: [
      "<<<\\frac{3\\sqrt{2}}{3}>>>", "<<<3\\sqrt{2}>>>", "<<<2>>>", "<<<2.1>>>", "<<<17/8>>>",
      "<<<-\\frac{3\\sqrt{2}}{2}>>>", "<<<\\frac{3\\sqrt{2}}{2} + 1>>>", "<<<\\sqrt{2}>>>",
      "<<<2.1213 or 3>>>", "<<<\\frac{3\\sqrt{2}}{0}>>>",
    ])
  func wrong(text: String) {
    #expect(!judge(text, ExactNumber(3, over: 2, root: 2)).success)
  }

  @Test(
    "fractions are exact, and a decimal stands only for what no decimal can be",
    arguments: [
      ("5/18", true), ("\\frac{5}{18}", true), ("\\frac{10}{36}", true), ("\\frac5{18}", true),
      ("0.2778", true), ("0.2777777777777778", true), ("Fraction(5, 18)", true),
      ("5/18 = 0.28", true), ("0.28", false), ("0.2", false), ("27/100", false), ("5", false),
      ("18", false), ("2778/10000", false), ("27.78%", true),
    ])
  func fractions(text: String, isRight: Bool) {
    #expect(judge("<<<\(text)>>>", ExactNumber(5, over: 18)).success == isRight)
  }

  @Test(
    "a terminating truth has no tolerance",
    arguments: [
      ("0.125", true), ("1/8", true), ("12.5%", true), ("0.1251", false),
      ("0.12500000000000003", true),
      (".125", true), ("0.12", false), ("0.13", false),
    ])
  func terminating(text: String, isRight: Bool) {
    #expect(judge("<<<\(text)>>>", ExactNumber(1, over: 8)).success == isRight)
  }

  @Test(
    "whole numbers are read with units, separators and prose",
    arguments: [
      "<<<4368>>>", "<<<4,368>>>", "<<<4368 ways>>>", "There are 4368 committees.",
      "The number of ways is 4368.", "\\boxed{4{,}368}", "4368.0", "<<<\\binom{16}{5} = 4368>>>",
      "<<<4368^\\circ>>>", "<<<4368°>>>", "<<<4368 cm^2>>>", "<<<4368\\text{ units}^2>>>",
      "**4368**",
      "C(16, 5) = 4368", "<<<n=4368>>>", "<<<4368 (square units)>>>",
    ])
  func whole(text: String) {
    let judgement = judge(text, ExactNumber(4_368))
    #expect(judgement.success, "\(judgement)")
    #expect(judgement.answer == "4368")
  }

  @Test("mixed numbers, powers and sums with pi are read")
  func forms() {
    #expect(MathReader.exactly("2\\frac{1}{3}") == ExactNumber(7, over: 3))
    #expect(MathReader.exactly("-2\\frac{1}{3}") == ExactNumber(Rational(-7, over: 3)))
    #expect(MathReader.exactly("2^{10}") == ExactNumber(1_024))
    #expect(MathReader.exactly("2**-2") == ExactNumber(1, over: 4))
    #expect(MathReader.exactly("4π + 6") == ExactNumber(6) + ExactNumber(4, pi: 1))
    #expect(
      MathReader.exactly("\\frac{1}{1+\\sqrt{2}}") == ExactNumber(1, root: 2) - ExactNumber(1))
    #expect(MathReader.exactly("2(3+4)") == ExactNumber(14))
    #expect(MathReader.exactly("\\frac{4\\pi}{2\\pi}") == ExactNumber(2))
    #expect(MathReader.exactly("\\sqrt{-4}") == nil)
    #expect(MathReader.exactly("\\sqrt[3]{8}") == nil)
    #expect(MathReader.exactly("2 3") == nil)
    #expect(MathReader.exactly("1/0") == nil)
    #expect(MathReader.exactly("") == nil)
  }

  @Test(
    "pairs are read with their commas",
    arguments: [
      ("(4, 0)", true), ("(4,0)", true), ("\\left(4, 0\\right)", true), ("[4, 0]", true),
      ("(8/2, 0.0)", true), ("(x, y) = (4, 0)", true), ("4, 0", true), ("$(4, 0)$", true),
      ("(0, 4)", false), ("(4, 0, 0)", false), ("4", false), ("40", false), ("(4, -1)", false),
    ])
  func pairs(text: String, isRight: Bool) {
    #expect(judge("<<<\(text)>>>", ExactNumber(4), ExactNumber(0)).success == isRight)
    #expect(judge("It is at $\(text)$.", ExactNumber(4), ExactNumber(0)).success == isRight)
  }

  @Test(
    "a calculation left to the reader is no answer",
    arguments: [
      "16 * 15 / 2", "100 + 20", "2^3 \\cdot 15", "\\frac{16 \\cdot 15}{2}", "8(15)",
      "12 \\times 10",
    ]
  )
  func calculations(text: String) {
    #expect(MathReader.exactly(text) == ExactNumber(120))
    #expect(!judge("<<<\(text)>>>", ExactNumber(120)).success)
    #expect(judge("<<<\(text) = 120>>>", ExactNumber(120)).success)
    let problem = WordProblem(text: "?", answer: Rational(120), steps: 1)
    #expect(!QuestionSetClaims.judge("<<<\(text)>>>", GSMHard(), problem).success)
  }

  @Test("equal answers have equal spellings")
  func normal() {
    let texts = ["<<<\\frac{1}{2}>>>", "<<<0.5>>>", "<<<2/4>>>", "<<<50%>>>"]
    #expect(Set(texts.map { judge($0, ExactNumber(1, over: 2)).answer }) == ["1/2"])
  }
}
