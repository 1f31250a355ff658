package import CodeExecution
package import RecordReplay
package import Tasks

/// A run of a program or of tests that gives a grade: what is run, what it is given, and what its outcome says.
///
/// The same for trials, whose runs are recorded, and for whoever grades one answer by hand.
package struct GraderRun: Sendable {
  /// The program in Python.
  package let program: String
  /// Its standard input.
  package let input: String
  /// The lane in which it is run.
  package let lane: Lane
  /// Whether one start may grade several answers.
  package let takesSeveral: Bool
  /// What is graded, where it is not what the task's rules read.
  package let graded: String?
  /// How that was found, or who grades.
  package let rule: String
  private let grading: AskedGrading

  /// Prepares a run; `nil` where there is nothing to run: models judge, or the reply holds no code to test.
  package init?(_ grading: AskedGrading, _ reply: GradedReply) {
    self.grading = grading
    switch grading {
    case .program(let grader):
      program = grader.source
      input = grader.input(reply)
      lane = .program
      takesSeveral = grader.takesSeveral
      graded = nil
      rule = "graded by a program"
    case .tests(let tests):
      guard let code = reply.code else { return nil }
      program = TestGrading.harness
      input = tests.input(code)
      lane = .tests
      takesSeveral = false
      graded = code
      rule = "code of the reply"
    case .judges: return nil
    }
  }

  /// The grade that an outcome gives.
  package func verdict(of outcome: ExecutionOutcome) -> AskedVerdict {
    switch grading {
    case .program(let grader):
      outcome.fault.map { .failed("the grader \($0)") } ?? grader.verdict(of: outcome.stdout)
    case .tests(let tests):
      tests.verdict(
        of: outcome.stdout, ending: outcome.succeeded ? nil : outcome.end.sentence)
    case .judges: preconditionFailure("models that judge are not run")
    }
  }
}

extension AskedGrading {
  /// The name of the function that the code of an answer is to define; `nil` where any code will do.
  package var function: String? {
    if case .tests(let tests) = self { tests.function } else { nil }
  }
}

extension GradedReply {
  /// A reply that no method asked for: what was written, and what its code printed.
  package init(written: String, printed: String?, to question: LoadedQuestion) {
    let texts: [(source: AnswerSource, text: AnswerText)] =
      (printed.map { [(.stdout, AnswerText($0))] } ?? []) + [(.response, AnswerText(written))]
    self.init(
      texts: texts.map { String(decoding: $0.text.bytes, as: UTF8.self) },
      answer: question.judge(texts).answer,
      code: CandidateCode.find(
        in: [(written, printed)], ran: [], defining: question.asked?.function))
  }
}

extension ExecutionOutcome {
  /// Why what a grader printed is no verdict, as the end of a sentence; `nil` where it came to its end.
  fileprivate var fault: String? {
    guard succeeded else {
      let last = stderr.split(separator: UInt8(ascii: "\n")).last.map {
        String(decoding: $0.prefix(300), as: UTF8.self)
      }
      return "did not come to its end: \(end.sentence)" + (last.map { "; \($0)" } ?? "")
    }
    return stdoutTruncated ? "printed more than the sweep's limit of output" : nil
  }
}
