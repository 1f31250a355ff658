import Analysis
public import Basics
import RecordReplay
public import Regression
public import ScoreSheets
import Statistics
import Sweeps
import Tasks
import Trials

/// Verdicts of two builds side by side, for people and for programs.
public struct RegradeReport: Sendable {
  /// A trial that is read or graded otherwise.
  public struct Change: Sendable {
    /// The lines of both sides.
    public let flip: Flip
    /// The text that is read now.
    public let text: String
    /// How it was read before; `nil` where nobody can tell.
    public let before: EarlierGrading.Reading?
    /// How it is read now.
    public let after: EarlierGrading.Reading

    /// Creates a change.
    public init(
      flip: Flip, text: String, before: EarlierGrading.Reading?, after: EarlierGrading.Reading
    ) {
      self.flip = flip
      self.text = text
      self.before = before
      self.after = after
    }
  }

  /// The longest stretch of a text that is shown, in bytes: its end, where answers stand.
  private static let excerptLimit = 240

  private let sweep: String
  private let against: String
  private let tellsReadings: Bool
  private let verdict: GateVerdict
  private let changes: [Change]

  /// Creates the report.
  ///
  /// - Parameters:
  ///   - sweep: The sweep's name.
  ///   - against: What it is held against, in words.
  ///   - tellsReadings: Whether the other side can tell how it read a text.
  ///   - verdict: All that differs.
  ///   - changes: The trials whose reading or grade is the first thing that differs, in order.
  public init(
    sweep: String, against: String, tellsReadings: Bool, verdict: GateVerdict, changes: [Change]
  ) {
    self.sweep = sweep
    self.against = against
    self.tellsReadings = tellsReadings
    self.verdict = verdict
    self.changes = changes
  }

  private var moved: Int { changes.count { $0.flip.isOfScore } }
  private var others: Int { verdict.flipCount - changes.count }

  /// The result in a sentence or two.
  public var summary: String {
    var text =
      "\(sweep): \(verdict.sharedTrials) trials graded here and by \(against); verdicts that differ: "
      + "\(moved) (scores up: \(verdict.risen), down: \(verdict.fallen)); other readings with the same "
      + "verdict: \(changes.count - moved)."
    if others > 0 {
      text +=
        " Trials that differ in what was asked, run or counted, and not by grading: \(others)"
        + " (steerbench replay names them)."
    }
    return text
  }

  /// The report as text; what models wrote is shortened and made visible.
  public var text: String {
    ([VisibleText.escape(summary)] + changes.map(lines)).joined(separator: "\n\n") + "\n"
  }

  private func lines(_ change: Change) -> String {
    let before =
      change.before.map(Self.reading)
      ?? (tellsReadings ? "its reading cannot be asked for" : "a sheet keeps no readings")
    return [
      VisibleText.escape(change.flip.trial.description),
      "  text    \(Self.shortened(change.text))",
      "  before  \(Self.state(change.flip.before)): \(before)",
      "  now     \(Self.state(change.flip.after)): \(Self.reading(change.after))",
    ].joined(separator: "\n")
  }

  private static func state(_ line: TrialLine?) -> String {
    guard let line else { return "not graded" }
    return
      "\(line.outcome.rawValue), score \(line.score.flatMap { FixedPoint.text($0, decimals: 4) } ?? "-")"
  }

  private static func reading(_ reading: EarlierGrading.Reading) -> String {
    guard let answer = reading.answer else {
      return "no answer (\(shortened(reading.explanation)))"
    }
    return "\(shortened(answer)), by the rule \"\(shortened(reading.rule))\" "
      + "(\(shortened(reading.explanation)))"
  }

  private static func shortened(_ text: String) -> String {
    let bytes = Array(text.utf8)
    let isLong = bytes.count > excerptLimit
    let shown = Redaction.shown(String(decoding: bytes.suffix(excerptLimit), as: UTF8.self))
    let line = shown.split(separator: "\n").joined(separator: " | ")
    return isLong ? "(\(bytes.count) bytes) … \(line)" : line
  }

  /// The report as a value; texts are whole.
  public var json: JSONValue {
    [
      "sweep": .string(sweep), "against": .string(against),
      "trials": .integer(Int64(verdict.sharedTrials)),
      "verdicts": .integer(Int64(moved)),
      "readings": .integer(Int64(changes.count - moved)),
      "others": .integer(Int64(others)),
      "changes": .array(changes.map(Self.value)),
    ]
  }

  private static func value(of change: Change) -> JSONValue {
    [
      "trial": .string(change.flip.trial.description),
      "cause": .string(change.flip.cause.name),
      "text": .string(change.text),
      "before": value(change.flip.before, change.before),
      "after": value(change.flip.after, change.after),
    ]
  }

  private static func value(
    _ line: TrialLine?, _ reading: EarlierGrading.Reading?
  ) -> JSONValue {
    [
      "outcome": line.map { .string($0.outcome.rawValue) } ?? .null,
      "score": line?.score.map { .double($0) } ?? .null,
      "reading": reading.map {
        [
          "answer": $0.answer.map(JSONValue.string) ?? .null, "rule": .string($0.rule),
          "explanation": .string($0.explanation),
        ]
      } ?? .null,
    ]
  }
}

extension Flip {
  fileprivate var isOfScore: Bool { if case .score = cause { true } else { false } }
}
