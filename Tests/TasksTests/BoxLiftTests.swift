import Basics
import Testing

@testable import Tasks

@Suite("BoxLift")
struct BoxLiftTests {
  /// Four boxes for two steps; lifters 0, 1 and 2 lift 40, 20 and 30.
  private static let problem = BoxLift.Problem(
    boxes: [60, 30, 30, 45], lifters: [40, 20, 30], steps: 2)

  private func judgement(_ answer: String) -> Judgement {
    BoxLift().judge([(source: .response, text: AnswerText(answer))], for: Self.problem)
  }

  @Test(
    "steps are read in the spellings of models and of Python",
    arguments: [
      "<<<Step 1: [(60, [0, 1]), (30, [2])]\nStep 2: [(45, [0, 1]), (30, [2])]>>>",
      "<<<Step 1: [(60,[0,1]),(30,[2])] Step 2: [(45,[0,1]),(30,[2])]>>>",
      "<<<\n1. **Step 1:** [(60, [0, 1]), (30, [2])]\n2. **Step 2:** [(45, [0, 1]), (30, [2])]\n>>>",
      "Step 1: [[60, [0, 1]], [30, [2]]]\nStep 2: [[45, [0, 1]], [30, [2]]]\nAll boxes are lifted.",
      "[[(60, [0, 1]), (30, [2])], [(45, [0, 1]), (30, [2])]]",
      "[[[60, [0, 1]], [30, [2]]], [[45, [0, 1]], [30, [2]]]]",
      "{'Step 1': [(60, [0, 1]), (30, [2])], 'Step 2': [(45, [0, 1]), (30, [2])]}",
      "{\"step_1\": [[60, [0, 1]], [30, [2]]], \"step_2\": [[45, [0, 1]], [30, [2]]]}",
      "<<<Step 1: (60, (0, 1)), (30, (2,))\nStep 2: (45, (0, 1)), (30, (2,))>>>",
      "<<<step 0: [(60, [lifter 0, lifter 1]), (30, [2])]\nstep 1: [(45, [0, 1]), (30, [2]),]>>>",
      "<<<Step 1: [(weight: 60, lifters: [0, 1]), (30.0, [2])]\nStep 2: [(45, [0, 1]), (30, [2])]>>>",
      "Step 1: sort them. Step 2: plan.\nStep 1: [(60, [0, 1]), (30, [2])] (90 of 90)\n"
        + "Step 2: [(45, [0, 1]), (30, [2])] and we are done.",
    ])
  func spellingsAreRead(answer: String) {
    #expect(judgement(answer).success, "\(judgement(answer))")
  }

  @Test(
    "an assignment that is not allowed is skipped without credit",
    arguments: [
      ("[(60, [0, 0])]", 0), ("[(60, [2, 2])]", 0), ("[(30, [-1])]", 0), ("[(60, [-3, -2])]", 0),
      ("[(30, [3])]", 0), ("[(30, [99999999999999999999])]", 0), ("[(61, [0, 1, 2])]", 0),
      ("[(30, [1])]", 0), ("[(30, [])]", 0), ("[(0, [0])]", 0), ("[(-30, [0])]", 0),
      ("[(30, [0]), (45, [0, 1])]", 1), ("[(45, [0, 1]), (30, [1, 2])]", 1),
      ("[(30, [0]), (30, [2]), (30, [1])]", 2), ("[(60, [0]), (30, [0]), (30, [2])]", 2),
      ("[(60, [0, 1]), (60, [0, 1]), (30, [2])]", 2), ("[(60, [0, 1, 2])]", 1),
    ])
  func invalidAssignmentsAreSkipped(step: String, lifted: Int) {
    let judgement = judgement("<<<Step 1: \(step)>>>")
    #expect(!judgement.success)
    #expect(judgement.score == Double(lifted) / 4, "\(judgement)")
    #expect(judgement.answer != nil)
  }

  @Test("only as many steps as allowed count, whatever their numbers")
  func extraStepsDoNotCount() {
    let late =
      "<<<Step 1: [(60, [0, 1])]\nStep 2: [(45, [0, 1]), (30, [2])]\nStep 3: [(30, [0])]>>>"
    #expect(judgement(late).score == 0.75)
    let repeated = late.replacing("Step 2", by: "Step 1").replacing("Step 3", by: "Step 2")
    #expect(judgement(repeated).score == 0.75)
    let empty = "<<<Step 1: []\nStep 2: [(45, [0, 1]), (30, [2])]\nStep 3: [(60, [0, 1])]>>>"
    #expect(judgement(empty).score == 0.5)
  }

  @Test("a step that cannot be read ends the plan, and earlier steps keep their credit")
  func unreadableStepsEndThePlan() {
    for bad in ["[(30, [2]), (x, [0])]", "[(30, [2]) (45, [0, 1])", "lift 30", "[(30.5, [2])]", ""]
    {
      let answer = "<<<Step 1: [(60, [0, 1])]\nStep 2: \(bad)\nStep 3: [(30, [2])]>>>"
      #expect(judgement(answer).score == 0.25, "\(bad): \(judgement(answer))")
    }
  }

  @Test("a plan whose first step cannot be read has no credit for later ones")
  func firstStepMustBeReadable() {
    let answer = "Step 1: lift the heavy one\nStep 2: [(60, [0, 1]), (30, [2])]"
    #expect(judgement("<<<\(answer)>>>").score == 0)
    #expect(judgement(answer).score == 0)
    #expect(judgement("Step 1: think.\n\(answer.replacing("Step 2", by: "Step 1"))").score == 0.5)
  }

  @Test("a marker with nothing readable is no answer")
  func nothingIsFound() {
    for answer in ["<<<I cannot>>>", "Step 1: think. Step 2: act.", "<<<(1, 2)>>>", "Step 1"] {
      #expect(judgement(answer).answer == nil)
      #expect(judgement(answer).score == 0)
    }
    #expect(judgement("<<<[]>>>").answer == "(no steps)")
  }

  @Test("the step cap is the greedy planner's, as the paper estimates it")
  func capIsGreedy() {
    // 100 takes all three; then 60 takes 0 and 1 and 45 waits; then 45 takes 0 and 1.
    let steps = BoxLiftPlanner.steps(boxes: [45, 100, 60], lifters: [40, 30, 40])
    #expect(steps?.map { $0.map(\.weight) } == [[100], [60], [45]])
    #expect(steps?[1] == [BoxLift.Assignment(weight: 60, lifters: [0, 1])])
    #expect(BoxLiftPlanner.steps(boxes: [111], lifters: [40, 30, 40]) == nil)
    #expect(BoxLiftPlanner.steps(boxes: [1], lifters: []) == nil)
  }

  @Test("leaving out, weakening or doubling any assignment of a reference loses that box")
  func corruptedReferencesLose() {
    let task = BoxLift()
    for rung in 1...task.description.rungs {
      var generator = SeededGenerator(seed: "corruption \(rung)")
      let problem = task.problem(rung: rung, using: &generator)
      let steps = BoxLiftPlanner.steps(boxes: problem.boxes, lifters: problem.lifters) ?? []
      #expect(task.grade(BoxLift.Plan(steps: steps), for: problem).success)
      for step in steps.indices {
        for part in steps[step].indices {
          var without = steps
          without[step].remove(at: part)
          var doubled = steps
          doubled[step][part].lifters = [
            steps[step][part].lifters[0], steps[step][part].lifters[0],
          ]
          var lighter = steps
          lighter[step][part].weight = 1
          for corrupted in [without, doubled, lighter] {
            let grade = task.grade(BoxLift.Plan(steps: corrupted), for: problem)
            #expect(!grade.success)
            #expect(grade.partial == Double(problem.boxes.count - 1) / Double(problem.boxes.count))
          }
        }
      }
    }
  }

  @Test("numbers as large as a file can say do not overflow")
  func hostileProblemsAreHarmless() {
    let problem = BoxLift.Problem(
      boxes: [Int.max, Int.min, 5], lifters: [Int.max, Int.max, Int.min], steps: Int.min)
    let answer = AnswerText("<<<Step 1: [(5, [0, 1, 2])]>>>")
    #expect(BoxLift().judge([(source: .stdout, text: answer)], for: problem).score == 0)
    let allowed = BoxLift.Problem(boxes: problem.boxes, lifters: problem.lifters, steps: Int.max)
    #expect(BoxLift().judge([(source: .stdout, text: answer)], for: allowed).score == 1.0 / 3)
  }
}
