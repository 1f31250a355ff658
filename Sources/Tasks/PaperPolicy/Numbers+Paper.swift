extension BenchTask {
  /// A number task's verdict: a recorded one as the published code reads it, else one that grants a
  /// thousandth (paper, 3.12-3.14).
  ///
  /// - Parameter isNear: Whether strict extraction's answer is right within a thousandth.
  func numberFinding(
    in reply: PaperReply, for problem: Problem, trace: inout GradingTrace,
    isNear: (Answer) -> Bool
  ) -> PaperFinding {
    if let verdict = PaperVerdict.ofNumber(in: reply.text) {
      let word = String(decoding: verdict, as: UTF8.self)
      let success = PaperVerdict.isSuccess([verdict])
      let isQuirk = success && word != "True"
      return PaperFinding(
        word, success: success, "the verdict is \(word)", isQuirk ? [.unlessFalse] : [])
    }
    switch extract(from: reply.text, for: problem, trace: &trace) {
    case .nothing(let reason): return .nothing(reason)
    case .found(let answer, let spelling, _):
      let strict = grade(answer, for: problem, trace: &trace)
      let success = strict.success || isNear(answer)
      return PaperFinding(
        spelling, success: success,
        success ? "the answer is right within a thousandth" : strict.explanation,
        success && !strict.success ? [.thousandth] : [])
    }
  }
}

extension Rational {
  private static let thousandth = Rational(1, over: 1_000)

  /// Whether this is within a thousandth of a truth, relative to it.
  func isNear(_ truth: Rational) -> Bool {
    (self - truth).magnitude <= truth.magnitude * Self.thousandth
  }
}

extension GSMHard {
  func paperFinding(
    in reply: PaperReply, for problem: WordProblem, trace: inout GradingTrace
  ) -> PaperFinding {
    numberFinding(in: reply, for: problem, trace: &trace) { $0.value.isNear(problem.answer) }
  }
}

extension MathProblem {
  /// Whether all numbers are within a thousandth of the truth.
  func isNear(_ numbers: [MathNumber]) -> Bool {
    numbers.count == answer.count
      && zip(numbers, answer).allSatisfy { $0.value.approximation.isNear($1.approximation) }
  }
}

extension MathGeometry {
  func paperFinding(
    in reply: PaperReply, for problem: MathProblem, trace: inout GradingTrace
  ) -> PaperFinding {
    numberFinding(in: reply, for: problem, trace: &trace, isNear: problem.isNear)
  }
}

extension MathCounting {
  func paperFinding(
    in reply: PaperReply, for problem: MathProblem, trace: inout GradingTrace
  ) -> PaperFinding {
    numberFinding(in: reply, for: problem, trace: &trace, isNear: problem.isNear)
  }
}
