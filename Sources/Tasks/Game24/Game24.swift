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

/// Finds an expression of a given value by trying all of them, in exact fractions.
enum Game24Solver {
  /// An expression over all the numbers with the target's value; `nil` if there is none.
  ///
  /// Any two values are joined by any operation until one is left. For six numbers that are about
  /// twenty million ways, of which the first that fits ends the search.
  static func solution(of numbers: [Int], target: Int) -> String? {
    solve(numbers.map { Part(top: $0, bottom: 1, text: .number($0)) }, target)?.outer
  }

  /// A value on the way; the fractions of six numbers up to 60 stay far below 64 bits.
  private struct Part {
    var top: Int
    var bottom: Int
    var text: Text
  }

  private indirect enum Text {
    case number(Int)
    case join(Text, Character, Text)

    /// The expression without parentheses around it.
    var outer: String {
      switch self {
      case .number(let number): "\(number)"
      case .join(let left, let sign, let right): "\(left.inner) \(sign) \(right.inner)"
      }
    }

    private var inner: String {
      switch self {
      case .number: outer
      case .join: "(\(outer))"
      }
    }
  }

  private static func solve(_ parts: [Part], _ target: Int) -> Text? {
    guard let first = parts.first else { return nil }
    if parts.count == 1 { return first.top == target * first.bottom ? first.text : nil }
    for left in parts.indices {
      for right in parts.indices where left < right {
        var rest = parts
        rest.remove(at: right)
        rest.remove(at: left)
        for joined in joins(parts[left], parts[right]) {
          if let found = solve(rest + [joined], target) { return found }
        }
      }
    }
    return nil
  }

  private static func joins(_ left: Part, _ right: Part) -> [Part] {
    let (a, b, c, d) = (left.top, left.bottom, right.top, right.bottom)
    var parts = [
      Part(top: a * c, bottom: b * d, text: .join(left.text, "*", right.text)),
      Part(top: a * d + c * b, bottom: b * d, text: .join(left.text, "+", right.text)),
      Part(top: a * d - c * b, bottom: b * d, text: .join(left.text, "-", right.text)),
      Part(top: c * b - a * d, bottom: b * d, text: .join(right.text, "-", left.text)),
    ]
    if c != 0 {
      parts.append(Part(top: a * d, bottom: b * c, text: .join(left.text, "/", right.text)))
    }
    if a != 0 {
      parts.append(Part(top: c * b, bottom: d * a, text: .join(right.text, "/", left.text)))
    }
    return parts
  }
}

extension Game24 {
  func guesses(at problem: Problem) -> [Guess] {
    ["+", "*", "-"].map { sign in
      let terms = problem.numbers.map(String.init).joined(separator: " \(sign) ")
      return .marked(.echo, "the numbers with \(sign) between", terms)
    }
  }

  func corruptions(of problem: Problem) -> [Corruption] {
    let (solution, target) = (problem.solution, problem.target)
    let numbers = problem.numbers.map(String.init)
    return [
      .marked("a number more", "\(solution) + 1"),
      .marked("a power", "\(target) * 1 ** (\(numbers.joined(separator: " * ")))"),
      .marked("a sign", "-(\(solution))"),
      .marked("another target", "\(solution) - \(numbers[0])"),
      .marked("only the target", target),
      .marked("a conditional", "\(target) if 1 else \(numbers.joined(separator: " + "))"),
      .marked("other numbers", "\(target + 1) - 1 + \(numbers[0]) - \(numbers[0])"),
      .marked("glued digits", numbers.joined()),
      .marked("division by zero", "(\(solution)) / (\(numbers[0]) - \(numbers[0]))"),
      .marked("a decimal", "\(solution) + 0.0"),
      .marked("floor division", "(\(solution)) // 1"),
    ]
  }
}
