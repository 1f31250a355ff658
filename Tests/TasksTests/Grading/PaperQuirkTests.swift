import Basics
import BigInt
import Testing

@testable import Tasks

/// Each documented quirk of the published code: what it does where strict grading does otherwise.
@Suite("Quirks of the published code")
struct PaperQuirkTests {
  /// An answer, and what both policies make of it.
  private func compare<Task: BenchTask>(
    _ task: Task, _ problem: Task.Problem, _ text: String, printed: String? = nil
  ) -> (strict: Judgement, paper: Judgement) {
    (
      task.judged(text, printed: printed, by: .strict, for: problem),
      task.judged(text, printed: printed, by: .paper, for: problem)
    )
  }

  private let product = MultiplicationProblem(factors: [17, 35])
  private let hard = Game24.Problem(numbers: [3, 3, 8, 8], target: 24, solution: "8/(3-8/3)")
  private let easy = Game24.Problem(numbers: [1, 2, 4, 24], target: 24, solution: "24*(4/2-1)")
  private let letters = Letters.Problem(word: "banal", letter: "a")
  private let lift = BoxLift.Problem(boxes: [60], lifters: [40, 50], steps: 1)

  @Test("either text may be right")
  func eitherText() {
    let (strict, paper) = compare(NumberMultiplying(), product, "<<<595>>>", printed: "594\n")
    #expect(!strict.success && paper.success)
    #expect(paper.quirks == [.eitherText])
    #expect(paper.policy == .paper && strict.policy == .strict)
  }

  @Test("only the last reply is read")
  func lastReplyOnly() {
    let texts: [(source: AnswerSource, text: AnswerText)] = [
      (.response, AnswerText("TERMINATE")), (.response, AnswerText("<<<595>>>")),
    ]
    var trace = GradingTrace.off
    #expect(NumberMultiplying().judge(texts, for: product, by: .strict, trace: &trace).success)
    let paper = NumberMultiplying().judge(texts, for: product, by: .paper, trace: &trace)
    #expect(!paper.success && paper.quirks == [.lastReplyOnly])
  }

  @Test("the last marker counts, whatever it holds")
  func lastMarker() {
    let text = "<<<595>>> as I was to answer in the format <<<answer>>>"
    let (strict, paper) = compare(NumberMultiplying(), product, text)
    #expect(strict.success && !paper.success)
    #expect(paper.quirks.contains(.lastMarker))
    #expect(
      PaperExtraction.lastMatch(in: Array("<<<a <<<b>>> c".utf8)).map { $0.count } == 6)
    #expect(PaperExtraction.lastMatch(in: Array("<<<a >> b".utf8)) == nil)
  }

  @Test("a product passes as a substring", arguments: ["<<<-595>>>", "<<<15950>>>", "<<<595.2>>>"])
  func productSubstring(text: String) {
    let (strict, paper) = compare(NumberMultiplying(), product, text)
    #expect(!strict.success && paper.success)
    #expect(paper.quirks == [.productSubstring])
  }

  @Test("commas between thousands are read", arguments: ["<<<1,234,567>>>", "<<<1234567>>>"])
  func productWithCommas(text: String) {
    let problem = MultiplicationProblem(factors: [1_234_567])
    #expect(compare(NumberMultiplying(), problem, text).paper.success)
    #expect(!compare(NumberMultiplying(), problem, "<<<12,34,567>>>").paper.success)
  }

  @Test(
    "what Python evaluates passes",
    arguments: ["<<<24*1**(2*4)>>>", "<<<24 if 1 else 2*4>>>", "<<<24%(1*2*4)+24>>>"])
  func pythonExpression(text: String) {
    let (strict, paper) = compare(Game24(), easy, text)
    #expect(!strict.success)
    #expect(paper.success == !text.contains("%"))
    if paper.success { #expect(paper.quirks == [.pythonExpression]) }
  }

  @Test("an exact fraction fails in floating point")
  func floatEquality() {
    let (strict, paper) = compare(Game24(), hard, "<<<8/(3-8/3)>>>")
    #expect(strict.success && !paper.success)
    #expect(paper.quirks == [.floatEquality])
  }

  @Test(
    "what Python cannot evaluate fails",
    arguments: ["<<<24 × (4 / 2 − 1)>>>", "<<<24*(4/2-1).>>>"])
  func pythonOnly(text: String) {
    let (strict, paper) = compare(Game24(), easy, text)
    #expect(strict.success && !paper.success)
    #expect(paper.quirks == [.pythonOnly])
  }

  @Test(
    "plain LaTeX, an equals sign and a chain are read",
    arguments: [
      "<<<24 \\times (4 \\div 2 - 1)>>>", "<<<24*(\\frac{4}{2}-1)>>>",
      "<<<24*(4/2-1) = 24>>>", "<<<24*(4/2-1) = 24*1 = 24>>>",
    ])
  func latexIsRead(text: String) {
    #expect(compare(Game24(), easy, text).paper.success)
  }

  @Test("a wrong expression gets a second reading of the response")
  func secondChance() {
    let (strict, paper) = compare(
      Game24(), easy, "<<<24*(4/2-1)>>>", printed: "<<<1+2+4+24>>>\n")
    #expect(!strict.success && paper.success)
    #expect(paper.quirks.contains(.secondChance))
  }

  @Test("waypoints must be tuples, and what touches without crossing does not count")
  func pathQuirks() {
    let box = PathPlan.Box(color: "red", x0: 400, x1: 600, y0: 400, y1: 600)
    let start = PathPlan.Point(x: 100, y: 500)
    let end = PathPlan.Point(x: 900, y: 500)
    let visit = PathPlan.Problem(
      size: 1_000, boxes: [box], start: start, end: end, visit: ["red"], avoid: [])
    let lists = compare(PathPlan(), visit, "<<<[[1, 5], [9, 5]]>>>")
    #expect(lists.strict.success && !lists.paper.success)
    #expect(lists.paper.quirks == [.tuplesOnly])
    #expect(compare(PathPlan(), visit, "<<<[(1, 5), (9, 5)]>>>").paper.success)
    #expect(compare(PathPlan(), visit, "Waypoints: [1, 5] -> [9, 5]").paper.success)
    let edge = compare(PathPlan(), visit, "<<<[(1, 5), (1, 6), (9, 6), (9, 5)]>>>")
    #expect(edge.strict.success && !edge.paper.success)
    #expect(edge.paper.quirks == [.edgeCrossing])
    let inside = PathPlan.Problem(
      size: 1_000, boxes: [box], start: PathPlan.Point(x: 450, y: 500),
      end: PathPlan.Point(x: 550, y: 500), visit: [], avoid: ["red"])
    let hidden = compare(PathPlan(), inside, "<<<[(4.5, 5), (5.5, 5)]>>>")
    #expect(!hidden.strict.success && hidden.paper.success)
    #expect(hidden.paper.quirks == [.edgeCrossing])
  }

  @Test("a response with code is judged against the instruction of its last block's number")
  func codeBlockInstruction() {
    // The room of the paper's instruction 4 (enter blue, avoid all others), without the others.
    let box = PathPlan.Box(color: "blue", x0: -20, x1: 20, y0: -20, y1: 20)
    let instruction = HouseWorld.instructions[4]
    let problem = PathPlan.Problem(
      size: 140, low: -140, boxes: [box], start: PathPlan.Point(x: -100, y: 0),
      end: PathPlan.Point(x: 100, y: 0), visit: instruction.visit, avoid: instruction.avoid)
    let around = "<<<[(-1, 0), (0, 1), (1, 0)]>>>"
    let plain = compare(PathPlan(), problem, around)
    #expect(!plain.strict.success && !plain.paper.success)
    // One block is instruction 0, which wants nothing of the boxes that are here.
    let code = compare(PathPlan(), problem, "```python\nprint(1)\n```\n" + around)
    #expect(!code.strict.success && code.paper.success)
    #expect(code.paper.quirks == [.codeBlockInstruction])
  }

  @Test("positions are a set, only the pattern is read, and a trailing comma ends the run")
  func letterQuirks() {
    let twice = compare(Letters(), letters, "<<<Count: 2, Positions: [2, 4, 4]>>>")
    #expect(!twice.strict.success && twice.paper.success)
    #expect(twice.paper.quirks == [.positionSet])
    let loose = compare(Letters(), letters, "<<<count: 2; positions: 2, 4>>>")
    #expect(loose.strict.success && !loose.paper.success)
    #expect(loose.paper.quirks == [.countPattern])
    let none = Letters.Problem(word: "bcd", letter: "a")
    let empty = compare(Letters(), none, "<<<Count: 0, Positions: []>>>")
    #expect(empty.strict.success && !empty.paper.success)
    #expect(empty.paper.quirks == [.countPattern])
    let comma = compare(Letters(), letters, "<<<Count: 2, Positions: [2, 4, ]>>>")
    #expect(comma.strict.success && !comma.paper.success)
    #expect(comma.paper.quirks == [.trailingComma])
  }

  @Test("lifters count twice and from the end; text after a list ends the plan")
  func liftQuirks() {
    let twice = compare(BoxLift(), lift, "<<<Step 1: [(60, [0, 0])]>>>")
    #expect(twice.strict.score == 0 && twice.paper.success)
    #expect(twice.paper.quirks == [.repeatedLifter])
    let negative = compare(BoxLift(), lift, "<<<Step 1: [(60, [0, -1])]>>>")
    #expect(negative.strict.score == 0 && negative.paper.success)
    #expect(negative.paper.quirks == [.negativeLifter])
    let text = compare(BoxLift(), lift, "<<<Step 1: [(60, [0, 1])] and we are done>>>")
    #expect(text.strict.success && !text.paper.success)
    #expect(text.paper.quirks == [.trailingText])
    let unmarked = compare(BoxLift(), lift, "Step 1: [(60, [0, 1])]")
    #expect(unmarked.strict.success && !unmarked.paper.success)
    #expect(unmarked.paper.quirks == [.rewrittenMarker])
  }

  @Test("progress before an unreadable step is kept")
  func progressIsKept() {
    let two = BoxLift.Problem(boxes: [60, 30], lifters: [40, 50], steps: 2)
    let text = "<<<Step 1: [(60, [0, 1])]\nStep 2: [(30, [0])] done>>>"
    #expect(compare(BoxLift(), two, text).paper.score == 0.5)
  }

  @Test("BoxNet reads JSON with a space after commas, drops signs, and stops off the grid")
  func netQuirks() {
    let problem = BoxNet.Problem(squares: [
      [
        BoxNet.Square(boxes: ["red"], targets: []), BoxNet.Square(boxes: [], targets: ["red"]),
      ]
    ])
    func plan(_ first: String, _ move: String = "move(box_red, square[0.5, 1.5])") -> String {
      "<<<[{\"\(first)\": \"\(move)\"}, {\"Agent[0.5, 1.5]\": \"move(box_red, target_red)\"}]>>>"
    }
    let right = compare(BoxNet(), problem, plan("Agent[0.5, 0.5]"))
    #expect(right.strict.success && right.paper.success && right.paper.quirks == [])
    let quotes = compare(BoxNet(), problem, plan("Agent[0.5, 0.5]").replacing("\"", by: "'"))
    #expect(quotes.strict.success && !quotes.paper.success)
    #expect(quotes.paper.quirks == [.validJSON])
    let tight = compare(
      BoxNet(), problem, plan("Agent[0.5, 0.5]", "move(box_red,square[0.5, 1.5])"))
    #expect(tight.strict.success && tight.paper.score == 0)
    #expect(tight.paper.quirks == [.spaceAfterComma])
    let negative = compare(BoxNet(), problem, plan("Agent[-0.5, 0.5]"))
    #expect(!negative.strict.success && negative.paper.success)
    #expect(negative.paper.quirks == [.unsignedCoordinates])
    let off = compare(
      BoxNet(), problem,
      plan("Agent[0.5, 0.5]").replacing("}]>>>", by: "}, {\"Agent[9.5, 0.5]\": \"wait\"}]>>>"))
    #expect(off.strict.success && off.paper.score == 0)
    #expect(off.paper.quirks == [.offGrid])
  }

  @Test("moves are six words, and an empty plan fails")
  func blockQuirks() {
    let problem = Blocksworld.Problem(initial: [["A", "B"], []], goal: [["A"], ["B"]])
    let numbered = compare(Blocksworld(), problem, "<<<1. Move B from 1 to 2>>>")
    #expect(numbered.strict.success && !numbered.paper.success)
    #expect(numbered.paper.quirks == [.sixWords])
    let stacks = compare(Blocksworld(), problem, "<<<Move B from stack1 to stack2>>>")
    #expect(stacks.strict.success && stacks.paper.success)
    let solved = Blocksworld.Problem(initial: [["A"], []], goal: [["A"]])
    let empty = compare(Blocksworld(), solved, "[]")
    #expect(empty.strict.success && !empty.paper.success)
    #expect(empty.paper.quirks == [.emptyPlan])
  }

  @Test("a recorded verdict with correct in it is success", arguments: ["Incorrect", "incorrect"])
  func verdictSubstring(verdict: String) {
    let choice = Choice(text: "?", options: ["one", "two"], answer: 0)
    let problem = LogicalDeduction.Problem(choice: choice, objects: 3, clues: 2)
    let (strict, paper) = compare(LogicalDeduction(), problem, "<<<[B, \(verdict)]>>>")
    #expect(!strict.success && paper.success)
    #expect(paper.quirks == [.verdictSubstring])
    #expect(!compare(LogicalDeduction(), problem, "<<<[A, Wrong]>>>").paper.success)
    #expect(compare(LogicalDeduction(), problem, "<<<[A, Correct]>>>").paper.quirks == [])
    #expect(!compare(LogicalDeduction(), problem, "Incorrect").paper.success)
  }

  @Test("a recorded verdict that is not exactly False is success")
  func unlessFalse() {
    let problem = WordProblem(text: "?", answer: Rational(7), steps: 1)
    #expect(compare(GSMHard(), problem, "<<<false>>>").paper.quirks == [.unlessFalse])
    #expect(compare(GSMHard(), problem, "<<<Unknown>>>").paper.success)
    #expect(!compare(GSMHard(), problem, "<<<False>>>").paper.success)
    #expect(!compare(GSMHard(), problem, "<<<Unknown>>>").strict.success)
    #expect(PaperVerdict.isSuccess([Array("False".utf8), Array("".utf8)]))
    #expect(!PaperVerdict.isSuccess([Array("False".utf8), Array("False".utf8)]))
  }

  @Test("a number may be wrong by a thousandth")
  func thousandth() {
    let problem = WordProblem(text: "?", answer: Rational(1_000_000), steps: 1)
    let near = compare(GSMHard(), problem, "<<<1000999>>>")
    #expect(!near.strict.success && near.paper.success)
    #expect(near.paper.quirks == [.thousandth])
    #expect(!compare(GSMHard(), problem, "<<<1001001>>>").paper.success)
    let math = MathProblem(text: "?", answer: [ExactNumber(1, pi: 1)], steps: 1)
    #expect(compare(MathGeometry(), math, "<<<3.1416>>>").paper.success)
    let whole = MathProblem(text: "?", answer: [ExactNumber(5_000)], steps: 1)
    let off = compare(MathCounting(), whole, "<<<5001>>>")
    #expect(!off.strict.success && off.paper.success && off.paper.quirks == [.thousandth])
  }

  @Test("the references of the choice and number tasks are right by both policies")
  func referencesAgree() {
    let plain: Set = [
      "number-multiplying", "date-understanding", "web-of-lies", "logical-deduction", "navigate",
      "gsm-hard", "math-geometry", "math-counting", "boxlift", "boxnet",
    ]
    for set in GradedSet.all where plain.contains(set.name) {
      for question in set.loaded {
        let judgement = question.judged(question.question.reference, by: .paper)
        #expect(judgement.success, "\(question.question.id): \(judgement.explanation)")
        #expect(judgement.quirks == [])
      }
    }
  }
}
