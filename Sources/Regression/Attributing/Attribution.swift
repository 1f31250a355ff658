import Analysis
import RecordReplay
import ScoreSheets
import Statistics
import Sweeps
import Trials

/// A change of scores between two commits and two recordings, split into what the code did, what the
/// recording did, and what only both together did.
///
/// Four replays fill the square: each commit with each recording. Where A is what was before and B what
/// is now, code is B's code on A's recording less A's; recording is A's code on B's recording less A's
/// own; interaction is the rest. Only trials that all four can replay count, so that the four sums are
/// over the same trials.
public struct Attribution: Hashable, Sendable {
  /// One corner of the square.
  public enum Corner: Int, Hashable, Sendable, CaseIterable {
    case codeARecordingA
    case codeBRecordingA
    case codeARecordingB
    case codeBRecordingB

    /// The corner in words.
    public var title: String {
      switch self {
      case .codeARecordingA: "code A, recording A"
      case .codeBRecordingA: "code B, recording A"
      case .codeARecordingB: "code A, recording B"
      case .codeBRecordingB: "code B, recording B"
      }
    }
  }

  /// The square of some trials.
  public struct Row: Hashable, Sendable {
    /// Which trials.
    public let group: PairedGroup
    /// How many.
    public internal(set) var trials = 0
    /// The sum of their scores in millionths, by corner.
    var sums = [0, 0, 0, 0]

    /// The mean score of a corner, from 0 to 1.
    public func mean(_ corner: Corner) -> Double {
      Double(sums[corner.rawValue]) / 1_000_000 / Double(max(trials, 1))
    }

    /// What B's code alone changed, a trial.
    public var code: Double { part(sums[1] - sums[0]) }
    /// What B's recording alone changed, a trial.
    public var recording: Double { part(sums[2] - sums[0]) }
    /// What neither alone changed, a trial.
    public var interaction: Double { part(sums[3] - sums[1] - sums[2] + sums[0]) }
    /// The whole change, a trial.
    public var total: Double { part(sums[3] - sums[0]) }

    private func part(_ millionths: Int) -> Double {
      Double(millionths) / 1_000_000 / Double(max(trials, 1))
    }
  }

  /// The rows: each model as a whole, then each of its methods.
  public let rows: [Row]
  /// Trials that count.
  public let trials: Int
  /// Trials of the plan that a corner cannot replay, by corner: what its code asks is not in the
  /// recording.
  public let unanswered: [Int]

  /// Fills the square.
  ///
  /// - Parameter corners: The scores in the order of ``Corner``.
  /// - Throws: ``RegressionError`` with code `unrecorded` where no trial can be replayed in all four.
  init(_ corners: [CommitScores]) throws(RegressionError) {
    var rows: [PairedGroup: Row] = [:]
    var count = 0
    for trial in corners[0].lines.keys.sorted() {
      let lines = corners.compactMap { $0.lines[trial] }
      guard lines.count == corners.count else { continue }
      count += 1
      for group in [
        PairedGroup(model: trial.model), PairedGroup(model: trial.model, method: trial.method),
      ] {
        var row = rows[group] ?? Row(group: group)
        row.trials += 1
        for (index, line) in lines.enumerated() { row.sums[index] += line.scoreMillionths }
        rows[group] = row
      }
    }
    unanswered = corners.map(\.gaps.count)
    guard count > 0 else {
      throw RegressionError(
        .unrecorded,
        "No trial can be replayed by both commits from both recordings: what one asks, the other's "
          + "recording does not hold",
        next:
          "Name the commit that changed what is asked with steerbench bisect, and record the other "
          + "side")
    }
    trials = count
    self.rows = rows.values.sorted { $0.group < $1.group }
  }
}
