import Analysis
public import ScoreSheets
import Statistics
import Sweeps
import Trials

/// What a difference between two score sheets can mean, which decides how they may be compared.
public enum RecordingRegime: String, Hashable, Sendable {
  /// Both were made from the same recordings: every difference was made by our own code, nothing was
  /// sampled, and the flips are the whole answer. There is no p-value.
  case sameRecordings = "same-recordings"
  /// They were made from different recordings: both are samples, and a difference may be chance.
  case differentRecordings = "different-recordings"

  /// The regime of two sheets, by the cassettes that they were made from.
  ///
  /// Where the cassettes of one contain those of the other, the recordings of the trials in common
  /// are the same: a union never holds two results for one slot.
  ///
  /// - Throws: ``RegressionError`` with code `mixed` where they share some cassettes and each has
  ///   others too: some trials are the same recording and others are not, and no one number speaks
  ///   of both.
  public init(
    _ first: ScoreSheetHeader, _ second: ScoreSheetHeader
  ) throws(RegressionError) {
    let left = Set(first.cassettes)
    let right = Set(second.cassettes)
    if left.isSubset(of: right) || right.isSubset(of: left), !left.isEmpty, !right.isEmpty {
      self = .sameRecordings
      return
    }
    let shared = left.intersection(right).count
    guard shared == 0 else {
      throw RegressionError(
        .mixed,
        "The two share \(shared) of their \(left.union(right).count) cassettes, and each has others"
          + " too: some trials were recorded once, others twice",
        next: "Slice both to the trials that were recorded anew (steerbench cassette slice), or"
          + " compare each with what it was recorded from")
    }
    self = .differentRecordings
  }
}
