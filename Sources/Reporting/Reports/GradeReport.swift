import Analysis
public import Basics
import RecordReplay
import ScoreSheets
import Statistics
import Sweeps
public import Tasks
import Trials

/// One graded answer for people and for programs: every decision, with the place that it was about.
public struct GradeReport: Sendable {
  /// The longest excerpt that is shown, in bytes.
  private static let excerptLimit = 160

  private let question: String
  private let judgement: Judgement
  private let trace: GradingTrace
  private let texts: [(source: AnswerSource, text: AnswerText)]

  /// Creates a report.
  public init(
    question: String, judgement: Judgement, trace: GradingTrace,
    texts: [(source: AnswerSource, text: AnswerText)]
  ) {
    self.question = question
    self.judgement = judgement
    self.trace = trace
    self.texts = texts
  }

  /// The report as text; control characters of the answer are made visible.
  public var text: String {
    let isGraded = if case .failed? = judgement.asked { false } else { true }
    let verdict = !isGraded ? "no grade" : judgement.success ? "right" : "wrong"
    let answer = judgement.answer.map { Self.shortened(Array($0.utf8)) } ?? "none"
    var lines = [
      "\(question): \(verdict), score \(isGraded ? ScoreWords.text(judgement.score) : "-"), by the policy "
        + judgement.policy.rawValue,
      "  answer   \(answer)",
    ]
    if let step = trace.answerPlace, judgement.answer != nil {
      lines.append("  from     \(place(step))")
      lines.append("  rule     \(step.rule): \(Self.summary(of: step.rule))")
    }
    lines.append("  because  \(Redaction.shown(judgement.explanation))")
    if !judgement.quirks.isEmpty {
      lines.append("  quirks   \(judgement.quirks.map(\.rawValue).joined(separator: ", "))")
    }
    lines.append("Decisions:")
    lines += trace.steps.map(line)
    return lines.joined(separator: "\n")
  }

  private func line(_ step: GradingTrace.Step) -> String {
    let mark =
      switch (step.stage, step.isAccepted) {
      case (.extraction, true): "taken    "
      case (.extraction, false): "passed   "
      case (.grading, true): "kept     "
      case (.grading, false): "broken   "
      }
    let place = step.range == nil ? "" : " (\(place(step)))"
    return "  \(mark)\(step.rule)\(place): \(Self.shortened(Array(step.note.utf8)))"
  }

  /// Such as `response, line 3, bytes 17..<29: 24 * 1`.
  private func place(_ step: GradingTrace.Step) -> String {
    guard let range = step.range, let source = step.source?.rawValue,
      let bytes = text(of: step)?.bytes
    else { return "no place" }
    let excerpt = Self.shortened(Array(bytes[range.clamped(to: bytes.indices)]))
    return "\(source), line \(line(of: step)), bytes \(range.lowerBound)..<\(range.upperBound): "
      + excerpt
  }

  private func text(of step: GradingTrace.Step) -> AnswerText? {
    texts.first { $0.source == step.source }?.text
  }

  /// The line of a step's place, from 1.
  private func line(of step: GradingTrace.Step) -> Int {
    guard let range = step.range, let bytes = text(of: step)?.bytes else { return 1 }
    let before = bytes[..<min(max(range.lowerBound, 0), bytes.count)]
    return before.reduce(1) { $0 + ($1 == UInt8(ascii: "\n") ? 1 : 0) }
  }

  private static func shortened(_ bytes: [UInt8]) -> String {
    let isLong = bytes.count > excerptLimit
    let shown = Redaction.shown(String(decoding: bytes.prefix(excerptLimit), as: UTF8.self))
    let line = shown.split(separator: "\n", omittingEmptySubsequences: false)
      .joined(separator: " | ")
    return line + (isLong ? " … (\(bytes.count) bytes)" : "")
  }

  private static func summary(of rule: String) -> String {
    AnswerRule(rawValue: rule)?.summary ?? rule
  }
}

// MARK: - JSON

extension GradeReport {
  /// The report as a value.
  public var json: JSONValue {
    [
      "question": .string(question),
      "policy": .string(judgement.policy.rawValue),
      "success": .bool(judgement.success),
      "score": .double(judgement.score),
      "answer": judgement.answer.map(JSONValue.string) ?? .null,
      "explanation": .string(judgement.explanation),
      "quirks": .array(judgement.quirks.map { .string($0.rawValue) }),
      "place": trace.answerPlace.map(value) ?? .null,
      "decisions": .array(trace.steps.map(value)),
    ]
  }

  private func value(of step: GradingTrace.Step) -> JSONValue {
    let range = step.range.map { range -> JSONValue in
      [.integer(Int64(range.lowerBound)), .integer(Int64(range.upperBound))]
    }
    return [
      "stage": .string(step.stage.rawValue),
      "source": step.source.map { .string($0.rawValue) } ?? .null,
      "rule": .string(step.rule),
      "bytes": range ?? .null,
      "line": step.range == nil ? .null : .integer(Int64(line(of: step))),
      "accepted": .bool(step.isAccepted),
      "note": .string(step.note),
    ]
  }
}
