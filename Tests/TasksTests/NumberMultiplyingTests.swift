import BigInt
import Foundation
import Testing

@testable import Tasks

@Suite("Number Multiplying")
struct NumberMultiplyingTests {
  private let task = NumberMultiplying()
  private let problem = MultiplicationProblem(factors: [-4, 17, 7_571])

  @Test("the shipped set is sound")
  func shipped() throws {
    try QuestionSetClaims.check(task)
  }

  @Test("a wrong sign, a digit more or less, and the factors are wrong")
  func corruptions() throws {
    for question in try task.questions(perRung: 10, seed: "shipped") {
      let loaded = try LoadedQuestion(question, of: task)
      let inside = String(question.reference.dropFirst(3).dropLast(3))
      let flipped = inside.hasPrefix("-") ? String(inside.dropFirst()) : "-" + inside
      for wrong in [flipped, inside + "0", String(inside.dropLast()), "1" + inside, inside + ".5"] {
        let judgement = loaded.judge([(.response, AnswerText("<<<\(wrong)>>>"))])
        #expect(!judgement.success, "\(question.id): \(wrong)")
      }
    }
  }

  @Test(
    "spellings of one number are read alike",
    arguments: [
      "<<<-514828>>>", "<<<-514,828>>>", "<<<\u{2212}514,828>>>", "<<<$-514{,}828$>>>",
      "<<<-514\\,828>>>", "<<<-514_828>>>", "<<<-514828.0>>>", "<<<-4 * 17 * 7571 = -514828>>>",
      "<<<The product is -514828>>>", "-514828", "Result: -514828", "-4 * 17 * 7571 = -514828",
      "The answer is **-514,828**, found in 3 steps.", "\\boxed{-514{,}828}",
      "The final answer is $-4 \\times 17 \\times 7571 = -514828$.", "('product', -514828)",
      "<<<\\(-514828\\)>>>", "<<<-514\u{202f}828>>>",
    ])
  func spellings(text: String) {
    let judgement = QuestionSetClaims.judge(text, task, problem)
    #expect(judgement.success, "\(judgement)")
    #expect(judgement.answer == "-514828")
  }

  @Test(
    "a substring, another grouping or an approximation is no product",
    arguments: [
      "<<<514828>>>", "<<<-5148280>>>", "<<<-1-514828>>>", "<<<-5.14828e5>>>", "<<<-514>>>",
      "<<<-514,8281>>>", "<<<about -514828.4>>>", "<<<17>>> then -514828 in a later text",
    ])
  func notRight(text: String) {
    #expect(!QuestionSetClaims.judge(text, task, problem).success)
  }

  @Test("factors of twenty digits survive the question file and grade exactly")
  func large() throws {
    let factor = BigInt("98765432109876543210")
    let large = MultiplicationProblem(factors: [factor, factor])
    let copy = try JSONDecoder().decode(
      MultiplicationProblem.self, from: JSONEncoder().encode(large))
    #expect(copy == large)
    let product = String(factor * factor)
    #expect(QuestionSetClaims.judge("<<<\(product)>>>", task, copy).success)
    #expect(!QuestionSetClaims.judge("<<<\(product.dropLast())1>>>", task, copy).success)
  }

  @Test(
    "a file with factors that are no whole numbers is refused",
    arguments: [#"{"factors":[]}"#, #"{"factors":["1.5"]}"#, #"{"factors":["x"]}"#])
  func badFile(json: String) {
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(MultiplicationProblem.self, from: Data(json.utf8))
    }
  }
}
