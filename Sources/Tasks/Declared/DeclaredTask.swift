package import Basics

/// A task that somebody declared in a file, without a line of Swift: its questions stand in data, its grading
/// is one of ``GradingRule``'s kinds.
package struct DeclaredTask: BenchTask {
  package typealias Problem = DeclaredProblem

  /// An answer as the task's kind reads it.
  package enum Answer: Hashable, Sendable {
    case text(String)
    case list([String])
    case yesNo(Bool)
    case json(ReadJSON)
    case number(DeclaredNumber)
    case choice(DeclaredChoice)
    case math(DeclaredMath)
  }

  /// What its file says.
  package let declaration: TaskDeclaration

  /// Creates a task.
  package init(_ declaration: TaskDeclaration) {
    self.declaration = declaration
  }

  package var description: TaskDescription {
    TaskDescription(
      name: declaration.name, title: declaration.title, shortTitle: declaration.shortTitle,
      group: .own, scoring: rule.isPartial ? .partialCredit : .success,
      summary: declaration.summary, rungs: 1, resultNames: declaration.resultNames)
  }

  private var rule: GradingRule { declaration.grading }

  /// Whether a right answer is known, and may stand in a marker: then the checks of the shipped tasks are held
  /// against this one too.
  package var isSelfChecked: Bool {
    guard rule.find?.contains(.marker) ?? true else { return false }
    return switch rule.kind {
    case .schema, .regex, .program, .tests, .judge: false
    default: true
    }
  }
}

/// A number that was read; what it is made of is the readers' own.
package struct DeclaredNumber: Hashable, Sendable { let number: WrittenNumber }
/// An option that was chosen.
package struct DeclaredChoice: Hashable, Sendable { let answer: ChoiceAnswer }
/// Numbers in mathematical spelling.
package struct DeclaredMath: Hashable, Sendable { let numbers: [MathNumber] }

extension GradingRule {
  /// Whether an answer can be right in part.
  var isPartial: Bool {
    switch kind {
    case .list(let list): list.partial != .none
    case .tests(let rule): rule.countsShares
    case .program, .judge: true
    default: false
    }
  }
}

// MARK: - Questions, which stand in data

extension DeclaredTask {
  package func problem(rung: Int, using generator: inout SeededGenerator) -> DeclaredProblem {
    preconditionFailure("the questions of a declared task stand in its data")
  }

  package func prompt(for problem: DeclaredProblem) -> String {
    preconditionFailure("the prompts of a declared task are made with its questions")
  }

  package func complexity(of problem: DeclaredProblem) -> [ComplexityParameter] { [] }

  package func problem(decoding json: JSONValue) throws(TaskError) -> DeclaredProblem {
    guard let problem = DeclaredProblem(json) else {
      throw TaskError(.badQuestion, "The question holds no problem of \(declaration.name).")
    }
    return problem
  }

  package func reference(for problem: DeclaredProblem) -> String {
    guard let truth = problem.truths.first else { return "" }
    return switch rule.kind {
    case .choice:
      rule.put(ChoiceTruth.option(truth, among: problem.options).map(Choice.name) ?? truth)
    case .yesNo: rule.put(YesNoTruth.value(truth) == true ? "Yes" : "No")
    default: rule.put(truth)
    }
  }

  package func corruptions(of problem: DeclaredProblem) -> [Corruption] {
    guard let truth = problem.truths.first else { return [] }
    // Of several right answers the corruption of one may be another.
    let others = DeclaredProblem(
      truths: Array(problem.truths.dropFirst()), options: problem.options)
    return corruptions(of: truth, in: problem).filter { corruption in
      others.truths.isEmpty
        || !judge([(.response, AnswerText(corruption.answer))], for: others).success
    }
  }

  private func corruptions(of truth: String, in problem: DeclaredProblem) -> [Corruption] {
    let wrong: [(kind: String, answer: String)]
    switch rule.kind {
    case .number(let number):
      guard let value = number.value(of: truth) else { return [] }
      let far = value.magnitude * Rational(2) + (number.absolute ?? Rational(0)) * Rational(2)
      wrong = [
        ("far more", (value + far + Rational(1)).description),
        ("far less", (value - far - Rational(1)).description),
        ("two answers", "\(truth) or \((value + far + Rational(1)).description)"),
      ]
    case .choice: return choice(problem)?.corruptions() ?? []
    case .yesNo: return YesNoTruth.value(truth).map(YesNo.corruptions) ?? []
    case .math(let isPercent):
      return DeclaredMathTruth.problem(truth, isPercent: isPercent)?.corruptions() ?? []
    case .text: wrong = [("more behind it", "\(truth) and more"), ("another word", "not \(truth)")]
    case .list, .json, .schema, .regex, .program, .tests, .judge: wrong = []
    }
    return wrong.map { Corruption($0.kind, rule.put($0.answer)) }
  }

  package func guesses(at problem: DeclaredProblem) -> [Guess] {
    switch rule.kind {
    case .choice: choice(problem)?.guesses() ?? []
    case .yesNo: YesNo.guesses
    default: []
    }
  }

  private func choice(_ problem: DeclaredProblem) -> Choice? {
    guard let truth = problem.truths.first,
      let answer = ChoiceTruth.option(truth, among: problem.options)
    else { return nil }
    return Choice(text: "", options: problem.options, answer: answer)
  }
}

// MARK: - Reading

extension DeclaredTask {
  package func extract(
    from text: AnswerText, for problem: DeclaredProblem, trace: inout GradingTrace
  ) -> Extraction<Answer> {
    switch rule.kind {
    case .number(let number): extractNumber(from: text, by: number, trace: &trace)
    case .text(let form), .regex(_, let form):
      extractText(from: text, as: "text", trace: &trace) { written in
        let normal = form.normal(written)
        return normal.isEmpty ? nil : (.text(normal), normal)
      }
    case .program, .judge:
      extractText(from: text, as: "text", trace: &trace) { written in
        let normal = TextForm().normal(written)
        return normal.isEmpty ? nil : (.text(normal), normal)
      }
    case .tests: .nothing("the code of the whole reply is what is tested")
    case .list(let list):
      extractText(from: text, as: "list", trace: &trace) { written in
        list.elements(of: written).map { (.list($0), $0.joined(separator: list.separator)) }
      }
    case .choice: allowed(extractChoice(from: text, for: problem, trace: &trace))
    case .yesNo: allowed(YesNo.extract(from: text, trace: &trace).map { .yesNo($0) })
    case .json, .schema: JSONAnswer.find(in: text, by: rule, trace: &trace).map { .json($0) }
    case .math(let isPercent):
      problem.truths.first.flatMap { DeclaredMathTruth.problem($0, isPercent: isPercent) }
        .map { $0.extract(from: text, trace: &trace).map { .math(DeclaredMath(numbers: $0)) } }
        ?? .nothing("the question has no truth")
    }
  }

  /// The same, unless it stands where no answer counts.
  private func allowed(_ found: Extraction<Answer>) -> Extraction<Answer> {
    if case .found(_, _, let place) = found, !rule.allows(place) {
      return .nothing("the answer stands where the task looks for none: \(place.rawValue)")
    }
    return found
  }

  private func extractNumber(
    from text: AnswerText, by number: NumberRule, trace: inout GradingTrace
  ) -> Extraction<Answer> {
    // Where no answer is looked for, none ends what was said before it.
    var holdsAnswer: ((AnswerText, AnswerMention) -> Bool)?
    if rule.find != nil {
      holdsAnswer = { [rule] text, mention in
        rule.allows(mention.rule) && mention.range.count <= ShortAnswer.byteLimit
          && text.bytes[mention.range].contains(where: ASCII.isDigit)
      }
    }
    return trace.standing(
      in: number.readable(text), as: .number, expecting: number.isWhole ? "whole number" : "number",
      orElse: number.isWhole
        ? "no whole number stands where an answer would" : "no number stands where an answer would",
      holdsAnswer: holdsAnswer
    ) { text, mention in
      guard rule.allows(mention.rule) else { return nil }
      return number.read(text, mention).map {
        (.number(DeclaredNumber(number: $0)), $0.value.description)
      }
    }
  }

  private func extractText(
    from written: AnswerText, as expected: StaticString, trace: inout GradingTrace,
    read: (String) -> (answer: Answer, text: String)?
  ) -> Extraction<Answer> {
    var spoken: SpokenText?
    return trace.standing(
      in: written, as: .choice, expecting: expected,
      orElse: "no \(expected) stands where an answer would"
    ) { text, mention in
      guard rule.allows(mention.rule), mention.range.count <= ListRule.byteLimit else { return nil }
      // What is compared is what was written, and not the one spelling in which answers are found.
      if text.bytes == written.bytes {
        return read(written.string(Self.withMarks(mention.range, in: written)))
      }
      let whole = spoken ?? SpokenText(written, as: .choice)
      spoken = whole
      return read(written.string(Self.withMarks(whole.origin(of: mention.range), in: written)))
    }
  }

  /// A range with the quotation marks and emphasis right before it: those behind it are in it already, and only
  /// both together are no part of the answer.
  private static func withMarks(_ range: Range<Int>, in text: AnswerText) -> Range<Int> {
    var start = range.lowerBound
    while start > 0, "*_`\"'".utf8.contains(text.bytes[start - 1]) { start -= 1 }
    return start..<range.upperBound
  }

  private func extractChoice(
    from text: AnswerText, for problem: DeclaredProblem, trace: inout GradingTrace
  ) -> Extraction<Answer> {
    guard let choice = choice(problem) else { return .nothing("the question has no truth") }
    let phrases = OptionPhrases(problem.options)
    return ChoiceReader.extract(from: text, for: choice, trace: &trace) {
      phrases.mentions(in: $0, $1)
    }.map { .choice(DeclaredChoice(answer: $0)) }
  }
}

extension Extraction {
  fileprivate func map<Other>(_ transform: (Answer) -> Other) -> Extraction<Other> {
    switch self {
    case .found(let answer, let text, let rule): .found(transform(answer), text: text, rule: rule)
    case .nothing(let reason): .nothing(reason)
    }
  }
}

// MARK: - Asking

extension DeclaredTask {
  package func asked(for problem: DeclaredProblem, prompt: String) -> AskedGrading? {
    switch rule.kind {
    case .program(let program):
      return .program(
        ProgramGrading(program: program, question: prompt, truths: problem.truths))
    case .tests(let rule):
      guard let cases = problem.cases, let expected = problem.truths.first else {
        preconditionFailure(
          "a question that is tested has cases, which its row was refused without")
      }
      return .tests(TestGrading(rule: rule, cases: cases, expected: expected))
    case .judge(let rule):
      return .judges(
        JudgeGrading(
          judges: rule.judges, question: prompt, truths: problem.truths,
          shown: problem.shown ?? []))
    default: return nil
    }
  }
}

// MARK: - Judging

extension DeclaredTask {
  package func grade(
    _ answer: Answer, for problem: DeclaredProblem, trace: inout GradingTrace
  ) -> Grade {
    if case .list(let found) = answer, case .list(let list) = rule.kind {
      return grade(found, by: list, for: problem, trace: &trace)
    }
    if case .choice(let chosen) = answer, let choice = choice(problem) {
      return choice.grade(chosen.answer, trace: &trace)
    }
    if case .json(let value) = answer, case .schema(let schema) = rule.kind {
      let fault = schema.fault(of: value.value)
      trace.check("schema", isKept: fault == nil, fault ?? "it keeps the schema")
      return fault.map { .wrong("the answer does not keep the schema: \($0)") } ?? .right()
    }
    if case .text(let text) = answer, case .regex(let regex, _) = rule.kind {
      let patterns = regex.map { [$0] } ?? problem.truths.compactMap { try? LinearRegex($0) }
      let isRight = patterns.contains { $0.matches(text) }
      trace.check("pattern", isKept: isRight, patterns.first?.pattern ?? "")
      return isRight ? .right() : .wrong("the pattern does not match the answer as a whole")
    }
    guard asked(for: problem, prompt: "") == nil else {
      return .wrong("its grader was not asked")
    }
    let isRight = problem.truths.contains { matches(answer, $0) }
    let shown = problem.truths.prefix(4).joined(separator: "\" or \"")
    trace.check("the truth", isKept: isRight, "right is \"\(shown)\"")
    return isRight ? .right() : .wrong("the answer is \"\(shown)\"")
  }

  private func matches(_ answer: Answer, _ truth: String) -> Bool {
    switch (answer, rule.kind) {
    case (.number(let read), .number(let number)):
      number.value(of: truth).map { number.accepts(read.number, for: $0) } ?? false
    case (.text(let text), .text(let form)): text.isSame(as: form.normal(truth))
    case (.yesNo(let value), .yesNo): value == YesNoTruth.value(truth)
    case (.json(let value), .json): JSONAnswer.value(truth)?.exact == value.exact
    case (.math(let read), .math(let isPercent)):
      DeclaredMathTruth.problem(truth, isPercent: isPercent).map { problem in
        var trace = GradingTrace.off
        return problem.grade(read.numbers, trace: &trace).success
      } ?? false
    default: false
    }
  }

  private func grade(
    _ found: [String], by list: ListRule, for problem: DeclaredProblem, trace: inout GradingTrace
  ) -> Grade {
    let scores = problem.truths.compactMap(list.elements).map { list.score(found, for: $0) }
    guard let best = scores.max(by: { $0.done * $1.all < $1.done * $0.all }) else {
      return .wrong("the question has no truth")
    }
    let isRight = best.done == best.all
    trace.check("elements", isKept: isRight, "\(best.done) of \(best.all) parts agree")
    let truth = problem.truths.first ?? ""
    return isRight ? .right() : .parts(best.done, of: best.all, "right is \"\(truth)\"")
  }
}
