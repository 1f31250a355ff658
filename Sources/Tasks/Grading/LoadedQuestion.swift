public import Basics
import FoundationEssentials

/// A question with its problem read: ready to be graded.
public struct LoadedQuestion: Sendable {
  /// The question.
  public let question: Question
  /// The variables in which code for this task tends to leave its answer.
  public let resultNames: [String]
  /// Who is asked for the grades of answers; `nil` where the task's own rules give them, and ``judge(_:by:)``
  /// says all.
  public let asked: AskedGrading?
  private let judgeTexts:
    @Sendable (
      [(source: AnswerSource, text: AnswerText)], GradingPolicy, inout GradingTrace
    ) -> Judgement

  private let checkSelf: @Sendable () -> SelfCheck
  private let makeGuesses: @Sendable () -> [Guess]

  /// Reads a question's problem as the task's.
  public init(_ question: Question, of task: some BenchTask) throws(TaskError) {
    self.question = question
    resultNames = task.description.resultNames
    let problem = try Self.problem(of: question, for: task)
    asked = task.asked(for: problem, prompt: question.prompt)
    judgeTexts = { task.judge($0, for: problem, by: $1, trace: &$2) }
    checkSelf = { task.selfCheck(of: problem, question: question) }
    makeGuesses = { task.guesses(at: problem) }
  }

  /// Extracts and grades; see ``BenchTask/judge(_:for:by:trace:)``.
  public func judge(
    _ texts: [(source: AnswerSource, text: AnswerText)], by policy: GradingPolicy = .strict
  ) -> Judgement {
    var trace = GradingTrace.off
    return judgeTexts(texts, policy, &trace)
  }

  /// Whether some rules find an answer: what decides whether a model is asked to read one.
  public func isReadable(
    _ texts: [(source: AnswerSource, text: AnswerText)], by rules: ReadingRules
  ) -> Bool {
    var trace = GradingTrace.off
    trace.reads = rules
    return judgeTexts(texts, .strict, &trace).answer != nil
  }

  /// Extracts and grades, and takes down every decision.
  public func judge(
    _ texts: [(source: AnswerSource, text: AnswerText)], by policy: GradingPolicy,
    trace: inout GradingTrace
  ) -> Judgement {
    judgeTexts(texts, policy, &trace)
  }

  /// Answers of somebody who does not work it out; see ``BenchTask/guesses(at:)``.
  public var guesses: [Guess] {
    // Who is asked for a grade is not asked about guesses.
    asked != nil ? [] : [Guess(.echo, "the question itself", question.prompt)] + makeGuesses()
  }

  /// Grades what must be right and what must be wrong; see ``SelfCheck``.
  public func selfCheck() -> SelfCheck { checkSelf() }

  private static func problem<T: BenchTask>(
    of question: Question, for task: T
  ) throws(TaskError) -> T.Problem {
    do {
      return try task.problem(decoding: question.problem)
    } catch {
      throw TaskError(
        .badQuestion,
        "Question \(question.id) holds no problem of \(task.description.name): \(error.message)")
    }
  }
}

extension BenchTask {
  /// Reads a problem as its type is coded.
  public func problem(decoding json: JSONValue) throws(TaskError) -> Problem {
    do {
      let bytes = try CanonicalJSON.bytes(of: json)
      return try JSONDecoder().decode(Problem.self, from: Data(bytes))
    } catch {
      throw TaskError(.badQuestion, "\(error)")
    }
  }
}
