/// The verdict on an answer.
public struct Grade: Hashable, Sendable {
  /// Whether the answer solves the problem.
  public var success: Bool
  /// The part of the goal that was reached, from 0 to 1; 1 only with success.
  public var partial: Double
  /// Why, in one sentence for a person.
  public var explanation: String

  /// The answer solves the problem.
  public static func right(_ explanation: String = "the answer is right") -> Grade {
    Grade(success: true, partial: 1, explanation: explanation)
  }

  /// The answer does not solve the problem.
  public static func wrong(_ explanation: String) -> Grade {
    Grade(success: false, partial: 0, explanation: explanation)
  }

  /// The answer solves `done` parts of `all`, a positive number; all of them is success.
  public static func parts(_ done: Int, of all: Int, _ explanation: String) -> Grade {
    Grade(
      success: done == all, partial: Double(done) / Double(max(all, 1)), explanation: explanation)
  }

  private init(success: Bool, partial: Double, explanation: String) {
    self.success = success
    self.partial = partial
    self.explanation = explanation
  }
}

/// What was found in a text, and by which rule.
public enum Extraction<Answer: Sendable>: Sendable {
  /// An answer.
  ///
  /// - `text` is the answer in the task's normal spelling: equal answers have equal texts.
  /// - `rule` is what found it.
  case found(Answer, text: String, rule: AnswerRule)
  /// No answer, and why.
  case nothing(String)
}

/// Where an answer was looked for.
public enum AnswerSource: String, Hashable, Sendable {
  /// What the model's code printed.
  case stdout
  /// What the model wrote.
  case response
  /// What a model wrote that was asked to copy the answer out of the other two.
  case extraction
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
  /// The policy of the grade.
  public var policy = GradingPolicy.strict
  /// The quirks of the published code that decided; none in a strict judgement.
  public var quirks: [PaperQuirk] = []
  /// What somebody said who was asked for the grade; `nil` where the task's own rules gave it.
  public var asked: AskedVerdict?
}

extension Judgement {
  /// The same reading, graded by somebody who was asked.
  ///
  /// - Parameter answer: What was graded, where that is not what the task's rules read.
  package func graded(
    _ verdict: AskedVerdict, answer graded: String? = nil, by rule: String
  ) -> Judgement {
    var judgement = self
    judgement.answer = graded ?? answer
    judgement.rule = answer == nil || graded != nil ? rule : self.rule
    judgement.asked = verdict
    switch verdict {
    case .score(let score, let reason):
      judgement.success = score == 1
      judgement.score = score
      judgement.explanation = reason
    case .failed(let reason):
      judgement.success = false
      judgement.score = 0
      judgement.explanation = "no grade: \(reason)"
    }
    return judgement
  }
}

extension Judgement {
  /// A judgement of texts that hold no answer.
  ///
  /// - Parameter reason: Why not, for a person.
  public static func unanswered(_ reason: String, by policy: GradingPolicy) -> Judgement {
    Judgement(
      answer: nil, source: nil, rule: reason, success: false, score: 0, explanation: reason,
      policy: policy)
  }
}

extension BenchTask {
  /// Extracts and grades strictly, without a trace.
  ///
  /// The texts are read in order, and the first that holds an answer decides: printed output before
  /// prose where code ran. A right answer in a later text never saves a wrong one in an earlier.
  public func judge(
    _ texts: [(source: AnswerSource, text: AnswerText)], for problem: Problem
  ) -> Judgement {
    var trace = GradingTrace.off
    return judge(texts, for: problem, by: .strict, trace: &trace)
  }

  /// Extracts and grades by a policy.
  ///
  /// - Parameters:
  ///   - texts: What was printed and written, in the order in which it is read.
  ///   - policy: The rules. A strict judgement is made by the first text that holds an answer.
  ///   - trace: Takes down every decision.
  public func judge(
    _ texts: [(source: AnswerSource, text: AnswerText)], for problem: Problem,
    by policy: GradingPolicy, trace: inout GradingTrace
  ) -> Judgement {
    switch policy {
    case .strict: strictJudgement(texts, for: problem, trace: &trace)
    case .paper: paperJudgement(texts, for: problem, trace: &trace)
    }
  }

  func strictJudgement(
    _ texts: [(source: AnswerSource, text: AnswerText)], for problem: Problem,
    trace: inout GradingTrace
  ) -> Judgement {
    var reason = "there is no text to read"
    trace.isWithdrawn = false
    for (source, text) in texts {
      // An answer of an earlier turn that a later one took back no longer stands.
      if trace.isWithdrawn { break }
      trace.source = source
      switch extract(from: text, for: problem, trace: &trace) {
      case .nothing(let why): reason = why
      case .found(let answer, let spelling, let rule):
        let grade = grade(answer, for: problem, trace: &trace)
        return Judgement(
          answer: spelling, source: source, rule: rule.rawValue, success: grade.success,
          score: score(success: grade.success, partial: grade.partial),
          explanation: grade.explanation)
      }
    }
    return .unanswered(reason, by: .strict)
  }

  /// The score that a success or a part of it is worth in this task.
  func score(success: Bool, partial: Double) -> Double {
    switch description.scoring {
    case .success: success ? 1 : 0
    case .partialCredit: partial
    }
  }
}

/// By whose rules answers are read and judged.
public enum GradingPolicy: String, Hashable, Sendable, CaseIterable {
  /// Right: fixed checkers, exact arithmetic, one answer decides.
  case strict
  /// What the published code is documented to do, quirk by quirk; see ``PaperQuirk``.
  ///
  /// Only code takes part: where the published pipeline asks a model to extract or to judge, this
  /// policy puts strict reading in its place (``PaperExtraction``, ``PaperVerdict``). Where the
  /// documentation is silent, the strict rule stands.
  case paper
}
