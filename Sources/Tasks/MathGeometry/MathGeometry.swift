import Basics

/// Competition geometry (paper, 3.13), in templates of this project.
struct MathGeometry: BenchTask {
  /// The frames, rung by rung.
  static let ladder = [
    PlaneBasics.rung1, PlaneBasics.rung2, PlaneFigures.rung3, AdvancedGeometry.rung4,
    AdvancedGeometry.rung5,
  ]

  var description: TaskDescription {
    TaskDescription(
      name: "math-geometry", title: "MATH-Geometry", shortTitle: "MATH Geo.", group: .math,
      summary: "Solve a competition problem in geometry exactly.", rungs: Self.ladder.count,
      resultNames: ["result", "Answer", "answer"])
  }

  func problem(rung: Int, using generator: inout SeededGenerator) -> MathProblem {
    MathProblem(from: Self.ladder[rung - 1], using: &generator)
  }

  func prompt(for problem: MathProblem) -> String { problem.prompt }

  func complexity(of problem: MathProblem) -> [ComplexityParameter] { problem.complexity }

  func reference(for problem: MathProblem) -> String { problem.reference }

  func extract(
    from text: AnswerText, for problem: MathProblem, trace: inout GradingTrace
  ) -> Extraction<[MathNumber]> {
    problem.extract(from: text, trace: &trace)
  }

  func grade(
    _ answer: [MathNumber], for problem: MathProblem, trace: inout GradingTrace
  ) -> Grade { problem.grade(answer, trace: &trace) }
}

extension MathGeometry {
  func corruptions(of problem: MathProblem) -> [Corruption] { problem.corruptions() }

  func guesses(at problem: MathProblem) -> [Guess] { NumberEcho.guesses(at: prompt(for: problem)) }
}

extension MathGeometry {
  func paperFinding(
    in reply: PaperReply, for problem: MathProblem, trace: inout GradingTrace
  ) -> PaperFinding {
    numberFinding(in: reply, for: problem, trace: &trace, isNear: problem.isNear)
  }
}

/// MATH-Geometry of the data: see ``MathImporter``.
extension MathGeometry: ImportableTask {
  func importQuestions(
    from data: DatasetFiles, subset: ImportSubset, into tally: inout ImportTally<MathGeometry>
  ) throws(TaskError) {
    try MathImporter.read("geometry", data, subset: subset, into: &tally)
  }
}
