package import Basics
import FoundationEssentials
import Methods
import ModelAPI
import RecordReplay
import Reporting
import Sweeps
package import Tasks
import Trials

/// Grades one answer to one question, and says why.
package struct AnswerGrading: Sendable {
  private let task: any BenchTask
  private let question: Question

  /// Finds the question.
  ///
  /// - Parameters:
  ///   - task: The name of the task.
  ///   - question: The id of the question; the task's first where it is `nil`.
  ///   - folder: The folder of the tasks.
  package init(task: String, question: String?, in folder: String) throws {
    self.task = try QuestionFinder.task(task)
    self.question = try QuestionFinder(folder: folder).question(question, of: task)
  }

  /// Takes a question as it is.
  ///
  /// - Throws: ``WorkbenchError`` where its task is unknown.
  package init(_ question: Question) throws {
    task = try QuestionFinder.task(question.task)
    self.question = question
  }

  /// What was said in reply.
  package struct Reply: Hashable, Sendable {
    /// What the model wrote.
    package var answer: [UInt8]
    /// What its code printed, which is read first; `nil` where none was run.
    package var printed: [UInt8]?

    /// Creates a reply.
    package init(answer: [UInt8], printed: [UInt8]? = nil) {
      self.answer = answer
      self.printed = printed
    }

    fileprivate var texts: [(source: AnswerSource, text: AnswerText)] {
      (printed.map { [(.stdout, AnswerText($0))] } ?? []) + [(.response, AnswerText(answer))]
    }
  }

  /// Grades a reply by the task's own rules.
  package func grade(_ reply: Reply, by policy: GradingPolicy) throws -> GradedAnswer {
    var trace = GradingTrace()
    let judgement = try LoadedQuestion(question, of: task)
      .judge(reply.texts, by: policy, trace: &trace)
    return graded(reply, judgement, trace)
  }

  /// Grades a reply by whom its task asks: a program or tests are run in the sandbox.
  ///
  /// - Parameter environment: Where the sandbox looks for what it needs.
  package func grade(
    _ reply: Reply, by policy: GradingPolicy, environment: [String: String]
  ) async throws -> GradedAnswer {
    let question = try LoadedQuestion(question, of: task)
    guard question.asked != nil else { return try grade(reply, by: policy) }
    var trace = GradingTrace()
    _ = question.judge(reply.texts, by: policy, trace: &trace)
    let judgement = try await SandboxedGrader(environment: environment).judgement(
      of: String(decoding: reply.answer, as: UTF8.self),
      printed: reply.printed.map { String(decoding: $0, as: UTF8.self) }, to: question)
    return graded(reply, judgement, trace)
  }

  private func graded(
    _ reply: Reply, _ judgement: Judgement, _ trace: GradingTrace
  ) -> GradedAnswer {
    var ending: Ending = judgement.success ? .pass : .regression
    if case .failed? = judgement.asked { ending = .infrastructure }
    return GradedAnswer(
      question: question, reply: reply,
      report: GradeReport(
        question: question.id, judgement: judgement, trace: trace, texts: reply.texts),
      ending: ending)
  }

  /// The messages by which a sweep with `extraction: model` would have a model copy the answer out of a
  /// reply.
  ///
  /// - Parameter folder: The folder of the prompts.
  package func extraction(of reply: Reply, prompts folder: String) throws -> [ExtractionMessage] {
    let library = try SweepFolder.prompts(
      in: URL(filePath: folder), needing: [], orElse: [.extraction])
    guard let prompt = library.text(of: .extraction) else {
      throw WorkbenchError(
        .usage, "\(folder): there is no \(PromptName.extraction.fileName) in this folder.")
    }
    return ExtractionRequest.request(
      prompt, MethodQuestion(id: question.id, text: question.prompt),
      reply.texts.filter { !$0.text.bytes.isEmpty }
    ).messages.map { ExtractionMessage(role: $0.role.rawValue, content: $0.text) }
  }
}

/// An answer that was graded.
package struct GradedAnswer: Sendable {
  /// The question.
  package let question: Question
  /// What was graded.
  package let reply: AnswerGrading.Reply
  /// Every decision that led to the grade.
  fileprivate let report: GradeReport
  /// Pass where the answer is right, regression where it is not.
  package let ending: Ending

  /// Every decision that led to the grade, for people.
  package var text: String { report.text }

  /// Every decision that led to the grade, for programs.
  package var json: JSONValue { report.json }
}

/// A message to the model that copies an answer out.
package struct ExtractionMessage: Hashable, Sendable {
  /// Who speaks, as requests spell it.
  package let role: String
  /// What is said.
  package let content: String

  /// The message for people, with what a terminal would act on made visible.
  package var text: String { "--- \(role)\n\(Redaction.visible(content))" }

  /// The message for programs.
  package var json: JSONValue { ["role": .string(role), "content": .string(content)] }
}
