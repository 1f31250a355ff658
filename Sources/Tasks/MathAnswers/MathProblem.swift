import Basics

/// A competition problem with an exact answer: a number, or a pair of numbers.
struct MathProblem: Hashable, Sendable {
  /// The problem, with formulas in LaTeX.
  var text: String
  /// The exact answer: one number, or the parts of an ordered pair.
  var answer: [ExactNumber]
  /// The number of ideas that a solution takes.
  var steps: Int
  /// Whether the answer counts hundredths: `25\%` is then as right as `25`.
  var isPercent = false

  /// Makes a problem from a rung's frames.
  init(
    from frames: [ProblemFrame<[ExactNumber]>], using generator: inout SeededGenerator
  ) {
    let (draft, steps) = ProblemFrame.draw(from: frames, using: &generator)
    self.init(text: draft.text, answer: draft.truth, steps: steps)
  }

  /// Creates a problem.
  init(text: String, answer: [ExactNumber], steps: Int, isPercent: Bool = false) {
    self.text = text
    self.answer = answer
    self.steps = steps
    self.isPercent = isPercent
  }

  /// The question's text, alike in both tasks.
  var prompt: String {
    """
    \(text)
    Give the final answer in the format <<<answer>>>, exact and simplified: a whole number, a fraction, \
    or an expression with roots or \\pi, without decimals and units.
    """
  }
}

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
    let expected: StaticString = answer.count == 1 ? "exact number" : "pair of numbers"
    let reason =
      answer.count == 1
      ? "no number stands where an answer would"
      : "no pair of numbers stands where an answer would"
    guard trace.reads == .standing else {
      return trace.first(
        of: AnswerCandidates.ofNumber(text), expecting: expected, orElse: reason
      ) { candidate in
        MathReader.numbers(answer.count, in: text, candidate).map {
          ($0, Self.spelling($0.map(\.value)))
        }
      }
    }
    return trace.standing(
      in: text, as: answer.count == 1 ? .mathematics : .choice, expecting: expected,
      orElse: reason
    ) { text, mention in
      if answer.count == 1, let number = Self.worded(text, mention) {
        return number.map { ([$0], Self.spelling([$0.value])) }
      }
      return MathReader.numbers(answer.count, in: text, mention.candidate).map {
        ($0, Self.spelling($0.map(\.value)))
      }
    }
  }

  /// The number that a mention gives in words, where it does; inside, `nil` where these make it another
  /// one or one of two.
  private static func worded(_ text: AnswerText, _ mention: AnswerMention) -> MathNumber?? {
    let bytes = text.bytes[mention.range]
    if mention.rule == .marker, NumberForms.isPlain(bytes) { return nil }
    // Words stand apart, and most numbers stand alone.
    guard bytes.contains(where: ASCII.isSpace) else {
      if let chance = NumberForms.chance(text, mention) {
        return MathNumber(value: ExactNumber(chance), decimal: nil)
      }
      return NumberForms.isOther(text, mention, of: .mathematics, allowsPercent: true)
        ? .some(nil) : nil
    }
    if let chance = NumberForms.chance(text, mention) {
      return MathNumber(value: ExactNumber(chance), decimal: nil)
    }
    if let percentage = MathReader.percentage(bytes) { return percentage }
    if !mention.isWeak, let (first, second) = MathReader.alternatives(bytes) {
      // `1/2, or 0.5` is one value.
      return .some(first == second ? MathNumber(value: first, decimal: nil) : nil)
    }
    return NumberForms.isOther(text, mention, of: .mathematics, allowsPercent: true)
      ? .some(nil) : nil
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

extension MathProblem {
  /// Whether all numbers are within a thousandth of the truth.
  func isNear(_ numbers: [MathNumber]) -> Bool {
    numbers.count == answer.count
      && zip(numbers, answer).allSatisfy { $0.value.approximation.isNear($1.approximation) }
  }
}

extension MathProblem {
  /// The answer with its first number replaced.
  private func replaced(_ kind: String, _ number: ExactNumber) -> Corruption? {
    guard number != answer[0] else { return nil }
    let parts = [number] + answer.dropFirst()
    return .marked(kind, Self.latex(of: parts))
  }

  private static func latex(of parts: [ExactNumber]) -> String {
    let spelled = parts.map(\.latex)
    return spelled.count == 1 ? spelled[0] : "(\(spelled.joined(separator: ", ")))"
  }

  func corruptions() -> [Corruption] {
    let first = answer[0]
    var found = [
      replaced("one more", first + ExactNumber(1)), replaced("one less", first - ExactNumber(1)),
      replaced("wrong sign", -first), replaced("twice", first + first),
      replaced("a hundredth more", first + ExactNumber(1, over: 100)),
      replaced("a root more", first + ExactNumber(1, root: 2)),
      replaced("pi more", first + .pi),
      .marked("one number more", Self.latex(of: answer + [first])),
      .marked("a word", "unknown"),
    ].compactMap(\.self)
    if answer.count > 1, answer[0] != answer[1] {
      found.append(.marked("swapped", Self.latex(of: answer.reversed())))
    }
    return found
  }
}
