import Testing

@testable import Tasks

@Suite("Grading trace")
struct GradingTraceTests {
  private func trace(
    _ text: String, by policy: GradingPolicy = .strict, _ question: LoadedQuestion
  ) -> (Judgement, GradingTrace) {
    var trace = GradingTrace()
    let judgement = question.judge([(.response, AnswerText(text))], by: policy, trace: &trace)
    return (judgement, trace)
  }

  @Test("a trace does not change a judgement", arguments: GradedSet.all)
  func traceChangesNothing(set: GradedSet) {
    for question in set.loaded {
      for policy in GradingPolicy.allCases {
        for text in [question.question.reference, question.question.prompt, "", "<<<1>>> (A) yes"] {
          #expect(trace(text, by: policy, question).0 == question.judged(text, by: policy))
        }
      }
    }
  }

  @Test("the place of an answer is that of its bytes", arguments: GradedSet.all)
  func placeIsTheAnswers(set: GradedSet) {
    for question in set.loaded {
      let text = "First line.\n\(question.question.reference)\nThat is all."
      let (judgement, trace) = trace(text, question)
      #expect(judgement.success)
      let place = trace.answerPlace
      #expect(place?.rule == "marker")
      #expect(place?.source == .response)
      let inside = question.question.reference.insideMarker
      let bytes = Array(text.utf8)
      if let range = place?.range {
        let found = String(decoding: bytes[range], as: UTF8.self)
        #expect(inside.contains(found) && !found.isEmpty)
      }
    }
  }

  @Test("a trace names what was passed over and what was broken")
  func traceNamesDecisions() throws {
    let task = Game24()
    let question = try LoadedQuestion(task.questions(perRung: 1, seed: "x")[0], of: task)
    let (judgement, steps) = trace("<<<no idea>>>\nThe answer is 24 + 0", question)
    #expect(!judgement.success)
    #expect(steps.steps.first?.rule == "marker")
    #expect(steps.steps.first?.isAccepted == false)
    #expect(steps.answerPlace?.rule == "answer phrase")
    #expect(steps.steps.last?.rule == "each number once")
    #expect(steps.steps.last?.isAccepted == false)
  }

  @Test("the rule of the world that a plan broke is named, with its step")
  func worldRulesAreNamed() throws {
    let lift = BoxLift.Problem(boxes: [50, 40], lifters: [60, 45], steps: 2)
    var trace = GradingTrace()
    let judgement = BoxLift().judge(
      [(.response, AnswerText("<<<Step 1: [(50, [0, 0]), (40, [7])]\nStep 2: [(9, [1])]>>>"))],
      for: lift, by: .strict, trace: &trace)
    #expect(judgement.score == 0)
    let broken = trace.steps.filter { $0.stage == .grading && !$0.isAccepted }.map(\.rule)
    #expect(
      broken == ["lifter once a step", "lifter exists", "box is there", "all boxes lifted"])
    #expect(trace.steps.contains { $0.note.hasPrefix("step 2: (9, [1])") })
  }

  @Test("a trace that is off keeps nothing, and one that is on is bounded")
  func traceIsBounded() {
    let problem = Blocksworld.Problem(initial: [["A"], []], goal: [[], ["A"]])
    let plan = String(repeating: "Move A from 1 to 2\nMove A from 2 to 1\n", count: 5_000)
    var off = GradingTrace.off
    _ = Blocksworld().judge(
      [(.response, AnswerText(plan))], for: problem, by: .strict, trace: &off)
    #expect(off.steps.isEmpty)
    let lifts = String(repeating: "Step 1: [(1, [9])]\n", count: 10_000)
    var on = GradingTrace()
    _ = BoxLift().judge(
      [(.response, AnswerText("<<<\(lifts)>>>"))],
      for: BoxLift.Problem(boxes: [1], lifters: [1], steps: 100_000), by: .strict, trace: &on)
    #expect(on.steps.count <= 2_000)
  }
}
