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
  /// The trials that both sheets have.
  public let pairs: Int
  /// Trials that succeed on each side, from 0 to ``pairs``.
  public let successes: Sides<Int>
  /// Trials without a readable answer, on each side.
  public let unparsed: Sides<Int>
  /// Trials that the provider failed, on each side.
  public let failed: Sides<Int>
  /// The exact test of success; `nil` where a question has several samples, which are not
  /// independent: then the bootstrap over questions speaks alone.
  public let test: McNemarTest?
  /// The difference of the success rates with its interval.
  public let difference: PairedDifference?
  /// What difference would have been seen.
  public let detectable: DetectableEffect?
  /// The mean difference of every metric with its interval, questions drawn as clusters.
  public let means: [PairedMetric: PairedBootstrap]
  /// The p-value among all of its kind (Holm); `nil` without a test, and for single cells, which are
  /// to be explored and not to be judged.
  public internal(set) var adjustedPValue: Double?

  init(_ sample: PairedSample, of group: PairedGroup, seed: String) {
    self.group = group
    pairs = sample.pairs
    successes = Sides(
      first: sample.both + sample.onlyFirst, second: sample.both + sample.onlySecond)
    unparsed = Sides(first: sample.unparsed.first, second: sample.unparsed.second)
    failed = Sides(first: sample.failed.first, second: sample.failed.second)
    let isPlain = !sample.isRepeated && group.method != nil
    test =
      isPlain ? McNemarTest(onlyFirst: sample.onlyFirst, onlySecond: sample.onlySecond) : nil
    difference =
      isPlain
      ? PairedDifference(
        both: sample.both, onlyFirst: sample.onlyFirst, onlySecond: sample.onlySecond,
        neither: sample.neither) : nil
    detectable =
      isPlain
      ? DetectableEffect(pairs: sample.pairs, discordant: sample.onlyFirst + sample.onlySecond)
      : nil
    var means: [PairedMetric: PairedBootstrap] = [:]
    for metric in PairedMetric.allCases {
      means[metric] = PairedBootstrap(
        of: sample.differences(in: metric), seed: "\(seed)/\(group.name)/\(metric.rawValue)")
    }
    self.means = means
  }
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
  private var clusters: [Question: Cluster] = [:]
  private(set) var pairs = 0
  private(set) var both = 0
  private(set) var onlyFirst = 0
  private(set) var onlySecond = 0
  private(set) var unparsed = (first: 0, second: 0)
  private(set) var failed = (first: 0, second: 0)
  private(set) var score = (first: 0.0, second: 0.0)
  private(set) var isRepeated = false

  private struct Question: Hashable, Comparable {
    let task: String
    let id: String

    static func < (left: Question, right: Question) -> Bool {
      if !left.task.utf8.elementsEqual(right.task.utf8) {
        return left.task.utf8.lexicographicallyPrecedes(right.task.utf8)
      }
      return left.id.utf8.lexicographicallyPrecedes(right.id.utf8)
    }
  }

  private struct Cluster {
    var values: [PairedMetric: [Double]] = [:]
  }

  /// Adds a pair.
  mutating func add(_ first: TrialLine, _ second: TrialLine) {
    pairs += 1
    switch (first.outcome == .correct, second.outcome == .correct) {
    case (true, true): both += 1
    case (true, false): onlyFirst += 1
    case (false, true): onlySecond += 1
    case (false, false): break
    }
    unparsed.first += first.outcome == .unparsed ? 1 : 0
    unparsed.second += second.outcome == .unparsed ? 1 : 0
    failed.first += first.outcome.isProvidersError ? 1 : 0
    failed.second += second.outcome.isProvidersError ? 1 : 0
    score.first += first.score
    score.second += second.score
    isRepeated = isRepeated || first.trial.sample > 0
    let question = Question(task: first.trial.task, id: first.trial.question)
    for metric in PairedMetric.allCases {
      clusters[question, default: Cluster()].values[metric, default: []]
        .append(metric.value(of: second) - metric.value(of: first))
    }
  }

  var neither: Int { pairs - both - onlyFirst - onlySecond }

  /// The differences of each question, in the order of tasks and questions.
  func differences(in metric: PairedMetric) -> [[Double]] {
    clusters.keys.sorted().compactMap { clusters[$0]?.values[metric] }
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
