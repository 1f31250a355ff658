extension MathProblem {
  /// The complexity parameters, alike in both tasks.
  var complexity: [ComplexityParameter] {
    [ComplexityParameter("steps", steps)]
  }

  /// A correct answer as the prompt asks for it.
  var reference: String {
    let parts = answer.map(\.latex)
    return parts.count == 1 ? "<<<\(parts[0])>>>" : "<<<(\(parts.joined(separator: ", ")))>>>"
  }

  /// Finds an answer; whether a number or a pair is looked for stands in the question.
  func extract(
    from text: AnswerText, trace: inout GradingTrace
  ) -> Extraction<[MathNumber]> {
    trace.first(
      of: AnswerCandidates.ofNumber(text),
      expecting: answer.count == 1 ? "exact number" : "pair of numbers",
      orElse: answer.count == 1
        ? "no number stands where an answer would"
        : "no pair of numbers stands where an answer would"
    ) { candidate in
      MathReader.numbers(answer.count, in: text, candidate).map {
        ($0, Self.spelling($0.map(\.value)))
      }
    }
  }

  /// Judges an answer.
  func grade(_ numbers: [MathNumber], trace: inout GradingTrace) -> Grade {
    let isRight =
      numbers.count == answer.count
      && zip(numbers, answer).allSatisfy { number, truth in
        isPercent && number.hasPercentSign
          ? number.value.multiplied(by: ExactNumber(100)) == truth : number.isRight(for: truth)
      }
    trace.check(
      "exact value", isKept: isRight,
      "\(Self.spelling(numbers.map(\.value))) against \(Self.spelling(answer))")
    return isRight ? .right() : .wrong("the answer is \(Self.spelling(answer))")
  }

  private static func spelling(_ numbers: [ExactNumber]) -> String {
    let parts = numbers.map(\.description)
    return parts.count == 1 ? parts[0] : "(\(parts.joined(separator: ", ")))"
  }
}

extension MathProblem: Codable {
  private enum CodingKeys: String, CodingKey {
    case text
    case answer
    case steps
    case isPercent = "percent"
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let spelled = try container.decode([String].self, forKey: .answer)
    let answer = spelled.prefix(4).compactMap { MathReader.exactly($0) }
    guard !answer.isEmpty, answer.count == spelled.count else {
      throw DecodingError.dataCorruptedError(
        forKey: .answer, in: container, debugDescription: "the answer is not made of exact numbers")
    }
    self.init(
      text: try container.decode(String.self, forKey: .text), answer: answer,
      steps: try container.decode(Int.self, forKey: .steps),
      isPercent: try container.decodeIfPresent(Bool.self, forKey: .isPercent) ?? false)
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(text, forKey: .text)
    try container.encode(answer.map(\.description), forKey: .answer)
    try container.encode(steps, forKey: .steps)
    // Left out where it is false, so that problems from before it have the same bytes.
    if isPercent { try container.encode(isPercent, forKey: .isPercent) }
  }
}
