import Basics

/// Scores as people read them: from 0 to 100 wherever a person reads, as in the paper's tables.
///
/// Score sheets, JSON and CSV have them from 0 to 1, unrounded.
enum ScoreWords {
  /// A score from 0 to 1 as `50.0 of 100`; `-` without one.
  static func text(_ score: Double?) -> String {
    score.flatMap { FixedPoint.text($0 * 100, decimals: 1) }.map { "\($0) of 100" } ?? "-"
  }

  /// A score in millionths as `50.0`, exactly; `-` without one.
  static func text(millionths: Int?) -> String {
    guard let millionths else { return "-" }
    return millionths.isMultiple(of: 1_000)
      ? FixedPoint.text(scaled: millionths / 1_000, decimals: 1)
      : FixedPoint.text(scaled: millionths, decimals: 4)
  }
}
