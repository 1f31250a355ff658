import Basics
import BigInt

/// The product of a few whole numbers (paper, 3.1).
struct NumberMultiplying: BenchTask {
  /// The digits of the factors, rung by rung: the ladder of the paper's code interpreter figure, with
  /// the three sets of its main table as rungs 2 to 4.
  private static let ladder = [[2, 2], [1, 2, 4], [1, 3, 4], [1, 2, 2, 4], [5, 5], [6, 6]]

  var description: TaskDescription {
    TaskDescription(
      name: "number-multiplying", title: "Number Multiplying", shortTitle: "Num. Multi.",
      group: .math, summary: "Multiply two to four whole numbers of up to six digits.",
      rungs: Self.ladder.count,
      resultNames: ["result", "final_result"])
  }

  func problem(rung: Int, using generator: inout SeededGenerator) -> MultiplicationProblem {
    MultiplicationProblem(
      factors: Self.ladder[rung - 1].map { digits in
        let low = digits == 1 ? 2 : Int(BigInt(10).power(digits - 1))
        let magnitude = generator.integer(in: low...(Int(BigInt(10).power(digits)) - 1))
        return BigInt(generator.chance(1, in: 2) ? -magnitude : magnitude)
      })
  }

  func prompt(for problem: MultiplicationProblem) -> String {
    let product = problem.factors.map { String($0) }.joined(separator: " * ")
    return """
      Compute the exact value of \(product).
      Give the final answer as one whole number in the format <<<answer>>>.
      """
  }

  func complexity(of problem: MultiplicationProblem) -> [ComplexityParameter] {
    let digits = problem.factors.map { String($0.magnitude).utf8.count }
    return [
      ComplexityParameter("factors", problem.factors.count),
      ComplexityParameter("digits", digits.reduce(0, +)),
    ]
  }

  func reference(for problem: MultiplicationProblem) -> String {
    "<<<\(problem.product)>>>"
  }

  func extract(
    from text: AnswerText, for problem: MultiplicationProblem, trace: inout GradingTrace
  ) -> Extraction<BigInt> {
    trace.first(
      of: AnswerCandidates.ofNumber(text), expecting: "whole number",
      orElse: "no whole number stands where an answer would"
    ) { candidate in
      NumberReader.stated(in: text, candidate)?.integer.map { ($0, String($0)) }
    }
  }

  func grade(
    _ answer: BigInt, for problem: MultiplicationProblem, trace: inout GradingTrace
  ) -> Grade {
    let isRight = answer == problem.product
    trace.check("exact product", isKept: isRight, "\(answer) against \(problem.product)")
    return isRight ? .right() : .wrong("the product is \(problem.product)")
  }
}
