import Basics

/// Whether a walk on a grid leads back to its start (paper, 3.11).
struct Navigate: BenchTask {
  /// The walk and its truth.
  struct Problem: Codable, Hashable, Sendable {
    /// The opening, the instructions and the question.
    var text: String
    /// Whether the walk returns.
    var answer: Bool
    /// The number of instructions.
    var instructions: Int
    /// Whether the walker turns; otherwise it always faces the same way.
    var turning: Bool
  }

  /// The number of instructions, rung by rung.
  private static let ladder = [3, 5, 7, 10, 14]

  var description: TaskDescription {
    TaskDescription(
      name: "navigate", title: "Navigate", shortTitle: "Navigate", group: .logic,
      summary: "Tell whether three to fourteen instructions on a grid lead back to the start.",
      rungs: Self.ladder.count,
      resultNames: ["Answer", "answer"])
  }

  func problem(rung: Int, using generator: inout SeededGenerator) -> Problem {
    let count = Self.ladder[rung - 1]
    let turning = generator.chance(1, in: 2)
    let answer = generator.chance(1, in: 2)
    let walk = Walk.random(
      count: count, turning: turning, returning: answer, using: &generator)
    let scene = generator.pick(WalkScene.all)
    return Problem(
      text: scene.text(of: walk, turning: turning, using: &generator), answer: walk.returns,
      instructions: count, turning: turning)
  }

  func prompt(for problem: Problem) -> String {
    problem.text + "\n" + YesNo.instruction
  }

  func complexity(of problem: Problem) -> [ComplexityParameter] {
    [
      ComplexityParameter("instructions", problem.instructions),
      ComplexityParameter("turning", problem.turning ? 1 : 0),
    ]
  }

  func reference(for problem: Problem) -> String {
    YesNo.reference(problem.answer)
  }

  func extract(
    from text: AnswerText, for problem: Problem, trace: inout GradingTrace
  ) -> Extraction<Bool> {
    YesNo.extract(from: text, trace: &trace)
  }

  func grade(
    _ answer: Bool, for problem: Problem, trace: inout GradingTrace
  ) -> Grade {
    YesNo.grade(answer, truth: problem.answer, trace: &trace)
  }
}
