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
    guard trace.reads == .standing else {
      return trace.first(
        of: AnswerCandidates.ofNumber(text), expecting: "number",
        orElse: "no number stands where an answer would"
      ) { Self.read(text, $0) }
    }
    return trace.standing(
      in: text, as: .number, expecting: "number",
      orElse: "no number stands where an answer would"
    ) { text, mention in
      NumberForms.isOther(text, mention, of: .number, allowsPercent: true)
        ? nil : Self.read(text, mention.candidate)
    }
  }

  private static func read(
    _ text: AnswerText, _ candidate: AnswerCandidate
  ) -> (answer: WrittenNumber, text: String)? {
    let number =
      MathReader.written(in: text, candidate) ?? NumberReader.stated(in: text, candidate)
    return number.map { ($0, $0.value.description) }
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

extension GSMHard {
  func corruptions(of problem: WordProblem) -> [Corruption] { problem.corruptions() }

  func guesses(at problem: WordProblem) -> [Guess] { NumberEcho.guesses(at: prompt(for: problem)) }
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
  func paperFinding(
    in reply: PaperReply, for problem: WordProblem, trace: inout GradingTrace
  ) -> PaperFinding {
    numberFinding(in: reply, for: problem, trace: &trace) { $0.value.isNear(problem.answer) }
  }
}

/// GSM-Hard (paper, 3.12): `gsmhardv2.jsonl` with inputs, Python code and targets.
///
/// Targets are what binary floating point made of the code's result; negative ones make no sense as
/// stories and are asked all the same, as the paper does. The code is read for its number of steps and
/// is never run.
extension GSMHard: ImportableTask {
  private static let file = "gsmhardv2.jsonl"
  /// Every 25th line from the second, as the published code takes them.
  private static let published = (first: 1, step: 25)
  /// An answer that is not exact needs as many digits.
  private static let significantDigits = 4

  func importQuestions(
    from data: DatasetFiles, subset: ImportSubset, into tally: inout ImportTally<GSMHard>
  ) throws(TaskError) {
    guard try data.names(in: "").contains(Self.file), let bytes = try data.bytes(of: Self.file)
    else { return }
    let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: true)
    for (index, line) in lines.enumerated() {
      let published = Self.published
      guard
        subset == .all
          || (index >= published.first && (index - published.first) % published.step == 0)
      else { continue }
      let id = DatasetName.padded(index, to: 4)
      do throws(TaskError) {
        tally.add(try draft(id, Array(line)))
      } catch {
        tally.skip(id, error.message)
      }
    }
  }

  private func draft(_ id: String, _ line: [UInt8]) throws(TaskError) -> ImportDraft<WordProblem> {
    guard let json = try? JSONValue(parsing: line), let text = json["input"]?.string,
      let spelled = Self.spelling(json["target"]), text.utf8.count <= 20_000
    else { throw TaskError(.badQuestion, "the line holds no input and target") }
    guard let answer = MathReader.exactly(spelled)?.rational else {
      throw TaskError(.badQuestion, "the target \(spelled) is no number that can be graded")
    }
    let steps = Self.steps(in: json["code"]?.string ?? "")
    let problem = WordProblem(
      text: text, answer: answer, steps: steps, significantDigits: Self.significantDigits)
    return ImportDraft(
      id: id, rung: steps, complexity: complexity(of: problem),
      prompt: """
        \(text)
        Give the final answer as one plain number in the format <<<answer>>>, such as <<<62.5>>>. If \
        it is not exact, give two decimals and at least four digits.
        """,
      problem: problem, reference: "<<<\(spelled)>>>")
  }

  /// A number as JSON or Python would spell it.
  private static func spelling(_ json: JSONValue?) -> String? {
    switch json {
    case .integer(let integer): "\(integer)"
    case .double(let double): "\(double)"
    default: nil
    }
  }

  /// The lines of a function that calculate: an assignment with an operation in it.
  private static func steps(in code: String) -> Int {
    let body = code.split(separator: "\"\"\"", omittingEmptySubsequences: false).last ?? ""
    let lines = body.split(separator: "\n").filter { line in
      guard let equals = line.utf8.firstIndex(of: UInt8(ascii: "=")) else { return false }
      return line.utf8[equals...].contains { "+-*/%".utf8.contains($0) }
    }
    return max(lines.count, 1)
  }
}
