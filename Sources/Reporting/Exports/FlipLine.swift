import Analysis
import RecordReplay
import Regression
import ScoreSheets
import Statistics
import Sweeps
import Trials

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
