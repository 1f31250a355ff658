/// A wrong answer that is made from a right one in a systematic way.
///
/// The kinds of a task cover its rules: for each rule of its world an answer that breaks it.
public struct Corruption: Hashable, Sendable {
  /// The kind's stable name, such as `wrong sign`.
  public var kind: String
  /// The wrong answer, as a model would write it.
  public var answer: String

  /// Creates a corruption.
  public init(_ kind: String, _ answer: String) {
    self.kind = kind
    self.answer = answer
  }

  /// A corruption inside a marker.
  static func marked(_ kind: String, _ inside: some CustomStringConvertible) -> Corruption {
    Corruption(kind, "<<<\(inside)>>>")
  }
}

/// What a question's self-check found.
public struct SelfCheck: Hashable, Sendable {
  /// The right answers that were graded, by name.
  public var rightAnswers = 0
  /// The wrong answers that were graded, by kind.
  public var corruptions: [String: Int] = [:]
  /// Answers that were graded otherwise than they should be, and problems without a solution, one
  /// sentence each.
  public var faults: [String] = []

  /// Creates an empty result.
  public init() {}

  /// Adds another question's.
  public mutating func add(_ other: SelfCheck) {
    rightAnswers += other.rightAnswers
    corruptions.merge(other.corruptions, uniquingKeysWith: +)
    faults += other.faults
  }
}

extension BenchTask {
  /// Grades what must be right about a problem, and what must be wrong.
  ///
  /// Right are the reference in the question's file and a reference that is worked out anew (by the
  /// solver, planner or search of the task), each in several spellings. Wrong are all corruptions, the
  /// empty text and the question itself.
  func selfCheck(of problem: Problem, question: Question) -> SelfCheck {
    var check = SelfCheck()
    func judged(_ text: String) -> Judgement {
      judge([(.response, AnswerText(text))], for: problem)
    }
    let solved = reference(for: problem)
    for (name, reference) in [("reference", question.reference), ("solution", solved)] {
      for (spelling, text) in Self.spellings(of: reference) {
        let judgement = judged(text)
        check.rightAnswers += 1
        if !judgement.success || judgement.score != 1 {
          check.faults.append(
            "\(question.id): the \(name), \(spelling), is graded as wrong: "
              + judgement.explanation)
        }
      }
    }
    let nothing = [Corruption("no answer", ""), Corruption("the question", question.prompt)]
    for corruption in corruptions(of: problem) + nothing {
      check.corruptions[corruption.kind, default: 0] += 1
      let judgement = judged(corruption.answer)
      if judgement.success || judgement.score >= 1 {
        check.faults.append(
          "\(question.id): \(corruption.kind) is graded as right: \(judgement.answer ?? "")")
      }
    }
    return check
  }

  /// Harmless spellings of an answer in a marker.
  private static func spellings(of reference: String) -> [(name: String, text: String)] {
    [
      ("as it is", reference), ("after prose", "I checked it twice.\n\n\(reference)"),
      ("in bold", "**Final answer:** **\(reference)**"),
      ("with a remark", "\(reference)\n\nI hope this helps!"),
      ("after the format", "The format is <<<answer>>>.\n\(reference)"),
      ("with Windows line ends", "So:\r\n\(reference)\r\n"),
    ]
  }
}
