import Basics

/// The mean of paired differences with a percentile interval by resampling.
///
/// For what is not yes or no: partial credit, tokens, seconds. Whole clusters are drawn, so that
/// differences which share a question are not taken for independent ones. The generator is
/// SplitMix64, seeded by a text that the report prints: the same sheets give the same interval for
/// ever.
public struct PairedBootstrap: Hashable, Sendable {
  /// How often the differences are drawn anew.
  public static let resamples = 2_000
  /// The name of the generator that draws.
  public static let generator = "SplitMix64"

  /// The mean difference, second less first.
  public let mean: Double
  /// The lower bound of the interval of 95 %.
  public let lower: Double
  /// The upper bound of the interval of 95 %.
  public let upper: Double
  /// The clusters that were drawn from.
  public let clusters: Int

  /// Computes the mean and its interval; `nil` without differences.
  ///
  /// - Parameters:
  ///   - clusters: The differences of each cluster; their order decides which are drawn.
  ///   - seed: What seeds the generator.
  public init?(of clusters: [[Double]], seed: String) {
    let totals = clusters.filter { !$0.isEmpty }.map { Total($0) }
    guard !totals.isEmpty else { return nil }
    mean = Total.mean(totals)
    self.clusters = totals.count
    guard totals.count > 1 else {
      // One cluster says nothing of how far another would lie.
      (lower, upper) = (-.infinity, .infinity)
      return
    }
    var generator = SeededGenerator(seed: seed)
    var means: [Double] = []
    means.reserveCapacity(Self.resamples)
    for _ in 0..<Self.resamples {
      var drawn = Total()
      for _ in totals.indices {
        drawn.add(totals[generator.integer(in: 0...(totals.count - 1))])
      }
      means.append(drawn.mean)
    }
    means.sort()
    let tail = Self.resamples / 40
    (lower, upper) = (means[tail], means[Self.resamples - 1 - tail])
  }

  /// Whether the interval leaves 0 out.
  public var excludesZero: Bool { lower > 0 || upper < 0 }
}

/// A cluster's differences as their sum and number.
private struct Total {
  var sum = 0.0
  var count = 0

  init() {}

  init(_ differences: [Double]) {
    sum = differences.reduce(0, +)
    count = differences.count
  }

  mutating func add(_ other: Total) {
    sum += other.sum
    count += other.count
  }

  var mean: Double { count == 0 ? 0 : sum / Double(count) }

  static func mean(_ totals: [Total]) -> Double {
    var all = Total()
    for total in totals { all.add(total) }
    return all.mean
  }
}
