import Testing

@testable import Tasks

/// All fourteen tasks with some questions of every rung, made anew.
struct GradedSet: Sendable, CustomTestStringConvertible {
  let name: String
  let questions: [Question]
  let loaded: [LoadedQuestion]

  init(_ task: some BenchTask, perRung: Int = 2) throws {
    name = task.description.name
    questions = try task.questions(perRung: perRung, seed: "grading tests")
    loaded = try questions.map { question throws(TaskError) in
      try LoadedQuestion(question, of: task)
    }
  }

  var testDescription: String { name }

  static let all: [GradedSet] = TaskRegistry.shipped.all.compactMap { try? GradedSet($0) }
}

extension LoadedQuestion {
  /// Judges what a model wrote.
  func judged(_ text: String, by policy: GradingPolicy = .strict) -> Judgement {
    judge([(.response, AnswerText(text))], by: policy)
  }
}

extension BenchTask {
  /// Judges what a model wrote, and perhaps what its code printed.
  func judged(
    _ text: String, printed: String? = nil, by policy: GradingPolicy, for problem: Problem
  ) -> Judgement {
    var trace = GradingTrace.off
    var texts: [(source: AnswerSource, text: AnswerText)] = [(.response, AnswerText(text))]
    if let printed { texts.insert((.stdout, AnswerText(printed)), at: 0) }
    return judge(texts, for: problem, by: policy, trace: &trace)
  }
}

extension YesNo {
  static func extract(from text: AnswerText) -> Extraction<Bool> {
    var trace = GradingTrace.off
    return extract(from: text, trace: &trace)
  }

  static func grade(_ answer: Bool, truth: Bool) -> Grade {
    var trace = GradingTrace.off
    return grade(answer, truth: truth, trace: &trace)
  }
}

extension LetterCountReader {
  static func read(_ text: AnswerText) -> Extraction<LetterCount> {
    var trace = GradingTrace.off
    return read(text, trace: &trace)
  }
}
