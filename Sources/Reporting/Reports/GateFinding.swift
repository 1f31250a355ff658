import Analysis
import RecordReplay
import Regression
public import ScoreSheets
import Statistics
import Sweeps
import Trials

/// What a replay found in one sweep, for exports: the gate's report, or why there is none.
public struct GateFinding: Sendable {
  /// The sweep's name.
  public let sweep: String
  /// The gate's report; `nil` where the sweep could not be held against its baseline.
  public let report: GateVerdict?
  /// Why there is no report, as short sentences: missing recordings, damaged cassettes, no baseline.
  public let problems: [String]

  /// Creates a finding.
  public init(sweep: String, report: GateVerdict?, problems: [String] = []) {
    self.sweep = sweep
    self.report = report
    self.problems = problems
  }

  /// Whether the sweep was compared and equals its baseline.
  public var passes: Bool { problems.isEmpty && report?.passes == true }
}

/// A flip in one line.
enum FlipLine {
  static func text(_ flip: Flip) -> String {
    "\(flip.trial): \(change(flip)) (\(flip.cause.title))"
  }

  /// What became of the outcome, the score where it alone changed, or the columns that did.
  static func change(_ flip: Flip) -> String {
    guard let before = flip.before, let after = flip.after else { return flip.cause.title }
    if before.outcome != after.outcome {
      return "\(before.outcome.rawValue) -> \(after.outcome.rawValue)"
    }
    if before.scoreMillionths != after.scoreMillionths {
      let score = ScoreColumn.score
      return "score \(score.value(in: before).text) -> \(score.value(in: after).text)"
    }
    return flip.columns.map(\.rawValue).joined(separator: ", ")
  }
}

/// One flip as a difference: `-` what the baseline has, `+` what there is now, the columns that differ.
struct FlipDifference {
  private static let lineLimit = 16
  private static let columnLimit = 200

  let lines: [String]

  init(_ flip: Flip) {
    let columns = flip.columns.isEmpty ? [.outcome, .score] : flip.columns
    func text(_ line: TrialLine) -> String {
      columns.map { "\($0.rawValue)=\($0.value(in: line).text)" }.joined(separator: " ")
    }
    lines =
      [flip.before.map { "- \(text($0))" } ?? "- (not in the baseline)"]
      + [flip.after.map { "+ \(text($0))" } ?? "+ (not measured any more)"]
  }

  /// The first lines of a text, each cut where it is long, fit to be shown.
  static func bounded(_ text: String) -> [String] {
    let lines = Redaction.shown(text).split(separator: "\n", omittingEmptySubsequences: false)
    let shown = lines.prefix(lineLimit).map { line in
      line.count > columnLimit ? line.prefix(columnLimit) + "…" : String(line)
    }
    return lines.count > lineLimit ? shown + ["[\(lines.count - lineLimit) more lines]"] : shown
  }
}
