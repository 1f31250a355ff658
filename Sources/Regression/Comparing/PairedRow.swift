import Analysis
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
