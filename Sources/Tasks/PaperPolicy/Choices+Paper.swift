extension BenchTask {
  /// A choice task's verdict: a recorded one as the published code reads it, else the strict one
  /// (paper, 3.8-3.11).
  func choiceFinding(
    in reply: PaperReply, for problem: Problem, trace: inout GradingTrace
  ) -> PaperFinding {
    guard let verdict = PaperVerdict.ofChoice(in: reply.text) else {
      return strictFinding(in: reply.text, for: problem, trace: &trace)
    }
    let word = String(decoding: verdict, as: UTF8.self)
    let success = PaperVerdict.holdsCorrect(verdict)
    return PaperFinding(
      word, success: success, "the verdict is \(word)",
      success && verdict.count > 7 ? [.verdictSubstring] : [])
  }
}

extension DateUnderstanding {
  func paperFinding(
    in reply: PaperReply, for problem: Problem, trace: inout GradingTrace
  ) -> PaperFinding { choiceFinding(in: reply, for: problem, trace: &trace) }
}

extension LogicalDeduction {
  func paperFinding(
    in reply: PaperReply, for problem: Problem, trace: inout GradingTrace
  ) -> PaperFinding { choiceFinding(in: reply, for: problem, trace: &trace) }
}

extension WebOfLies {
  func paperFinding(
    in reply: PaperReply, for problem: Problem, trace: inout GradingTrace
  ) -> PaperFinding { choiceFinding(in: reply, for: problem, trace: &trace) }
}

extension Navigate {
  func paperFinding(
    in reply: PaperReply, for problem: Problem, trace: inout GradingTrace
  ) -> PaperFinding { choiceFinding(in: reply, for: problem, trace: &trace) }
}
