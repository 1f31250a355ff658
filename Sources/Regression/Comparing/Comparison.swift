import Analysis
public import ScoreSheets
import Statistics
import Sweeps
import Trials

/// Two score sheets compared in the one way that fits what they were made from.
public enum Comparison: Hashable, Sendable {
  /// The flips between two sheets of the same recordings.
  case flips(GateVerdict)
  /// The paired statistics of two recordings.
  case statistics(PairedComparison)

  /// Compares two sheets from where their readers stand.
  ///
  /// - Parameter limit: How many flips are listed in full; all are counted.
  /// - Throws: ``RegressionError``: `mixed` where no one way fits, `nothing` where the sheets share
  ///   no trial, `sheet` where one cannot be read.
  public init(
    _ first: ScoreSheetReader, _ second: ScoreSheetReader, keeping limit: Int
  ) throws(RegressionError) {
    switch try RecordingRegime(first.header, second.header) {
    case .sameRecordings:
      let report = try Self.flips(first, second, keeping: limit)
      guard report.sharedTrials > 0 else {
        throw .nothingShared(first.file, report.baselineTrials, second.file, report.newTrials)
      }
      self = .flips(report)
    case .differentRecordings:
      self = .statistics(try PairedComparison(first, second))
    }
  }

  private static func flips(
    _ first: ScoreSheetReader, _ second: ScoreSheetReader, keeping limit: Int
  ) throws(RegressionError) -> GateVerdict {
    do {
      var gate = try BaselineGate(baseline: first, of: second.header, keeping: limit)
      try gate.add(second)
      return try gate.finish()
    } catch { throw .sheet(error) }
  }

  /// Which way it was.
  public var regime: RecordingRegime {
    switch self {
    case .flips: .sameRecordings
    case .statistics: .differentRecordings
    }
  }
}

extension Comparison {
  /// The level that p-values are held against, after Holm's correction.
  public static let level = HolmCorrection.level

  /// Whether something changed that a gate should stop: any flip of the same recordings; between two
  /// recordings a method whose success fell by more than chance explains.
  public var hasRegression: Bool {
    switch self {
    case .flips(let report): !report.passes
    case .statistics(let report):
      report.methods.contains { row in
        (row.adjustedPValue ?? 1) < Self.level && row.successes.second < row.successes.first
      }
    }
  }
}

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
