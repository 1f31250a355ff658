import Analysis
public import ScoreSheets
import Statistics
import Sweeps
import Trials

/// Two score sheets compared in the one way that fits what they were made from.
public enum Comparison: Hashable, Sendable {
  /// The flips between two sheets of the same recordings.
  case flips(GateReport)
  /// The paired statistics of two recordings.
  case statistics(PairedReport)

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
      var gate = try BaselineGate(baseline: first, keeping: limit)
      try gate.add(second)
      let report = try gate.finish()
      guard report.sharedTrials > 0 else {
        throw .nothingShared(first.file, report.baselineTrials, second.file, report.newTrials)
      }
      self = .flips(report)
    case .differentRecordings:
      self = .statistics(try PairedReport(first, second))
    }
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
  public static let level = 0.05

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
