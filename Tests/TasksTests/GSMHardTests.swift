import Basics
import BigInt
import Foundation
import Testing

@testable import Tasks

@Suite("GSM-Hard")
struct GSMHardTests {
  private let task = GSMHard()

  private func problem(_ top: Int, over bottom: Int = 1) -> WordProblem {
    WordProblem(text: "?", answer: Rational(top, over: bottom), steps: 2)
  }

  @Test("the shipped set is sound")
  func shipped() throws {
    try QuestionSetClaims.check(task)
  }

  @Test("there are at least 25 frames, and each can be filled many times")
  func frames() {
    let frames = GSMHard.ladder.flatMap { $0 }
    #expect(frames.count >= 25)
    for (index, frame) in frames.enumerated() {
      var generator = SeededGenerator(seed: "frame \(index)")
      var texts: Set<String> = []
      // Some frames need numbers that divide each other, and are filled in one try of fifty.
      for _ in 0..<4_000 where texts.count < 30 {
        if let draft = frame.fill(&generator) { texts.insert(draft.text) }
      }
      #expect(texts.count == 30, "frame \(index) \(texts)")
    }
  }

  @Test("an error of one, of a cent, of a sign or of a tenth is wrong")
  func corruptions() throws {
    for question in try task.questions(perRung: 10, seed: "shipped") {
      let loaded = try LoadedQuestion(question, of: task)
      let inside = String(question.reference.dropFirst(3).dropLast(3))
      let truth = try #require(MathReader.exactly(inside)?.rational)
      let wrongs = [
        truth + Rational(1), truth - Rational(1), truth + Rational(1, over: 50), -truth,
        truth * Rational(10), truth * Rational(1_001, over: 1_000),
      ]
      for wrong in wrongs {
        let judgement = loaded.judge([(.response, AnswerText("<<<\(wrong)>>>"))])
        #expect(!judgement.success, "\(question.id): \(wrong) for \(truth)")
      }
    }
  }

  @Test(
    "spellings of one amount are read alike",
    arguments: [
      "<<<1234.5>>>", "<<<1,234.50>>>", "<<<$1,234.50>>>", "<<<\\$1{,}234.50>>>",
      "<<<1234.5 dollars>>>", "<<<2469/2>>>", "<<<\\frac{2469}{2}>>>", "<<<1234.5000000000001>>>",
      "<<<1.2345e3>>>", "<<<1.2345 \\times 10^{3}>>>", "1234.50", "Total: $1234.50",
      "The answer is $1,234.50, after 4 steps.", "<<<1000 + 234.5 = 1234.5>>>", "\\boxed{1234.50}",
      "<<<$1234.50$>>>", "**Answer: 1234.5**", "<<<1234.50.>>>",
    ])
  func spellings(text: String) {
    let judgement = QuestionSetClaims.judge(text, task, problem(2_469, over: 2))
    #expect(judgement.success, "\(judgement)")
  }

  @Test("an exact amount has no tolerance, and large numbers are compared digit by digit")
  func exact() {
    let cents = problem(123_450, over: 100)
    for wrong in ["1234.51", "1234.49", "1234", "1235", "1234.5001", "1234.505"] {
      #expect(!QuestionSetClaims.judge("<<<\(wrong)>>>", task, cents).success, "\(wrong)")
    }
    let large = problem(123_456_789_012)
    for wrong in ["123456789012.5", "123456789013", "123456789012.01", "1.23456789e11"] {
      #expect(!QuestionSetClaims.judge("<<<\(wrong)>>>", task, large).success, "\(wrong)")
    }
    #expect(QuestionSetClaims.judge("<<<123456789012.0>>>", task, large).success)
  }

  @Test("a longer truth may be rounded to two decimals, or given with more")
  func rounding() {
    let third = problem(-1_000, over: 3)
    for right in ["-333.33", "-333.333", "-333.3333333333333", "-1000/3"] {
      #expect(QuestionSetClaims.judge("<<<\(right)>>>", task, third).success, "\(right)")
    }
    for wrong in ["-333.3", "-333", "-333.34", "-333.32", "333.33"] {
      #expect(!QuestionSetClaims.judge("<<<\(wrong)>>>", task, third).success, "\(wrong)")
    }
    #expect(MoneyRounding.rounded(Rational(-1, over: 200)) == Rational(-1, over: 100))
    #expect(MoneyRounding.rounded(Rational(1_999, over: 1_000)) == Rational(2))
  }

  @Test("an answer that is no number is refused in a question file")
  func badFile() {
    let json = #"{"text":"?","answer":"many","steps":1}"#
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(WordProblem.self, from: Data(json.utf8))
    }
  }
}
