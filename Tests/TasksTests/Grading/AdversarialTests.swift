import BigInt
import TestSupport
import Testing

@testable import Tasks

/// Answers that are made to pass, or to break the grader.
@Suite("Adversarial answers")
struct AdversarialTests {
  private static let four = Game24.Problem(
    numbers: [1, 2, 4, 24], target: 24, solution: "24*(4/2-1)")

  @Test(
    "no power, conditional, sign or call is an expression of the game",
    arguments: [
      "<<<24*1**(2*4)>>>", "<<<24 if 1 else 2*4>>>", "<<<24*1^(2*4)>>>", "<<<-(-24)*(4/2-1)>>>",
      "<<<24*int(1)+(2-4)*0>>>", "<<<24//1+2-4>>>", "<<<24*(1<2)*4/4>>>", "<<<24+1-2-4+3>>>",
      "<<<24.0*(4/2-1)>>>", "<<<24*1*4/2/2 or 24>>>", "<<<max(24,1,2,4)>>>", "<<<24#*1*2*4>>>",
      "<<<24 + 0*(1+2+4)>>>", "<<<2 4 + 1 + 2 + 4>>>", "<<<24*1e0*(4/2-1)>>>",
      "<<<24*1**2**4>>>", "<<<__import__('os')>>>",
    ])
  func gameIsNotCheated(text: String) {
    #expect(!Game24().judged(text, by: .strict, for: Self.four).success)
  }

  @Test(
    "wrong sign, right digits in a longer number, and near misses are no product",
    arguments: [
      "<<<595>>>", "<<<-5950>>>", "<<<-1595>>>", "<<<-595.5>>>", "<<<-59 5>>>", "<<<-595 or 595>>>",
      "<<<595-1190>>>", "<<<1-596>>>", "<<<(-595, 595)>>>", "<<<-595,1>>>", "<<<-5.95>>>",
      "<<<-595e1>>>", "<<<1e400>>>", "<<<x-595>>>3", "<<<2-595>>>",
      "<<<-595595>>>", "<<<\u{202e}595-\u{202c}>>>", "<<<5\u{200b}95>>>", "<<<-0x253>>>",
      "<<<minus five hundred>>>", "<<<−−595>>>",
    ])
  func productIsNotCheated(text: String) {
    let problem = MultiplicationProblem(factors: [-17, 35])
    let judgement = NumberMultiplying().judged(text, by: .strict, for: problem)
    #expect(!judgement.success, "\(judgement)")
  }

  @Test(
    "duplicated positions, a wrong list and a bare count are no count of letters",
    arguments: [
      "<<<Count: 2, Positions: [2, 2, 5]>>>", "<<<Count: 3, Positions: [2, 5]>>>",
      "<<<Count: 2, Positions: [2, 5, 5]>>>", "<<<Count: 2, Positions: [25]>>>",
      "<<<Count: 2>>>", "<<<Positions: [2, 5]>>>", "<<<Count: 2, Positions: [2.0, 5.5]>>>",
      "<<<Count: 2, Positions: [-2, -5]>>>", "<<<Count: -2, Positions: [2, 5]>>>",
      "<<<Count: 2, Positions: [2, 5>>>", "<<<Count: 99999999999999999999, Positions: [2, 5]>>>",
      "<<<Count: 2, Positions: []>>>",
    ])
  func letterCountIsNotCheated(text: String) {
    let problem = Letters.Problem(word: "banal", letter: "a")
    let other = text.replacing("5", by: "4")
    #expect(!Letters().judged(other, by: .strict, for: problem).success)
  }

  @Test("lists and tuples are the same answer, strictly")
  func listsAndTuples() {
    let letters = Letters.Problem(word: "banal", letter: "a")
    for text in ["<<<Count: 2, Positions: [2, 4]>>>", "<<<Count: 2, Positions: (2, 4)>>>"] {
      #expect(Letters().judged(text, by: .strict, for: letters).success)
    }
    let lift = BoxLift.Problem(boxes: [5], lifters: [9], steps: 1)
    for text in [
      "<<<Step 1: [(5, [0])]>>>", "<<<Step 1: [[5, (0)]]>>>", "<<<Step 1: ((5, [0]))>>>",
    ] {
      #expect(BoxLift().judged(text, by: .strict, for: lift).success, "\(text)")
    }
  }

  @Test(
    "a negative lifter, one that is used twice and one that is not there lift nothing",
    arguments: ["[-1]", "[0, 0]", "[0, -2]", "[2]", "[1, 1, 1]", "[]", "[9999999999999999999999]"])
  func liftersAreNotCheated(team: String) {
    let problem = BoxLift.Problem(boxes: [60], lifters: [40, 50], steps: 1)
    let judgement = BoxLift().judged("<<<Step 1: [(60, \(team))]>>>", by: .strict, for: problem)
    #expect(judgement.score == 0)
  }

  @Test("the same lifter for two boxes of a step lifts one")
  func lifterForTwoBoxes() {
    let problem = BoxLift.Problem(boxes: [40, 40], lifters: [40], steps: 1)
    let judgement = BoxLift().judged(
      "<<<Step 1: [(40, [0]), (40, [0])]>>>", by: .strict, for: problem)
    #expect(judgement.score == 0.5)
  }

  @Test(
    "agents and squares off the grid do nothing",
    arguments: [
      ("Agent[-0.5, 0.5]", "move(box_red, square[0.5, 0.5])"),
      ("Agent[0.5, 0.5]", "move(box_red, square[-0.5, 0.5])"),
      ("Agent[0.5, 0.5]", "move(box_red, square[0.5, 99.5])"),
      ("Agent[1e300, 0.5]", "move(box_red, target_red)"),
      ("Agent[0.5, 0.5]", "move(box_red, target_blue)"),
      ("Agent[0, 0]", "move(box_red, target_red)"),
    ])
  func gridIsNotLeft(agent: String, action: String) {
    let square = BoxNet.Square(boxes: ["red"], targets: [])
    let problem = BoxNet.Problem(squares: [[square, BoxNet.Square(boxes: [], targets: ["red"])]])
    let judgement = BoxNet().judged(
      "<<<[{\"\(agent)\": \"\(action)\"}]>>>", by: .strict, for: problem)
    #expect(judgement.score == 0)
  }

  @Test("numbered moves count, and an empty plan is right only where the start is the goal")
  func movesAndEmptyPlans() {
    let problem = Blocksworld.Problem(initial: [["A", "B"], []], goal: [["A"], ["B"]])
    let numbered = "<<<\n1. Move B from 1 to 2\n>>>"
    #expect(Blocksworld().judged(numbered, by: .strict, for: problem).success)
    #expect(!Blocksworld().judged("<<<>>>", by: .strict, for: problem).success)
    let solved = Blocksworld.Problem(initial: [["A"], []], goal: [["A"]])
    #expect(Blocksworld().judged("<<<>>>", by: .strict, for: solved).success)
    #expect(!Blocksworld().judged("There is nothing to do.", by: .strict, for: solved).success)
  }

  @Test(
    "a verdict is no answer to a choice",
    arguments: ["Incorrect", "<<<Incorrect>>>", "<<<Correct>>>", "<<<[A, Correct]>>>", "correct"])
  func verdictsAreNoAnswers(text: String) {
    let choice = Choice(text: "?", options: ["one thing", "another thing"], answer: 1)
    let problem = LogicalDeduction.Problem(choice: choice, objects: 3, clues: 2)
    #expect(!LogicalDeduction().judged(text, by: .strict, for: problem).success)
  }

  @Test(
    "huge exponents, deep nesting and marks of direction crash nothing", arguments: GradedSet.all)
  func hostileTextsAreHarmless(set: GradedSet) {
    // Fractions are nested as deep as the claim says; the others as deep as it takes to be beyond
    // every bound.
    let (deep, many) = (10_000, 1_000)
    let texts = [
      "<<<1e400>>>", "<<<1e-400>>>", "<<<1e999999999999999999999>>>",
      "<<<9\(String(repeating: "9", count: 5_000))>>>",
      "<<<" + String(repeating: "\\frac{1}{", count: deep) + "1"
        + String(repeating: "}", count: deep) + ">>>",
      "<<<" + String(repeating: "(", count: many) + "1" + String(repeating: ")", count: many)
        + ">>>",
      "<<<" + String(repeating: "[", count: many) + String(repeating: "]", count: many) + ">>>",
      "<<<" + String(repeating: "-", count: many) + "1>>>",
      "<<<" + String(repeating: "2**", count: many) + "2>>>",
      "\\boxed{" + String(repeating: "{", count: many) + String(repeating: "}", count: many) + "}",
      "<<<\u{202e}\u{2066}\u{200f}>>>", String(repeating: "\u{202e}", count: many),
      "<<<\u{0}>>>", String(repeating: "<<<>>>", count: many),
      String(repeating: ">>>", count: many),
    ]
    guard let question = set.loaded.last else { return }
    for text in texts {
      for policy in GradingPolicy.allCases {
        #expect(!question.judged(text, by: policy).success, "\(text.prefix(60))")
      }
    }
  }

  @Test("marks of direction do not hide what an answer says")
  func directionMarks() {
    let problem = MultiplicationProblem(factors: [12, 34])
    for text in ["<<<\u{200e}408\u{200e}>>>", "<<<\u{202d}408\u{202c}>>>"] {
      let judgement = NumberMultiplying().judged(text, by: .strict, for: problem)
      #expect(judgement.answer == "408" || judgement.answer == nil)
    }
    let reversed = NumberMultiplying().judged(
      "<<<\u{202e}804\u{202c}>>>", by: .strict, for: problem)
    #expect(!reversed.success)
  }

  @Test("the time to grade grows no faster than the answer", arguments: GradedSet.all)
  func gradingIsLinear(set: GradedSet) throws {
    let question = try #require(set.loaded.last)
    let pieces = [
      "<<<1>>> ", "(1, 2), ", "Step 1: [(1, [0])] Move A from 1 to 2\n", "{\"Agent[0.5, 0.5]\": ",
      "answer is 3 ", "((((", "1/1/2020 \\frac{", "Count: 1, Positions: [1, ", "A or ",
    ]
    for piece in pieces {
      for policy in GradingPolicy.allCases {
        func time(_ bytes: Int) -> Duration {
          let text = String(repeating: piece, count: bytes / piece.utf8.count)
          return (0..<2).map { _ in
            ThreadTime.measure { _ = question.judged(text, by: policy) }
          }.min() ?? .zero
        }
        let (small, large) = (time(1_000), time(16_000))
        // Sixteen times the bytes; a quadratic reader would take 256 times the time.
        #expect(
          large < small * 100 + .milliseconds(10), "\(piece), \(policy): \(small), then \(large)")
      }
    }
  }
}
