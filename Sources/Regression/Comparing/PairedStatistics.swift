import Analysis
import RecordReplay
import ScoreSheets
public import Statistics
import Sweeps
import Trials

/// The paired statistics of one group.
public struct PairedRow: Hashable, Sendable {
  /// What is compared.
  public let group: PairedGroup
  /// How the sides succeeded on the trials that both sheets have.
  public let counts: PairedCounts
  /// Trials without a readable answer, on each side.
  public let unparsed: Sides<Int>
  /// Trials that the provider failed, on each side.
  public let failed: Sides<Int>
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
    let isPlain = !sample.isRepeated && group.method != nil
    success = isPlain ? PairedSuccess(sample.counts) : nil
    var means: [PairedMetric: PairedBootstrap] = [:]
    for metric in PairedMetric.allCases {
      means[metric] = PairedBootstrap(
        of: sample.differences(in: metric), seed: "\(seed)/\(group.name)/\(metric.rawValue)")
    }
    self.means = means
  }

  /// The trials that both sheets have.
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
  private(set) var isRepeated = false

  /// Adds a pair.
  mutating func add(_ first: TrialLine, _ second: TrialLine) {
    counts.add(first: first.outcome == .correct, second: second.outcome == .correct)
    unparsed.first += first.outcome == .unparsed ? 1 : 0
    unparsed.second += second.outcome == .unparsed ? 1 : 0
    failed.first += first.outcome.isProvidersError ? 1 : 0
    failed.second += second.outcome.isProvidersError ? 1 : 0
    isRepeated = isRepeated || first.trial.sample > 0
    let question = QuestionKey(of: first.trial)
    for metric in PairedMetric.allCases {
      clusters[question, default: [:]][metric, default: []]
        .append(metric.value(of: second) - metric.value(of: first))
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

  func value(of line: TrialLine) -> Double {
    switch self {
    case .score: Double(line.scoreMillionths) / 1_000_000
    case .tokens: Double(line.textTokens)
    case .runtime: Double(line.runtimeMicroseconds) / 1_000_000
    }
  }
}
