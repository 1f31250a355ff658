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
    guard trace.reads == .standing else {
      return trace.first(
        of: AnswerCandidates.ofNumber(text), expecting: "whole number",
        orElse: "no whole number stands where an answer would"
      ) { candidate in
        NumberReader.stated(in: text, candidate)?.integer.map { ($0, String($0)) }
      }
    }
    return trace.standing(
      in: text, as: .number, expecting: "whole number",
      orElse: "no whole number stands where an answer would"
    ) { text, mention in
      guard !NumberForms.isOther(text, mention, of: .number, allowsPercent: false) else {
        return nil
      }
      return NumberReader.stated(in: text, mention.candidate)?.integer.map { ($0, String($0)) }
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

/// Factors whose product is asked for.
///
/// In a question file the factors are decimal strings, so that factors of any length survive every
/// JSON reader.
struct MultiplicationProblem: Hashable, Sendable {
  /// The most digits that all factors may have together: their product can still be read.
  static let digitLimit = NumberReader.digitLimit

  /// The factors.
  let factors: [BigInt]
  /// The truth.
  let product: BigInt

  /// Creates a problem.
  init(factors: [BigInt]) {
    self.factors = factors
    product = factors.reduce(BigInt(1)) { $0 * $1 }
  }
}

extension MultiplicationProblem: Codable {
  private enum CodingKeys: String, CodingKey {
    case factors
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let spelled = try container.decode([String].self, forKey: .factors)
    let digits = spelled.reduce(0) { $0 + min($1.utf8.count, Self.digitLimit + 1) }
    let factors = digits <= Self.digitLimit ? spelled.compactMap { BigInt($0) } : []
    guard !factors.isEmpty, factors.count == spelled.count else {
      throw DecodingError.dataCorruptedError(
        forKey: .factors, in: container,
        debugDescription: "the factors are not whole numbers, or are too long together")
    }
    self.init(factors: factors)
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(factors.map { String($0) }, forKey: .factors)
  }
}

extension NumberMultiplying {
  func guesses(at problem: MultiplicationProblem) -> [Guess] {
    NumberEcho.guesses(at: prompt(for: problem))
  }

  func corruptions(of problem: MultiplicationProblem) -> [Corruption] {
    let product = problem.product
    let digits = String(product.magnitude)
    let sign = product < 0 ? "-" : ""
    var found = [
      Corruption.marked("wrong sign", -product),
      .marked("one more", product + 1),
      .marked("one less", product - 1),
      .marked("a digit more", "\(sign)\(digits)0"),
      .marked("a digit in front", "\(sign)1\(digits)"),
      .marked("a fraction more", "\(product).5"),
      .marked("a calculation after it", "\(product) + 1"),
      .marked("a thousandth off", product + BigInt(product.magnitude) / 1_000 + 2),
      .marked("only a factor", problem.factors[0] + product),
      Corruption("two answers", "<<<\(product) or \(product + 1)>>>"),
      .marked("grouped otherwise", "\(product),1"),
      .marked("in binary floating point", "\(product)e1"),
    ]
    if product == 0 { found.removeAll { $0.kind == "wrong sign" || $0.kind.hasSuffix("more") } }
    return found
  }
}
