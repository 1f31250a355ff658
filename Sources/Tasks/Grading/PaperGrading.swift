/// A documented behaviour of the published code in which it differs from strict grading.
///
/// The quirks of one task stand in the task's folder. The sections are those of the digest of the paper
/// that this project is built against.
public struct PaperQuirk: RawRepresentable, Hashable, Sendable {
  /// The stable name, as transcripts and reports show it.
  public let rawValue: String

  /// Names a quirk.
  public init(rawValue: String) {
    self.rawValue = rawValue
  }
}

extension PaperQuirk {
  /// Success if either the printed output or the response is right (section 2.1, and 7, point 5).
  static let eitherText = PaperQuirk(rawValue: "either text")
  /// Only the last reply is read, even if it has no answer and an earlier one has (section 2.2).
  static let lastReplyOnly = PaperQuirk(rawValue: "last reply only")
  /// The last match of `<<<(.*?)>>>` is the answer, even if it is the example of the format or holds
  /// another `<<<` (section 2.1).
  static let lastMarker = PaperQuirk(rawValue: "last marker")
}

/// What the published code would make of one text.
public struct PaperFinding: Hashable, Sendable {
  /// The answer as it was read; `nil` if none was found.
  var answer: String?
  /// Whether it counts as right.
  var success: Bool
  /// The part of the goal that was reached, from 0 to 1.
  var partial: Double
  /// Why, in one sentence for a person.
  var explanation: String
  /// The quirks that decided something, in the order in which they did.
  var quirks: [PaperQuirk] = []

  /// An answer that is right or wrong as a whole.
  init(_ answer: String?, success: Bool, _ explanation: String, _ quirks: [PaperQuirk] = []) {
    self.answer = answer
    self.success = success
    partial = success ? 1 : 0
    self.explanation = explanation
    self.quirks = quirks
  }

  /// An answer that reaches `done` of `all` parts.
  init(
    _ answer: String?, done: Int, of all: Int, _ explanation: String, _ quirks: [PaperQuirk]
  ) {
    self.init(answer, success: done == all, explanation, quirks)
    partial = Double(done) / Double(max(all, 1))
  }

  /// No answer.
  static func nothing(_ reason: String, _ quirks: [PaperQuirk] = []) -> PaperFinding {
    PaperFinding(nil, success: false, reason, quirks)
  }
}

/// A text as the published code judges it, with the response that it belongs to.
public struct PaperReply: Sendable {
  /// The text that is judged: what was printed, or the response itself.
  public var text: AnswerText
  /// What the model wrote; `nil` if it wrote nothing.
  public var response: AnswerText?
}

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
