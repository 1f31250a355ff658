import RecordReplay
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
  private var report: GateVerdict

  /// Opens a gate with a baseline that is read from where it stands.
  ///
  /// - Parameter limit: how many flips the report lists in full; all are counted.
  public init(
    baseline: ScoreSheetReader, keeping limit: Int = usualLimit
  ) throws(ScoreSheetError) {
    self.baseline = baseline
    self.limit = limit
    report = GateVerdict(baseline: baseline.header)
    try advance()
  }

  /// Takes the next new line; lines come in ascending order of their trials, each trial once.
  public mutating func add(_ line: TrialLine) throws(ScoreSheetError) {
    if let last, !(last < line.trial) {
      throw ScoreSheetError(
        .order, file: "the new lines", "the trial \(line.trial) comes after \(last)",
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
  public mutating func add(_ reader: ScoreSheetReader) throws(ScoreSheetError) {
    var reader = reader
    while let line = try reader.next() { try add(line) }
  }

  /// The report; trials that the baseline has left were removed.
  public mutating func finish() throws(ScoreSheetError) -> GateVerdict {
    while let expected { try remove(expected) }
    return report
  }

  private mutating func remove(_ line: TrialLine) throws(ScoreSheetError) {
    report.add(Flip(removed: line), keeping: limit)
    try advance()
  }

  private mutating func advance() throws(ScoreSheetError) {
    expected = try baseline.next()
    report.baselineTrials += expected == nil ? 0 : 1
  }
}

/// What a gate found: whether the new lines equal the baseline, and how they differ.
public struct GateVerdict: Hashable, Sendable {
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
