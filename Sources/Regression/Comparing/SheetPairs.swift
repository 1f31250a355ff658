import Analysis
import RecordReplay
import ScoreSheets
import Statistics
import Sweeps
import Trials

/// The trials of two score sheets side by side, while both stream by.
struct SheetPairs {
  /// What two sheets say of one trial.
  enum Pair {
    case both(TrialLine, TrialLine)
    case onlyFirst(TrialLine)
    case onlySecond(TrialLine)
  }

  private var first: ScoreSheetReader
  private var second: ScoreSheetReader
  private var left: TrialLine?
  private var right: TrialLine?

  init(_ first: ScoreSheetReader, _ second: ScoreSheetReader) throws(RegressionError) {
    self.first = first
    self.second = second
    left = try Self.next(of: &self.first)
    right = try Self.next(of: &self.second)
  }

  /// The next trial in ascending order; `nil` at the end of both.
  mutating func next() throws(RegressionError) -> Pair? {
    guard let left else {
      guard let right else { return nil }
      self.right = try Self.next(of: &second)
      return .onlySecond(right)
    }
    guard let right, !(left.trial < right.trial) else {
      self.left = try Self.next(of: &first)
      return .onlyFirst(left)
    }
    self.right = try Self.next(of: &second)
    guard left.trial == right.trial else { return .onlySecond(right) }
    self.left = try Self.next(of: &first)
    return .both(left, right)
  }

  private static func next(
    of reader: inout ScoreSheetReader
  ) throws(RegressionError) -> TrialLine? {
    do {
      return try reader.next()
    } catch { throw .sheet(error) }
  }
}
