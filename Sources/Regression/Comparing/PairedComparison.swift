import Analysis
import RecordReplay
public import ScoreSheets
public import Statistics
import Sweeps
import Trials

/// Two fresh recordings compared as what they are: paired samples.
///
/// A method with a model is judged over all tasks, with Holm's correction among those rows; a whole
/// model by the bootstrap, since its methods share the questions. Single cells are listed for
/// exploration: with hundreds of them no correction leaves one that a few trials could pass.
public struct PairedComparison: Hashable, Sendable {
  /// The seed of every interval that was found by resampling.
  public static let seed = "compare"

  /// What the two sheets are of.
  public let headers: Sides<ScoreSheetHeader>
  /// Trials that both have.
  public let pairs: Int
  /// Trials that one has alone; they are part of no statistic.
  public let unpaired: Sides<Int>
  /// Whole models.
  public let models: [PairedRow]
  /// Methods with a model, over all tasks.
  public let methods: [PairedRow]
  /// Single cells.
  public let cells: [PairedRow]

  /// Compares what two readers have left.
  ///
  /// Memory grows with the trials: a few numbers each.
  ///
  /// - Throws: ``RegressionError``: a sheet that cannot be read, or `nothing` where no trial is in
  ///   both.
  public init(_ first: ScoreSheetReader, _ second: ScoreSheetReader) throws(RegressionError) {
    headers = Sides(first: first.header, second: second.header)
    var samples: [PairedGroup: PairedSample] = [:]
    var paired = 0
    var alone = (first: 0, second: 0)
    var pairs = try SheetPairs(first, second)
    while let pair = try pairs.next() {
      switch pair {
      case .both(let left, let right):
        paired += 1
        for group in Self.groups(of: left) {
          samples[group, default: PairedSample()].add(left, right)
        }
      case .onlyFirst: alone.first += 1
      case .onlySecond: alone.second += 1
      }
    }
    guard paired > 0 else {
      throw .nothingShared(first.file, alone.first, second.file, alone.second)
    }
    self.pairs = paired
    unpaired = Sides(first: alone.first, second: alone.second)
    let rows = samples.keys.sorted().compactMap { group in
      samples[group].map { PairedRow($0, of: group, seed: Self.seed) }
    }
    models = rows.filter { $0.group.method == nil }
    methods = Self.corrected(rows.filter { $0.group.method != nil && $0.group.task == nil })
    cells = rows.filter { $0.group.task != nil }
  }

  private static func groups(of line: TrialLine) -> [PairedGroup] {
    let trial = line.trial
    return [
      PairedGroup(model: trial.model),
      PairedGroup(model: trial.model, method: trial.method),
      PairedGroup(model: trial.model, method: trial.method, task: trial.task),
    ]
  }

  private static func corrected(_ rows: [PairedRow]) -> [PairedRow] {
    let tested = rows.indices.filter { rows[$0].success != nil }
    let adjusted = HolmCorrection.adjusted(tested.compactMap { rows[$0].success?.test.pValue })
    var rows = rows
    for (index, pValue) in zip(tested, adjusted) { rows[index].adjustedPValue = pValue }
    return rows
  }
}

/// What is compared as one: all trials of a model, of a method with a model, or of one cell.
public struct PairedGroup: Hashable, Sendable {
  /// The model.
  public let model: String
  /// The method; `nil` for all methods of the model.
  public let method: String?
  /// The task; `nil` for all tasks.
  public let task: String?

  /// Creates a group.
  public init(model: String, method: String? = nil, task: String? = nil) {
    self.model = model
    self.method = method
    self.task = task
  }

  /// The name, such as `gpt-4o/all-code/game24`.
  public var name: String {
    [model, method, task].compactMap(\.self).joined(separator: "/")
  }
}

extension PairedGroup: Comparable {
  public static func < (left: PairedGroup, right: PairedGroup) -> Bool {
    left.name.utf8.lexicographicallyPrecedes(right.name.utf8)
  }
}

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

/// The paired statistics of one group.
public struct PairedRow: Hashable, Sendable {
  /// What is compared.
  public let group: PairedGroup
  /// How the sides succeeded on the trials that both sheets have.
  public let counts: PairedCounts
  /// Trials without a readable answer, on each side.
  public let unparsed: Sides<Int>
  /// Trials that a provider's error ended, on each side.
  public let failed: Sides<Int>
  /// Trials of both sheets that one side, or both, has no score of: they are part of no other number
  /// here.
  public let unanswered: Int
  /// The statistics of success; `nil` where a question has several samples, which are not
  /// independent, and for whole models, whose methods share the questions: then the bootstrap over
  /// questions speaks alone.
  public let success: PairedSuccess?
  /// The mean difference of every metric with its interval, questions drawn as clusters.
  public let means: [PairedMetric: PairedBootstrap]
  /// The p-value among all of its kind (Holm); `nil` without a test, and for single cells, which are
  /// to be explored and not to be judged.
  public internal(set) var adjustedPValue: Double?

  init(_ sample: PairedSample, of group: PairedGroup, seed: String) {
    self.group = group
    counts = sample.counts
    unparsed = Sides(first: sample.unparsed.first, second: sample.unparsed.second)
    failed = Sides(first: sample.failed.first, second: sample.failed.second)
    unanswered = sample.unanswered
    let isPlain = !sample.isRepeated && group.method != nil
    success = isPlain ? PairedSuccess(sample.counts) : nil
    var means: [PairedMetric: PairedBootstrap] = [:]
    for metric in PairedMetric.allCases {
      means[metric] = PairedBootstrap(
        of: sample.differences(in: metric), seed: "\(seed)/\(group.name)/\(metric.rawValue)")
    }
    self.means = means
  }

  /// The trials that both sheets have, and that were answered on both sides.
  public var pairs: Int { counts.pairs }
  /// Trials that succeed on each side, from 0 to ``pairs``.
  public var successes: Sides<Int> { Sides(first: counts.first, second: counts.second) }
}

/// A number of each of two sheets.
public struct Sides<Value: Hashable & Sendable>: Hashable, Sendable {
  /// The first sheet's.
  public let first: Value
  /// The second sheet's.
  public let second: Value

  /// Creates a pair of numbers.
  public init(first: Value, second: Value) {
    self.first = first
    self.second = second
  }
}

/// The paired trials of one group, in the numbers that statistics are made of.
struct PairedSample {
  /// A question's differences in one metric, second less first, one a pair.
  private var clusters: [QuestionKey: [PairedMetric: [Double]]] = [:]
  private(set) var counts = PairedCounts()
  private(set) var unparsed = (first: 0, second: 0)
  private(set) var failed = (first: 0, second: 0)
  private(set) var unanswered = 0
  private(set) var isRepeated = false

  /// Adds a pair.
  mutating func add(_ first: TrialLine, _ second: TrialLine) {
    failed.first += first.outcome.isUnanswered ? 1 : 0
    failed.second += second.outcome.isUnanswered ? 1 : 0
    guard !first.outcome.isUnanswered, !second.outcome.isUnanswered else {
      unanswered += 1
      return
    }
    counts.add(first: first.outcome == .correct, second: second.outcome == .correct)
    unparsed.first += first.outcome == .unparsed ? 1 : 0
    unparsed.second += second.outcome == .unparsed ? 1 : 0
    isRepeated = isRepeated || first.trial.sample > 0
    let question = QuestionKey(of: first.trial)
    for metric in PairedMetric.allCases {
      guard let before = metric.value(of: first), let after = metric.value(of: second) else {
        continue
      }
      clusters[question, default: [:]][metric, default: []].append(after - before)
    }
  }

  /// The differences of each question, in the order of tasks and questions.
  func differences(in metric: PairedMetric) -> [[Double]] {
    clusters.keys.sorted().compactMap { clusters[$0]?[metric] }
  }
}

/// What is compared besides success.
public enum PairedMetric: String, Hashable, Sendable, CaseIterable {
  /// The score from 0 to 1, partial credit included.
  case score
  /// The paper's token length (section 4).
  case tokens
  /// The recorded runtime in seconds.
  case runtime

  /// The number of a trial; `nil` for the score of one that was not answered, and for a runtime that is
  /// unknown.
  func value(of line: TrialLine) -> Double? {
    switch self {
    case .score: line.scoreMillionths.map { Double($0) / 1_000_000 }
    case .tokens: Double(line.textTokens)
    case .runtime: line.runtimeMicroseconds.map { Double($0) / 1_000_000 }
    }
  }
}
