/// Where an answer was looked for.
public enum AnswerSource: String, Hashable, Sendable {
  /// What the model's code printed.
  case stdout
  /// What the model wrote.
  case response
}

/// What a task made of a trial's texts: extraction and grade.
public struct Judgement: Hashable, Sendable {
  /// The answer in the task's normal spelling; `nil` if none was found.
  public var answer: String?
  /// Where it was found.
  public var source: AnswerSource?
  /// The rule that found it, or why nothing was found.
  public var rule: String
  /// Whether the answer solves the problem.
  public var success: Bool
  /// The score that the task gives, from 0 to 1.
  public var score: Double
  /// Why, in one sentence for a person.
  public var explanation: String
}

extension BenchTask {
  /// Extracts and grades.
  ///
  /// The texts are read in order, and the first that holds an answer decides: printed output before
  /// prose where code ran. A right answer in a later text never saves a wrong one in an earlier.
  public func judge(
    _ texts: [(source: AnswerSource, text: AnswerText)], for problem: Problem
  ) -> Judgement {
    var reason = "there is no text to read"
    for (source, text) in texts {
      switch extract(from: text, for: problem) {
      case .nothing(let why): reason = why
      case .found(let answer, let spelling, let rule):
        let grade = grade(answer, for: problem)
        return Judgement(
          answer: spelling, source: source, rule: rule, success: grade.success,
          score: score(of: grade), explanation: grade.explanation)
      }
    }
    return Judgement(
      answer: nil, source: nil, rule: reason, success: false, score: 0, explanation: reason)
  }

  private func score(of grade: Grade) -> Double {
    switch description.scoring {
    case .success: grade.success ? 1 : 0
    case .partialCredit: grade.partial
    }
  }
}
