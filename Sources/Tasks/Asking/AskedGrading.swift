/// How the answers to a question are graded by asking somebody: a program, tests, or models.
///
/// What is asked for goes to the outside world in a lane of its own and is recorded: a replay asks nobody.
public enum AskedGrading: Hashable, Sendable {
  /// A program that its user wrote.
  case program(ProgramGrading)
  /// The code of the answer, run on inputs.
  case tests(TestGrading)
  /// Models that judge.
  case judges(JudgeGrading)
}

/// What came of asking for a grade.
public enum AskedVerdict: Hashable, Sendable {
  /// A score from 0 to 1, and why, for a person.
  case score(Double, reason: String)
  /// There is no grade, and why: the answer is neither right nor wrong by it.
  case failed(String)
}

/// What was said in reply to a question, as far as a grader is shown it.
public struct GradedReply: Hashable, Sendable {
  /// What was printed and written, in the order in which it is read.
  public var texts: [String]
  /// The answer as the task's rules read it; `nil` where they find none.
  public var answer: String?
  /// The code of the reply; `nil` where there is none.
  public var code: String?

  /// Creates a reply.
  public init(texts: [String], answer: String?, code: String?) {
    self.texts = texts
    self.answer = answer
    self.code = code
  }
}

/// A text that is kept for people, and that a stranger's program wrote: bounded.
enum BoundedReason {
  private static let byteLimit = 1_000

  static func text(_ text: String) -> String {
    // By bytes: `\r\n` is one character of a string, and none of its characters is `\n` then.
    let lines = text.utf8.split { $0 == 0x0a || $0 == 0x0d }
    let line =
      lines.count == 1 && lines[0].count == text.utf8.count
      ? text : lines.map { String(decoding: $0, as: UTF8.self) }.joined(separator: " ")
    guard line.utf8.count > byteLimit else { return line }
    return String(decoding: line.utf8.prefix(byteLimit), as: UTF8.self) + " …"
  }
}
