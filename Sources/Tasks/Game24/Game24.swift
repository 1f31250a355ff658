import Basics

/// Reach 24 with some given numbers and the four operations (paper, 3.2).
struct Game24: BenchTask {
  /// The numbers to use and the value to reach.
  struct Problem: Codable, Hashable, Sendable {
    /// The numbers, each to be used exactly once.
    var numbers: [Int]
    /// The value to reach.
    var target: Int
    /// An expression that reaches it: the proof that there is one.
    var solution: String
  }

  /// The number of terms on each rung, and the largest number drawn there: a pair of small numbers
  /// would leave too few different problems.
  private static let ladder = [
    (terms: 2, most: 60), (terms: 3, most: 24), (terms: 4, most: 13), (terms: 5, most: 13),
    (terms: 6, most: 13),
  ]
  private static let target = 24

  var description: TaskDescription {
    TaskDescription(
      name: "game24", title: "Game 24", shortTitle: "Game 24", group: .math,
      summary: "Make an expression of value 24 from two to six numbers.", rungs: Self.ladder.count)
  }

  func problem(rung: Int, using generator: inout SeededGenerator) -> Problem {
    let (terms, most) = Self.ladder[rung - 1]
    while true {
      let numbers = (0..<terms).map { _ in generator.integer(in: 1...most) }.sorted()
      // The example in the prompt must not give an answer away.
      guard numbers != [4, 7, 8, 8] else { continue }
      if let solution = Game24Solver.solution(of: numbers, target: Self.target) {
        return Problem(numbers: numbers, target: Self.target, solution: solution)
      }
    }
  }

  func prompt(for problem: Problem) -> String {
    let numbers = problem.numbers.map(String.init).joined(separator: ", ")
    return """
      Combine the numbers \(numbers) into an arithmetic expression with the value \(problem.target). \
      Use every number exactly once, and nothing else but +, -, *, / and parentheses.
      Give only the expression as the final answer, in the format <<<expression>>>. For example, \
      4, 7, 8, 8 give <<<(7 - 8 / 8) * 4>>>.
      """
  }

  func complexity(of problem: Problem) -> [ComplexityParameter] {
    [ComplexityParameter("terms", problem.numbers.count)]
  }

  func reference(for problem: Problem) -> String {
    "<<<\(problem.solution)>>>"
  }

  func extract(
    from text: AnswerText, for problem: Problem, trace: inout GradingTrace
  ) -> Extraction<Arithmetic> {
    ArithmeticFinder.find(in: text, trace: &trace)
  }

  func grade(
    _ answer: Arithmetic, for problem: Problem, trace: inout GradingTrace
  ) -> Grade {
    if let fault = answer.fault {
      trace.check("four operations", isKept: false, fault)
      return .wrong(fault)
    }
    trace.check("four operations", isKept: true, answer.text)
    let isComplete = answer.uses(problem.numbers)
    trace.check("each number once", isKept: isComplete, "the numbers are \(problem.numbers)")
    guard isComplete else {
      return .wrong("the expression does not use each given number exactly once")
    }
    let value = answer.value
    trace.check("no division by zero", isKept: value != nil, "in exact fractions")
    guard let value else { return .wrong("the expression divides by zero") }
    let isRight = value == Rational(problem.target)
    trace.check("exact value", isKept: isRight, "\(value) against \(problem.target)")
    return isRight
      ? .right() : .wrong("the expression's value is \(value), not \(problem.target)")
  }
}
