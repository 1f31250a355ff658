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
