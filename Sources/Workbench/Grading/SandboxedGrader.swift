import CodeExecution
import Tasks
import Trials

/// Runs programs and tests that grade, outside of any sweep, in the sandbox that a trial's would get.
struct SandboxedGrader: Sendable {
  private let launcher: any Launcher

  /// Finds the machine's Python and its sandbox.
  ///
  /// - Throws: ``CodeExecutionError`` where there is none: a grade that nobody gave is no pass.
  init(environment: [String: String]) async throws {
    launcher = try await Sandbox.launcher(
      .best, interpreter: try await Interpreter.find(), environment: environment)
  }

  /// Grades a reply by whom its question's task asks.
  func judgement(
    of written: String, printed: String? = nil, to question: LoadedQuestion
  ) async throws -> Judgement {
    let texts: [(source: AnswerSource, text: AnswerText)] =
      (printed.map { [(.stdout, AnswerText($0))] } ?? []) + [(.response, AnswerText(written))]
    let read = question.judge(texts)
    guard let grading = question.asked else { return read }
    let reply = GradedReply(written: written, printed: printed, to: question)
    guard let run = GraderRun(grading, reply) else {
      if case .judges = grading {
        return read.graded(
          .failed("models judge it, and are asked by the recording of a sweep alone"), by: "")
      }
      return read
    }
    let outcome = try await launcher.run(
      ExecutionRequest(
        code: run.program, input: run.input, interpreter: launcher.interpreter.label,
        limits: .standard, isUnbuffered: true))
    return read.graded(run.verdict(of: outcome), answer: run.graded, by: run.rule)
  }

  /// Grades an example of a task's file.
  func judgement(of example: ExampleReply) async throws -> Judgement {
    try await judgement(of: example.text, to: example.question)
  }
}
