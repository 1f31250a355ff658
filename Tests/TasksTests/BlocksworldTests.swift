import Basics
import Testing

@testable import Tasks

@Suite("Blocksworld")
struct BlocksworldTests {
  /// Turn A under B on stack 1 into B under A on stack 2.
  private static let problem = Blocksworld.Problem(
    initial: [["A", "B"], [], []], goal: [[], ["B", "A"], []])

  private func judgement(
    _ answer: String, _ problem: Blocksworld.Problem = problem
  ) -> Judgement {
    Blocksworld().judge([(source: .response, text: AnswerText(answer))], for: problem)
  }

  @Test(
    "moves are read in the spellings of models and of Python",
    arguments: [
      "<<<\nMove B from 1 to 2\nMove A from 1 to 2\n>>>", "Move B from 1 to 2\nMove A from 1 to 2",
      "<<<1. Move B from 1 to 2\n2. Move A from 1 to 2>>>",
      "<<<Move B from 1 to 2, Move A from 1 to 2>>>",
      "<<<[\"Move B from 1 to 2\", \"Move A from 1 to 2\"]>>>",
      "['Move B from 1 to 2', 'Move A from 1 to 2']", "[('B', 1, 2), ('A', 1, 2)]",
      "[[\"B\", 1, 2], [\"A\", 1, 2]]",
      "[(\"B\", \"stack1\", \"stack2\"), (\"A\", 'stack1', 'stack2')]",
      "<<<Move block B from stack 1 to stack 2.\nMove the block A from stack1 onto stack2.>>>",
      "- **Move B from 1 to 2**\n- **Move A from 1 to 2**",
      "Step 1:\nMove `B` from 1 to 2\n\nStep 2:\nMove `A` from 1 to 2\n\nNow the goal is reached.",
      "Step 1: Move B from 1 to 2 (B is on 2)\nStep 2: Move A from 1 to 2 (A is on B)",
      "<<<The first move: Move B from 1 to 2; the last move: Move A from 1 to 2>>>",
      "MOVE B FROM 1 TO 2\nmove A from 1 to 2", "<<<Move B from 1 -> 2\nMove A from 1 → 2>>>",
      "Try:\nMove A from 1 to 3\nThat is not possible, since B is on top. So:\nMove B from 1 to 2\n"
        + "Move A from 1 to 2\nThis moves all blocks.",
      "```\nMove B from 1 to 2\nMove A from 1 to 2\n```\nThe moves are done.",
      "<<<Move B from 1 to 3\nMove B from 3 to 2\nMove A from 1 to 2>>>",
    ])
  func spellingsAreRead(answer: String) {
    #expect(judgement(answer).success, "\(judgement(answer))")
  }

  @Test(
    "a plan with a move that is not allowed or cannot be read fails",
    arguments: [
      "Move A from 1 to 2\nMove B from 1 to 2", "Move B from 1 to 2", "Move A from 1 to 2",
      "Move B from 1 to 0\nMove A from 1 to 2", "Move B from 1 to -2\nMove A from 1 to 2",
      "Move B from 1 to 4\nMove A from 1 to 2", "Move B from 0 to 2\nMove A from 1 to 2",
      "Move B from 1 to 2\nMove A from 1 to table",
      "Move B to 2\nMove B from 1 to 2\nMove A from 1 to 2",
      "Move B from 1 to 2\nMove B from 2 to 2\nMove A from 1 to 2",
      "Move B from 1 to 2\nMove A from 1 to 2\nMove C from 1 to 2",
      "Move B from 1 to 2\nMove A from 1 to 2\nMove A from 2 to 9223372036854775808",
      "Move B from 1 to 2\nMove A from 1 to 2\nMove A from 1 to 2",
      "Move B from 1 to 2\nMove A from 1 to 2\nMove A from 2 to 3",
      "Move b from 1 to 2\nMove a from 1 to 2", "Move B from 2 to 1\nMove A from 1 to 2",
    ])
  func faultsFail(answer: String) {
    let judgement = judgement("<<<\(answer)>>>")
    #expect(!judgement.success, "\(judgement)")
    #expect(judgement.score == 0)
  }

  @Test("an empty plan is right exactly where the start is the goal")
  func emptyPlans() {
    let done = Blocksworld.Problem(initial: [["A"], []], goal: [["A"]])
    for answer in ["<<<>>>", "<<<\n>>>", "<<<[]>>>", "[]", "No moves are needed: <<<>>>"] {
      #expect(judgement(answer, done).success, "\(answer)")
      #expect(judgement(answer).answer == "(no moves)")
      #expect(!judgement(answer).success)
    }
    #expect(judgement("", done).answer == nil)
    #expect(judgement("I do not know", done).answer == nil)
  }

  @Test("stacks are compared by number, and those that the goal leaves out must be empty")
  func goalsAreExact() {
    let short = Blocksworld.Problem(initial: [["A"], ["B"], []], goal: [[], ["B", "A"]])
    #expect(judgement("<<<Move A from 1 to 2>>>", short).success)
    #expect(!judgement("<<<Move A from 1 to 3>>>", short).success)
    let swapped = Blocksworld.Problem(initial: [["A"], ["B"], []], goal: [["B", "A"]])
    #expect(!judgement("<<<Move A from 1 to 2>>>", swapped).success)
    let empty = Blocksworld.Problem(initial: [], goal: [])
    #expect(!judgement("<<<Move A from 1 to 2>>>", empty).success)
  }

  @Test("a plan of more than a thousand moves fails")
  func longPlansFail() {
    let loop = String(repeating: "Move B from 1 to 3\nMove B from 3 to 1\n", count: 499)
    let end = "Move B from 1 to 2\nMove A from 1 to 2"
    #expect(judgement("<<<\(loop)\(end)>>>").success)
    #expect(!judgement("<<<\(loop)Move B from 1 to 3\nMove B from 3 to 1\n\(end)>>>").success)
  }

  @Test("the solver's plans are shortest: no plan with fewer moves exists")
  func plansAreShortest() throws {
    let task = Blocksworld()
    for (index, rung) in Blocksworld.ladder.enumerated() {
      for number in 1...3 {
        var generator = SeededGenerator(seed: "shortest \(index) \(number)")
        let problem = task.problem(rung: index + 1, using: &generator)
        let plan = try #require(
          BlocksworldSolver.shortestPlan(from: problem.initial, to: problem.goal))
        #expect(plan.count == rung.moves)
        #expect(problem.initial != problem.goal)
        #expect(problem.initial.joined().count == rung.blocks)
        #expect(task.grade(Blocksworld.Plan(moves: plan), for: problem).success)
        for moves in 0..<rung.moves {
          let states = BlocksworldSolver.states(from: problem.initial, after: moves)
          #expect(!states.contains(problem.goal))
        }
      }
    }
  }

  @Test("leaving out, swapping or redirecting moves of a shortest plan fails")
  func corruptedReferencesFail() throws {
    let task = Blocksworld()
    for rung in 1...task.description.rungs {
      for number in 1...5 {
        var generator = SeededGenerator(seed: "corruption \(rung) \(number)")
        let problem = task.problem(rung: rung, using: &generator)
        let plan = try #require(
          BlocksworldSolver.shortestPlan(from: problem.initial, to: problem.goal))
        for index in plan.indices {
          var without = plan
          without.remove(at: index)
          var elsewhere = plan
          elsewhere[index].to = problem.initial.count + 1
          var misnamed = plan
          misnamed[index].block = "Q"
          for corrupted in [without, elsewhere, misnamed] {
            #expect(!task.grade(Blocksworld.Plan(moves: corrupted), for: problem).success)
          }
        }
      }
    }
  }
}
