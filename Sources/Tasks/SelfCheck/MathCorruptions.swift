import BigInt

extension NumberMultiplying {
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

extension Game24 {
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

extension WordProblem {
  func corruptions() -> [Corruption] {
    let rounded = stated
    var found: [Corruption] = [
      .marked("one more", (rounded + Rational(1)).description),
      .marked("one less", (rounded - Rational(1)).description),
      .marked("two cents more", (rounded + Rational(2, over: 100)).description),
      .marked("ten times", (rounded * Rational(10) + Rational(1)).description),
      .marked("a calculation", "\(rounded) + 1"),
      .marked("two answers", "\(rounded) or \(rounded + Rational(1))"),
      .marked("a fraction off", (rounded + Rational(1, over: 3)).fraction),
    ]
    if rounded.numerator != 0 { found.append(.marked("wrong sign", (-rounded).description)) }
    return found
  }
}

extension GSMHard {
  func corruptions(of problem: WordProblem) -> [Corruption] { problem.corruptions() }
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

extension MathGeometry {
  func corruptions(of problem: MathProblem) -> [Corruption] { problem.corruptions() }
}

extension MathCounting {
  func corruptions(of problem: MathProblem) -> [Corruption] { problem.corruptions() }
}
