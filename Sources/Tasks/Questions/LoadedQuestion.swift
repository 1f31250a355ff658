import Foundation
import Wire

/// A question with its problem read: ready to be graded.
public struct LoadedQuestion: Sendable {
  /// The question.
  public let question: Question
  /// The variables in which code for this task tends to leave its answer.
  public let resultNames: [String]
  private let judgeTexts: @Sendable ([(source: AnswerSource, text: AnswerText)]) -> Judgement

  /// Reads a question's problem as the task's.
  public init(_ question: Question, of task: some BenchTask) throws(TaskError) {
    self.question = question
    resultNames = task.description.resultNames
    let problem = try Self.problem(of: question, for: task)
    judgeTexts = { task.judge($0, for: problem) }
  }

  /// Extracts and grades; see ``BenchTask/judge(_:for:)``.
  public func judge(_ texts: [(source: AnswerSource, text: AnswerText)]) -> Judgement {
    judgeTexts(texts)
  }

  private static func problem<T: BenchTask>(
    of question: Question, for task: T
  ) throws(TaskError) -> T.Problem {
    do {
      let bytes = try CanonicalJSON.bytes(of: question.problem)
      return try JSONDecoder().decode(T.Problem.self, from: Data(bytes))
    } catch {
      throw TaskError(
        .badQuestion,
        "Question \(question.id) holds no problem of \(task.description.name): \(error)")
    }
  }
}
