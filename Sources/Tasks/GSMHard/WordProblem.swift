import Basics
import BigInt

/// A word problem and its exact answer.
struct WordProblem: Hashable, Sendable {
  /// The problem in words.
  var text: String
  /// The exact answer.
  var answer: Rational
  /// The number of operations in a straight solution.
  var steps: Int
  /// How many digits an answer that is not exact needs beside its two decimals; `nil` if two decimals
  /// are enough.
  var significantDigits: Int?
}

extension WordProblem {
  /// The answer as the question wants it: rounded to two decimals, unless more digits are asked for.
  var stated: Rational {
    significantDigits == nil ? MoneyRounding.rounded(answer) : answer
  }
}

extension WordProblem: Codable {
  private enum CodingKeys: String, CodingKey {
    case text
    case answer
    case steps
    case significantDigits = "digits"
  }

  /// Reads a problem whose answer is a decimal such as `-12.5` or a fraction such as `70/3`.
  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    text = try container.decode(String.self, forKey: .text)
    steps = try container.decode(Int.self, forKey: .steps)
    let spelled = try container.decode(String.self, forKey: .answer)
    guard let number = MathReader.exactly(spelled)?.rational else {
      throw DecodingError.dataCorruptedError(
        forKey: .answer, in: container, debugDescription: "the answer is not a number")
    }
    answer = number
    significantDigits = try container.decodeIfPresent(Int.self, forKey: .significantDigits)
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(text, forKey: .text)
    try container.encode(answer.description, forKey: .answer)
    try container.encode(steps, forKey: .steps)
    try container.encodeIfPresent(significantDigits, forKey: .significantDigits)
  }
}

/// When a decimal is the answer of a word problem.
///
/// The paper accepts any relative error of 10^-3, which lets an answer of a billion be wrong by a
/// million. Here a truth of at most two decimals must be met exactly; another truth must be met to
/// half a unit of the second decimal, which is what the question's rounding rule leaves open. Where the
/// question asks for significant digits as well, they must be met too, so that 0 is not the answer of
/// a problem whose truth is a millionth. Either may be spelled as binary floating point prints it.
enum MoneyRounding {
  private static let half = Rational(1, over: 200)

  /// Whether a number is right.
  static func accepts(
    _ number: WrittenNumber, for truth: Rational, significantDigits: Int? = nil
  ) -> Bool {
    if number.value == truth || number.isFloatingPointSpelling(of: truth) { return true }
    guard 100 % truth.denominator != 0 else { return false }
    let error = (number.value - truth).magnitude
    guard error <= half else { return false }
    guard let digits = significantDigits else { return true }
    // A number of n digits is off by 5 in the digit after them, at most, where it begins with a 1.
    let part = Rational(5) * (Rational(1, over: BigInt(10).power(min(max(digits, 1), 30))) ?? half)
    return error <= truth.magnitude * part
  }

  /// The truth, rounded to two decimals if it has more; halves away from zero.
  static func rounded(_ truth: Rational) -> Rational {
    guard 100 % truth.denominator != 0 else { return truth }
    let doubled = BigInt(truth.numerator.magnitude) * 200 + truth.denominator
    let cents = doubled / (truth.denominator * 2)
    return Rational(truth.numerator < 0 ? -cents : cents, over: 100) ?? truth
  }
}
