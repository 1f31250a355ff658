public import RecordReplay
public import Trials

/// Compares new lines with a baseline, exactly and in every column, while both stream by.
///
/// Within one cassette a changed trial was changed by our own code, so there is no tolerance and no
/// statistics. Memory holds the first flips of each weight and one example for each cause, whatever the
/// sizes.
public struct BaselineGate: Sendable {
  /// The number of flips that are kept unless said otherwise.
  public static let usualLimit = 100

  private var baseline: ScoreSheetReader
  private var expected: TrialLine?
  private var last: TrialID?
  private var report: GateVerdict

  /// Opens a gate with a baseline that is read from where it stands.
  ///
  /// - Parameters:
  ///   - measured: What the new lines are of, where that is known: what decides their grades is held against
  ///     the baseline too.
  ///   - limit: how many flips the report lists in full, the heaviest; all are counted.
  public init(
    baseline: ScoreSheetReader, of measured: ScoreSheetHeader? = nil,
    keeping limit: Int = usualLimit
  ) throws(ScoreSheetError) {
    self.baseline = baseline
    report = GateVerdict(baseline: baseline.header, keeping: limit)
    report.movedTasks = measured.map(baseline.header.movedTasks) ?? []
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
      report.add(Flip(added: line))
      return
    }
    if let flip = Flip(before: expected, after: line) {
      report.add(flip)
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
    report.add(Flip(removed: line))
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
    /// The first of the heaviest of them.
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
    fileprivate let weights: [FlipWeight: Int]

    /// Trials whose flips weigh as much as one, or more.
    public func count(from weight: FlipWeight) -> Int {
      weights.filter { $0.key <= weight }.values.reduce(0, +)
    }
  }

  /// What the baseline is of.
  public let baseline: ScoreSheetHeader
  /// Tasks whose truths or rules are others than the baseline's, whether or not a score changed.
  public internal(set) var movedTasks: [ScoreSheetHeader.MovedTask] = []
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
  /// The first flip of all by the order of trials; `nil` where nothing differs.
  public private(set) var firstFlip: Flip?
  private let limit: Int
  /// The first flips of each weight, in the order of trials.
  private var kept: [FlipWeight: [Flip]] = [:]
  private var weights: [FlipWeight: Int] = [:]
  private var counts: [FlipCause: Int] = [:]
  private var examples: [FlipCause: Flip] = [:]
  private var equalInCell: [CellKey: Int] = [:]
  private var flipsInCell: [CellKey: [FlipWeight: Int]] = [:]

  init(baseline: ScoreSheetHeader, keeping limit: Int) {
    self.baseline = baseline
    self.limit = limit
  }

  /// Whether every line equals the baseline's, none is missing, and the same truths and rules decided them.
  public var passes: Bool { flipCount == 0 && movedTasks.isEmpty }

  /// Whether there was nothing to compare, which is neither a pass nor a regression.
  public var measuredNothing: Bool { newTrials == 0 }

  /// Trials that the baseline and the new lines both have.
  public var sharedTrials: Int { newTrials - (counts[.added] ?? 0) }

  /// All flips, kept or not.
  public var flipCount: Int { counts.values.reduce(0, +) }

  /// The flips that are kept: the heaviest first, and in the order of trials where they weigh the same.
  public var flipsByWeight: [Flip] {
    Array(FlipWeight.allCases.flatMap { kept[$0] ?? [] }.prefix(limit))
  }

  /// The flips that are kept, in the order of trials.
  public var flips: [Flip] { flipsByWeight.sorted { $0.trial < $1.trial } }

  /// All flips of a weight, kept or not.
  public func count(of weight: FlipWeight) -> Int { weights[weight] ?? 0 }

  /// All flips that weigh as much as one, or more.
  public func count(from weight: FlipWeight) -> Int {
    FlipWeight.allCases.filter { $0 <= weight }.reduce(0) { $0 + count(of: $1) }
  }

  /// Whether something differs that weighs so much: a flip, or, where everything counts, what decides the
  /// grades.
  public func fails(from weight: FlipWeight) -> Bool {
    count(from: weight) > 0 || (weight == FlipWeight.allCases.max() && !movedTasks.isEmpty)
  }

  /// The flips by cause, those first that do most to the scores.
  public var groups: [Group] {
    let groups = FlipCause.all.compactMap { cause -> Group? in
      guard let count = counts[cause], let example = examples[cause] else { return nil }
      return Group(cause: cause, count: count, example: example)
    }
    return FlipWeight.allCases.flatMap { weight in groups.filter { $0.example.weight == weight } }
  }

  /// Every cell of either side, in the order of names.
  public var cells: [CellCount] {
    Set(equalInCell.keys).union(flipsInCell.keys).sorted().map { key in
      let weights = flipsInCell[key] ?? [:]
      return CellCount(
        key: key, equal: equalInCell[key] ?? 0, flips: weights.values.reduce(0, +), weights: weights
      )
    }
  }

  mutating func addEqual(_ trial: TrialID) {
    equalTrials += 1
    equalInCell[CellKey(of: trial), default: 0] += 1
  }

  mutating func add(_ flip: Flip) {
    let (cause, weight) = (flip.cause, flip.weight)
    counts[cause, default: 0] += 1
    weights[weight, default: 0] += 1
    flipsInCell[CellKey(of: flip.trial), default: [:]][weight, default: 0] += 1
    if firstFlip == nil { firstFlip = flip }
    if examples[cause].map({ weight < $0.weight }) ?? true { examples[cause] = flip }
    if kept[weight, default: []].count < limit { kept[weight, default: []].append(flip) }
    if let change = flip.scoreChange {
      risen += change > 0 ? 1 : 0
      fallen += change < 0 ? 1 : 0
    }
  }
}

/// A trial whose line is not the baseline's.
public struct Flip: Hashable, Sendable {
  /// The trial.
  public let trial: TrialID
  /// The baseline's line; `nil` for a trial that it does not have.
  public let before: TrialLine?
  /// The new line; `nil` for a trial that was not measured any more.
  public let after: TrialLine?

  /// A flip between two lines of one trial; `nil` where they are the same in every column.
  public init?(before: TrialLine, after: TrialLine) {
    guard !ScoreColumn.differences(before, after).isEmpty else { return nil }
    trial = after.trial
    self.before = before
    self.after = after
  }

  /// A trial that the baseline does not have.
  public init(added line: TrialLine) {
    trial = line.trial
    before = nil
    after = line
  }

  /// A trial that only the baseline has.
  public init(removed line: TrialLine) {
    trial = line.trial
    before = line
    after = nil
  }

  /// What changed and where it began.
  public var cause: FlipCause {
    guard let before else { return .added }
    guard let after else { return .removed }
    let layer = after.layers.firstDifference(from: before.layers)
    let isUnanswered = before.outcome.isUnanswered || after.outcome.isUnanswered
    if isUnanswered, before.outcome != after.outcome { return .unanswered }
    if before.outcome != after.outcome || before.scoreMillionths != after.scoreMillionths {
      return .score(layer)
    }
    return layer.map(FlipCause.layer) ?? .accounting
  }

  /// What it does to the numbers that are reported.
  public var weight: FlipWeight {
    guard let before, let after else { return .presence }
    if before.scoreMillionths != after.scoreMillionths { return .score }
    if before.outcome != after.outcome { return .outcome }
    return after.layers.firstDifference(from: before.layers) == nil ? .accounting : .layer
  }

  /// The columns that differ; none for a trial that was added or removed.
  public var columns: [ScoreColumn] {
    guard let before, let after else { return [] }
    return ScoreColumn.differences(before, after)
  }

  /// The new score less the old one, in millionths; `nil` for a trial that was added or removed, or
  /// that has no score on one side since it was not answered.
  public var scoreChange: Int? {
    guard let before = before?.scoreMillionths, let after = after?.scoreMillionths else {
      return nil
    }
    return after - before
  }
}

/// What a flip does to the numbers that are reported, the heaviest first.
public enum FlipWeight: String, Hashable, Sendable, CaseIterable {
  /// A score changed, came or went.
  case score
  /// A trial came or went, and its score with it.
  case presence
  /// The outcome changed, and the score did not.
  case outcome
  /// A layer changed, and neither outcome nor score did.
  case layer
  /// Tokens, times or counts changed, and nothing else.
  case accounting

  private var rank: Int {
    switch self {
    case .score: 0
    case .presence: 1
    case .outcome: 2
    case .layer: 3
    case .accounting: 4
    }
  }
}

extension FlipWeight: Comparable {
  public static func < (left: Self, right: Self) -> Bool { left.rank < right.rank }
}

/// What changed in a trial, and the first layer that differs: flips with one cause belong together.
public enum FlipCause: Hashable, Sendable {
  /// The outcome or the score changed; no layer at all differs only where a sheet was edited or the
  /// aggregation is at fault.
  case score(Layer?)
  /// The trial was answered on one side, and ended by an error of the provider on the other: no score
  /// changed, one came or went.
  case unanswered
  /// The outcome and the score are the same, but a layer below them is not.
  case layer(Layer)
  /// Every layer is the same, but tokens, times or counts are not.
  case accounting
  /// The baseline does not have the trial.
  case added
  /// Only the baseline has the trial.
  case removed

  /// All causes, the gravest first, in the order of the layers.
  public static let all: [FlipCause] =
    Layer.allCases.map { .score($0) } + [.score(nil), .unanswered]
    + Layer.allCases.map { .layer($0) }
    + [.accounting, .added, .removed]

  /// The name in machine-readable reports.
  public var name: String {
    switch self {
    case .score(let layer): "score:\(layer?.rawValue ?? "none")"
    case .unanswered: "unanswered"
    case .layer(let layer): "same-score:\(layer.rawValue)"
    case .accounting: "accounting"
    case .added: "added"
    case .removed: "removed"
    }
  }

  /// The cause in words.
  public var title: String {
    switch self {
    case .score(let layer?): "verdict changed, first in the layer \(layer.rawValue)"
    case .score(nil): "verdict changed, no layer differs"
    case .unanswered: "unanswered: the provider, not the model, ended one of the two"
    case .layer(let layer): "same score, other layer: \(layer.rawValue)"
    case .accounting: "same layers, other tokens, times or counts"
    case .added: "not in the baseline"
    case .removed: "only in the baseline"
    }
  }

  /// The first layer that differs.
  public var layer: Layer? {
    switch self {
    case .score(let layer): layer
    case .layer(let layer): layer
    case .unanswered, .accounting, .added, .removed: nil
    }
  }
}
