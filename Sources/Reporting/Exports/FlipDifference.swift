import Analysis
import RecordReplay
import Regression
import ScoreSheets
import Statistics
import Sweeps
import Trials

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
