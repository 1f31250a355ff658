extension BenchTask {
  /// Judges the texts of the last reply as the published code does.
  ///
  /// Printed output replaces the response, and the response is judged too; either may be right
  /// (``PaperQuirk/eitherText``), and of two partial scores the better counts.
  func paperJudgement(
    _ texts: [(source: AnswerSource, text: AnswerText)], for problem: Problem,
    trace: inout GradingTrace
  ) -> Judgement {
    let reply = Self.lastReply(of: texts)
    let response = reply.first { $0.source == .response }?.text
    var best: (source: AnswerSource, finding: PaperFinding)?
    var first: PaperFinding?
    for (source, text) in reply {
      trace.source = source
      let finding = paperFinding(
        in: PaperReply(text: text, response: response), for: problem, trace: &trace)
      if finding.answer != nil { first = first ?? finding }
      if (best?.finding.partial ?? -1) < finding.partial || best?.finding.answer == nil {
        best = (source, finding)
      }
    }
    guard let (source, finding) = best else {
      return .unanswered("there is no text to read", by: .paper)
    }
    var quirks = finding.quirks
    if let first, first.partial < finding.partial { quirks.append(.eitherText) }
    if finding.answer == nil, reply.count < texts.count { quirks.append(.lastReplyOnly) }
    for quirk in quirks { trace.check(quirk.rawValue, isKept: finding.success, "quirk") }
    return Judgement(
      answer: finding.answer, source: finding.answer == nil ? nil : source,
      rule: finding.answer == nil ? finding.explanation : "paper", success: finding.success,
      score: score(success: finding.success, partial: finding.partial),
      explanation: finding.explanation, policy: .paper, quirks: quirks)
  }

  /// The texts of the last reply: up to one of each source, from the front.
  private static func lastReply(
    of texts: [(source: AnswerSource, text: AnswerText)]
  ) -> ArraySlice<(source: AnswerSource, text: AnswerText)> {
    guard texts.count > 1 else { return texts[...] }
    return texts[0].source == texts[1].source ? texts.prefix(1) : texts.prefix(2)
  }

  /// Judges a text strictly: the fallback of every quirk.
  func strictFinding(
    in text: AnswerText, for problem: Problem, trace: inout GradingTrace
  ) -> PaperFinding {
    switch extract(from: text, for: problem, trace: &trace) {
    case .nothing(let reason): return .nothing(reason)
    case .found(let answer, let spelling, _):
      let grade = grade(answer, for: problem, trace: &trace)
      var finding = PaperFinding(spelling, success: grade.success, grade.explanation)
      finding.partial = grade.partial
      return finding
    }
  }

  public func paperFinding(
    in reply: PaperReply, for problem: Problem, trace: inout GradingTrace
  ) -> PaperFinding {
    strictFinding(in: reply.text, for: problem, trace: &trace)
  }
}
