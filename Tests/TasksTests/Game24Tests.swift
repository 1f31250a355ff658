import Basics
import Testing

@testable import Tasks

@Suite("Game 24")
struct Game24Tests {
  private let task = Game24()
  private let hard = Game24.Problem(numbers: [3, 3, 8, 8], target: 24, solution: "8/(3-8/3)")

  @Test("the shipped set is sound, and has two to six terms")
  func shipped() throws {
    try QuestionSetClaims.check(task)
    let terms = try task.questions(perRung: 1, seed: "shipped").map { $0.complexity[0].value }
    #expect(terms == [2, 3, 4, 5, 6])
  }

  @Test("a number left out, used twice or changed is wrong")
  func corruptions() throws {
    for question in try task.questions(perRung: 10, seed: "shipped") {
      let loaded = try LoadedQuestion(question, of: task)
      let inside = String(question.reference.dropFirst(3).dropLast(3))
      for wrong in [inside + " + 1", inside + " * 1", "(\(inside)) - 0", "24", "-(\(inside))"] {
        #expect(!loaded.judge([(.response, AnswerText("<<<\(wrong)>>>"))]).success, "\(wrong)")
      }
    }
  }

  @Test(
    "exact fractions and all spellings of the signs are right",
    arguments: [
      "<<<8/(3-8/3)>>>", "<<<8 / (3 - 8/3) = 24>>>", "<<<24 = 8 / (3 - 8/3)>>>",
      "<<<8 ÷ (3 − 8 ÷ 3)>>>", "<<<\\frac{8}{3 - \\frac{8}{3}}>>>", "<<<8 \\div (3 - 8 \\div 3)>>>",
      "<<<$8/\\left(3-\\frac{8}{3}\\right)$>>>", "<<<8/(3-8/3).>>>", "<<<8/[3-(8/3)]>>>",
      "\\boxed{8/(3-8/3)}", "The answer is 8/(3-8/3) = 24.", "8/(3-8/3)",
      "One way is: 8 / (3 - 8/3) = 24", "['8/(3-8/3)']", "<<<`8/(3-8/3)`>>>", "<<<**8/(3-8/3)**>>>",
      "<<<8/(3-8/3) = 8/(1/3) = 24>>>", "<<<expression: 8/(3-8/3)>>>",
    ])
  func right(text: String) {
    let judgement = QuestionSetClaims.judge(text, task, hard)
    #expect(judgement.success, "\(judgement)")
  }

  @Test(
    "powers, floor division, signs, conditions and glued digits are wrong",
    arguments: [
      "<<<8/(3-8/3)*1**(2*4)>>>", "<<<24 if 1 else 8*3*8*3>>>", "<<<8*3**1*3/8>>>",
      "<<<8//3*8*3>>>", "<<<-8/(8/3-3)>>>", "<<<+8/(3-8/3)>>>", "<<<8/(3-8/3)+0>>>",
      "<<<88-3-3>>>", "<<<3*8>>>", "<<<8+8+3+3>>>", "<<<24>>>", "<<<8/(3-3)+8>>>",
      "<<<(8/(3-8/3)>>>", "<<<8/(3-8/3))>>>", "<<<8.0/(3-8/3)>>>", "<<<8%3*8*3>>>",
      "<<<8^(3)*3-8>>>", "<<<3 3 8 8>>>", "<<<abs(8/(8/3-3))>>>", "<<<8/(3-8/3) - 0 = 24>>>",
    ])
  func wrong(text: String) {
    let judgement = QuestionSetClaims.judge(text, task, hard)
    #expect(!judgement.success, "\(judgement)")
  }

  @Test("a forbidden operator in a marker is an answer, and a wrong one")
  func faulty() {
    let judgement = QuestionSetClaims.judge("<<<8*3**1*3/8>>> or 8/(3-8/3)", task, hard)
    #expect(judgement.answer == "8*3**1*3/8")
    #expect(!judgement.success)
  }

  @Test("a cross, a dot and juxtaposed parentheses multiply")
  func products() {
    let easy = Game24.Problem(numbers: [2, 3, 4], target: 24, solution: "2*3*4")
    for text in ["2 x 3 x 4", "2·3·4", "2 × 3 × 4", "2 \\times 3 \\cdot 4", "(2)(3)(4)", "2(3)*4"] {
      #expect(QuestionSetClaims.judge("<<<\(text)>>>", task, easy).success, "\(text)")
    }
  }

  @Test("the solver finds the known hard ones and no more")
  func solver() {
    for numbers in [[3, 3, 8, 8], [1, 5, 5, 5], [1, 3, 4, 6], [3, 3, 7, 7]] {
      let solution = Game24Solver.solution(of: numbers, target: 24)
      let parsed = solution.flatMap { ArithmeticParser.parse(Array($0.utf8)) }
      #expect(parsed?.uses(numbers) == true)
      #expect(parsed?.value == Rational(24))
    }
    for numbers in [[1, 1, 1, 1], [1, 1, 2, 2], [13, 13, 13, 13], [7, 7, 7, 7]] {
      #expect(Game24Solver.solution(of: numbers, target: 24) == nil)
    }
  }
}
