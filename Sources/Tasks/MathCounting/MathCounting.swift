import Basics

/// Competition counting and probability (paper, 3.14), in templates of this project.
struct MathCounting: BenchTask {
  /// The frames, rung by rung.
  static let ladder = [
    BasicCounting.rung1, BasicCounting.rung2, Arrangements.rung3, AdvancedCounting.rung4,
    AdvancedCounting.rung5,
  ]

  var description: TaskDescription {
    TaskDescription(
      name: "math-counting", title: "MATH-Counting", shortTitle: "MATH Count.", group: .math,
      summary: "Solve a competition problem in counting or probability exactly.",
      rungs: Self.ladder.count,
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

extension MathCounting {
  func corruptions(of problem: MathProblem) -> [Corruption] { problem.corruptions() }

  func guesses(at problem: MathProblem) -> [Guess] { NumberEcho.guesses(at: prompt(for: problem)) }
}

extension MathCounting {
  func paperFinding(
    in reply: PaperReply, for problem: MathProblem, trace: inout GradingTrace
  ) -> PaperFinding {
    numberFinding(in: reply, for: problem, trace: &trace, isNear: problem.isNear)
  }
}

/// MATH-Counting of the data: see ``MathImporter``.
extension MathCounting: ImportableTask {
  func importQuestions(
    from data: DatasetFiles, subset: ImportSubset, into tally: inout ImportTally<MathCounting>
  ) throws(TaskError) {
    try MathImporter.read("counting_and_probability", data, subset: subset, into: &tally)
  }
}
