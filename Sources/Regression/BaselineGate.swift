import Analysis
import RecordReplay
public import ScoreSheets
import Statistics
import Sweeps
public import Trials

/// Compares new lines with a baseline, exactly and in every column, while both stream by.
///
/// Within one cassette a changed trial was changed by our own code, so there is no tolerance and no
/// statistics. Memory holds the first flips and one example for each cause, whatever the sizes.
public struct BaselineGate: Sendable {
  /// The number of flips that are kept unless said otherwise.
  public static let usualLimit = 100

  private var baseline: ScoreSheetReader
  private let limit: Int
  private var expected: TrialLine?
  private var last: TrialID?
  private var report: GateReport

  /// Opens a gate with a baseline that is read from where it stands.
  ///
  /// - Parameter limit: how many flips the report lists in full; all are counted.
  public init(
    baseline: ScoreSheetReader, keeping limit: Int = usualLimit
  ) throws(RegressionError) {
    self.baseline = baseline
    self.limit = limit
    report = GateReport(baseline: baseline.header)
    try advance()
  }

  /// Takes the next new line; lines come in ascending order of their trials, each trial once.
  public mutating func add(_ line: TrialLine) throws(RegressionError) {
    if let last, !(last < line.trial) {
      throw RegressionError(
        .order, "The trial \(line.trial) comes after \(last)",
        next: "Give the gate the lines of a sheet, in its order")
    }
    last = line.trial
    while let expected, expected.trial < line.trial { try remove(expected) }
    report.newTrials += 1
    guard let expected, expected.trial == line.trial else {
      report.add(Flip(added: line), keeping: limit)
      return
    }
    if let flip = Flip(before: expected, after: line) {
      report.add(flip, keeping: limit)
    } else {
      report.addEqual(line.trial)
    }
    try advance()
  }

  /// Takes all lines that a reader has left.
  public mutating func add(_ reader: ScoreSheetReader) throws(RegressionError) {
    var reader = reader
    while let line = try Self.next(of: &reader) { try add(line) }
  }

  /// The report; trials that the baseline has left were removed.
  public mutating func finish() throws(RegressionError) -> GateReport {
    while let expected { try remove(expected) }
    return report
  }

  private mutating func remove(_ line: TrialLine) throws(RegressionError) {
    report.add(Flip(removed: line), keeping: limit)
    try advance()
  }

  private mutating func advance() throws(RegressionError) {
    expected = try Self.next(of: &baseline)
    report.baselineTrials += expected == nil ? 0 : 1
  }

  private static func next(
    of reader: inout ScoreSheetReader
  ) throws(RegressionError) -> TrialLine? {
    do {
      return try reader.next()
    } catch { throw .sheet(error) }
  }
}
