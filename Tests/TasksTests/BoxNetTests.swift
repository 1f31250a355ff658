import Basics
import Testing

@testable import Tasks

@Suite("BoxNet")
struct BoxNetTests {
  /// Two rows of two: blue goes from [0.5, 0.5] to [0.5, 1.5], two reds start in [1.5, 1.5], one
  /// target of theirs beside them and one in [1.5, 0.5].
  private static let problem = BoxNet.Problem(squares: [
    [BoxNet.Square(boxes: ["blue"]), BoxNet.Square(targets: ["blue"])],
    [
      BoxNet.Square(targets: ["red"]),
      BoxNet.Square(boxes: ["red", "red"], targets: ["red"]),
    ],
  ])
  private static let first = """
    {"Agent[0.5, 0.5]": "move(box_blue, square[0.5, 1.5])", "Agent[1.5, 1.5]": "move(box_red, target_red)"}
    """
  private static let second = """
    {"Agent[0.5, 1.5]": "move(box_blue, target_blue)", "Agent[1.5, 1.5]": "move(box_red, square[1.5, 0.5])"}
    """
  private static let third = "{\"Agent[1.5, 0.5]\": \"move(box_red, target_red)\"}"
  private static let plan = "[\(first), \(second), \(third)]"

  private func judgement(_ answer: String) -> Judgement {
    BoxNet().judge([(source: .response, text: AnswerText(answer))], for: Self.problem)
  }

  @Test(
    "steps are read in the spellings of models and of Python",
    arguments: [
      "<<<\(plan)>>>", plan, "<<<\(plan.replacing("\"", by: "'"))>>>",
      "<<<\(plan.replacing(" ", by: ""))>>>", "<<<\(first)\n\(second)\n\(third)>>>",
      "\(first)\n\(second)\n\(third)", "```json\n\(plan)\n```",
      "<<<\(plan.replacing("\"", by: "\\\""))>>>", "{\"plan\": \(plan)}",
      "<<<\(plan.replacing("[0.5, 0.5]", by: "(0.50, .5)"))>>>",
      "<<<{'step 1': \(first), 'step 2': \(second), 'step 3': \(third)}>>>",
      "First [\(third)] came to mind, but this is better:\n\(plan)\nDone.",
    ])
  func spellingsAreRead(answer: String) {
    #expect(judgement(answer).success, "\(judgement(answer))")
  }

  @Test(
    "an action that is not allowed is ignored and moves nothing",
    arguments: [
      "\"Agent[0.5, 0.5]\": \"move(box_blue, target_blue)\"",
      "\"Agent[0.5, 1.5]\": \"move(box_blue, target_blue)\"",
      "\"Agent[0.5, 0.5]\": \"move(box_blue, square[1.5, 1.5])\"",
      "\"Agent[0.5, 0.5]\": \"move(box_blue, square[0.5, 0.5])\"",
      "\"Agent[0.5, 0.5]\": \"move(box_blue, square[-0.5, 0.5])\"",
      "\"Agent[0.5, 0.5]\": \"move(box_blue, square[0.5, 2.5])\"",
      "\"Agent[0.5, 0.5]\": \"move(box_blue, square[1e300, 0.5])\"",
      "\"Agent[0.5, 0.5]\": \"move(box_blue, square[0.5, 1])\"",
      "\"Agent[-0.5, 0.5]\": \"move(box_blue, square[0.5, 1.5])\"",
      "\"Agent[2.5, 0.5]\": \"move(box_blue, square[1.5, 0.5])\"",
      "\"Agent[1.5, 1.5]\": \"move(box_red, target_blue)\"",
      "\"Agent[1.5, 1.5]\": \"move(box_green, target_red)\"",
      "\"Agent[1.5, 1.5]\": \"move(box_green, target_green)\"",
      "\"Agent[1.5, 1.5]\": \"move(target_red, target_red)\"",
      "\"Agent[1.5, 1.5]\": \"deliver everything\"",
      "\"Agent[1.5, 1.5]\": null",
    ])
  func illegalActionsAreIgnored(action: String) {
    let alone = judgement("<<<[{\(action)}]>>>")
    #expect(alone.score == 0, "\(alone)")
    #expect(alone.explanation.contains("step 1"))
    let before = judgement("<<<[{\(action)}, \(Self.first), \(Self.second), \(Self.third)]>>>")
    #expect(before.success, "\(before)")
  }

  @Test("an agent acts once a step, and another may carry on in the same step")
  func actionsAreSequential() {
    let twice = """
      <<<[{"Agent[1.5, 1.5]": "move(box_red, target_red)", "Agent[1.5, 1.5]": "move(box_red, square[1.5, 0.5])", \
      "Agent[1.5, 0.5]": "move(box_red, target_red)"}]>>>
      """
    #expect(judgement(twice).score == 1.0 / 3)
    let chain = """
      <<<[{"Agent[0.5, 0.5]": "move(box_blue, square[0.5, 1.5])", "Agent[0.5, 1.5]": "move(box_blue, target_blue)"}]>>>
      """
    #expect(judgement(chain).score == 1.0 / 3)
    let backwards = """
      <<<[{"Agent[0.5, 1.5]": "move(box_blue, target_blue)", "Agent[0.5, 0.5]": "move(box_blue, square[0.5, 1.5])"}]>>>
      """
    #expect(judgement(backwards).score == 0)
  }

  @Test("no repetition of a delivery raises the score")
  func deliveriesCountOnce() {
    let delivery = "{\"Agent[1.5, 1.5]\": \"move(box_red, target_red)\"}"
    let many = Array(repeating: delivery, count: 500).joined(separator: ", ")
    #expect(judgement("<<<[\(many)]>>>").score == 1.0 / 3)
    #expect(judgement("<<<[\(many), \(many), \(many), \(Self.plan)]>>>").score == 1.0 / 3)
  }

  @Test("a plan that is cut off keeps its whole steps")
  func cutPlansKeepWholeSteps() {
    let cut = "<<<[\(Self.first), \(Self.second.dropLast(4))"
    #expect(judgement(cut).score == 1.0 / 3)
    #expect(judgement(cut).rule == "open marker")
  }

  @Test("text without an action is no answer, and an empty list is an empty plan")
  func nothingIsFound() {
    for answer in ["{}", "{\"a\": 1}", "no", "Agent[0.5, 0.5]", "<<<{>>>", "{'x': {'y': 1}}"] {
      #expect(judgement(answer).answer == nil, "\(answer)")
    }
    #expect(judgement("<<<[]>>>").answer == "[]")
  }

  @Test("leaving out any action of a reference loses a box, and none more than its own")
  func corruptedReferencesLose() {
    let task = BoxNet()
    for rung in 1...task.description.rungs {
      for number in 1...5 {
        var generator = SeededGenerator(seed: "corruption \(rung) \(number)")
        let problem = task.problem(rung: rung, using: &generator)
        let plan = BoxNetPlanner.plan(for: problem)
        #expect(task.grade(plan, for: problem).success)
        var last = plan
        last.steps[plan.steps.count - 1].removeLast()
        let grade = task.grade(last, for: problem)
        #expect(!grade.success)
        #expect(grade.partial == Double(problem.boxCount - 1) / Double(problem.boxCount))
        for step in plan.steps.indices {
          for action in plan.steps[step].indices {
            var corrupted = plan
            corrupted.steps[step].remove(at: action)
            #expect(!task.grade(corrupted, for: problem).success)
          }
        }
      }
    }
  }

  @Test("grids of uneven rows and without squares are simulated")
  func hostileProblemsAreHarmless() {
    let uneven = BoxNet.Problem(squares: [[], [BoxNet.Square(boxes: ["blue"])], []])
    let answer = AnswerText(
      "[{\"Agent[1.5, 0.5]\": \"move(box_blue, square[2.5, 0.5])\", "
        + "\"Agent[0.5, 0.5]\": \"move(box_blue, target_blue)\"}]")
    #expect(BoxNet().judge([(source: .stdout, text: answer)], for: uneven).score == 0)
  }
}
