import Basics
import BigInt
import Testing

@testable import Tasks

@Suite("Reading numbers")
struct NumberReaderTests {
  @Test(
    "the last whole number is read",
    arguments: [
      ("12 and 34", 34), ("7 - 5", 5), ("7-5", 5), ("= -5", -5), ("(-5)", -5), ("$-5$", -5),
      ("-$1,234", -1_234), ("12, 34", 34), ("1,234,567.", 1_234_567), ("12,34", 34), ("x2 = 3", 3),
      ("5.0", 5), ("1 234", 234),
    ])
  func integers(text: String, number: Int) {
    let answer = AnswerText(text)
    #expect(NumberReader.lastInteger(in: answer, answer.bytes.indices) == BigInt(number))
  }

  @Test(
    "what is not whole is not read as whole",
    arguments: ["1.5", "1e5", "5 \\times 10^{3}", "x2", "none", "", "-", "."])
  func others(text: String) {
    let answer = AnswerText(text)
    #expect(NumberReader.lastInteger(in: answer, answer.bytes.indices) == nil)
  }

  @Test("too many digits are passed over in linear time")
  func longDigits() {
    let answer = AnswerText(String(repeating: "7", count: 2_000_000))
    #expect(NumberReader.lastInteger(in: answer, answer.bytes.indices) == nil)
  }

  @Test("a terminating decimal is spelled exactly")
  func decimals() {
    #expect(Rational(-25, over: 2).description == "-12.5")
    #expect(Rational(1, over: 160).description == "0.00625")
    #expect(Rational(5, over: 18).description == "5/18")
    #expect(Rational(-6, over: -4) == Rational(3, over: 2))
  }
}
