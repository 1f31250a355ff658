public import Analysis
import RecordReplay
public import ScoreSheets
import Statistics
import Sweeps
import Trials

/// What a gate found: whether the new lines equal the baseline, and how they differ.
public struct GateReport: Hashable, Sendable {
  /// Flips with one cause.
  public struct Group: Hashable, Sendable {
    /// What changed, and the first layer that differs.
    public let cause: FlipCause
    /// How many trials.
    public let count: Int
    /// The first of them.
    public let example: Flip
  }

  /// The trials of one cell.
  public struct CellCount: Hashable, Sendable {
    /// The cell.
    public let key: CellKey
    /// Trials that are the same in every column.
    public let equal: Int
    /// Trials that differ, were added or were removed.
    public let flips: Int
  }

  /// What the baseline is of.
  public let baseline: ScoreSheetHeader
  /// Trials of the baseline.
  public internal(set) var baselineTrials = 0
  /// New trials.
  public internal(set) var newTrials = 0
  /// Trials that are the same in every column.
  public private(set) var equalTrials = 0
  /// Trials whose score rose.
  public internal(set) var risen = 0
  /// Trials whose score fell.
  public internal(set) var fallen = 0
  /// The first flips, in the order of trials.
  public internal(set) var flips: [Flip] = []
  private var counts: [FlipCause: Int] = [:]
  private var examples: [FlipCause: Flip] = [:]
  private var equalInCell: [CellKey: Int] = [:]
  private var flipsInCell: [CellKey: Int] = [:]

  init(baseline: ScoreSheetHeader) {
    self.baseline = baseline
  }

  /// Whether every line equals the baseline's and none is missing.
  public var passes: Bool { flipCount == 0 }

  /// Whether there was nothing to compare, which is neither a pass nor a regression.
  public var measuredNothing: Bool { newTrials == 0 }

  /// Trials that the baseline and the new lines both have.
  public var sharedTrials: Int { newTrials - (counts[.added] ?? 0) }

  /// All flips, kept or not.
  public var flipCount: Int { counts.values.reduce(0, +) }

  /// The flips by cause, the gravest first.
  public var groups: [Group] {
    FlipCause.all.compactMap { cause in
      guard let count = counts[cause], let example = examples[cause] else { return nil }
      return Group(cause: cause, count: count, example: example)
    }
  }

  /// Every cell of either side, in the order of names.
  public var cells: [CellCount] {
    Set(equalInCell.keys).union(flipsInCell.keys).sorted().map { key in
      CellCount(key: key, equal: equalInCell[key] ?? 0, flips: flipsInCell[key] ?? 0)
    }
  }

  mutating func addEqual(_ trial: TrialID) {
    equalTrials += 1
    equalInCell[CellKey(of: trial), default: 0] += 1
  }

  mutating func add(_ flip: Flip, keeping limit: Int) {
    let cause = flip.cause
    counts[cause, default: 0] += 1
    flipsInCell[CellKey(of: flip.trial), default: 0] += 1
    if examples[cause] == nil { examples[cause] = flip }
    if flips.count < limit { flips.append(flip) }
    if let change = flip.scoreChange {
      risen += change > 0 ? 1 : 0
      fallen += change < 0 ? 1 : 0
    }
  }
}
