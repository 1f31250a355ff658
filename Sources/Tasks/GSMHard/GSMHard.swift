import Basics

/// Word problems of several steps with large awkward numbers (paper, 3.12), in templates of this
/// project.
struct GSMHard: BenchTask {
  /// The frames, rung by rung.
  static let ladder = [
    EasyWordProblems.rung1, EasyWordProblems.rung2, MiddleWordProblems.rung3,
    HardWordProblems.rung4, HardestWordProblems.rung5,
  ]

  var description: TaskDescription {
    TaskDescription(
      name: "gsm-hard", title: "GSM-Hard", shortTitle: "GSM-Hard", group: .math,
      summary: "Solve a word problem of two to nine steps with large numbers.",
      rungs: Self.ladder.count,
      resultNames: ["result", "Answer", "answer"])
  }

  func problem(rung: Int, using generator: inout SeededGenerator) -> WordProblem {
    let (draft, steps) = ProblemFrame.draw(from: Self.ladder[rung - 1], using: &generator)
    return WordProblem(text: draft.text, answer: draft.truth, steps: steps)
  }

  func prompt(for problem: WordProblem) -> String {
    """
    \(problem.text)
    Give the final answer as one plain number, without a unit, in the format <<<answer>>>. Round it \
    to two decimals only if it has more.
    """
  }

  func complexity(of problem: WordProblem) -> [ComplexityParameter] {
    [
      ComplexityParameter("steps", problem.steps),
      ComplexityParameter("digits", Self.largestNumber(in: problem.text)),
    ]
  }

  func reference(for problem: WordProblem) -> String {
    "<<<\(problem.stated)>>>"
  }

  func extract(
    from text: AnswerText, for problem: WordProblem, trace: inout GradingTrace
  ) -> Extraction<WrittenNumber> {
    trace.first(
      of: AnswerCandidates.ofNumber(text), expecting: "number",
      orElse: "no number stands where an answer would"
    ) { candidate in
      let number =
        MathReader.written(in: text, candidate) ?? NumberReader.stated(in: text, candidate)
      return number.map { ($0, $0.value.description) }
    }
  }

  func grade(
    _ answer: WrittenNumber, for problem: WordProblem, trace: inout GradingTrace
  ) -> Grade {
    let isRight = MoneyRounding.accepts(
      answer, for: problem.answer, significantDigits: problem.significantDigits)
    trace.check(
      "value to the cent", isKept: isRight, "\(answer.value) against \(problem.stated)")
    return isRight ? .right() : .wrong("the answer is \(problem.stated)")
  }

  /// The number of digits of the longest number in a text.
  private static func largestNumber(in text: String) -> Int {
    var longest = 0
    var run = 0
    for byte in text.utf8 {
      run = ASCII.isDigit(byte) ? run + 1 : 0
      longest = max(longest, run)
    }
    return longest
  }
}
