/// Success of the same trials on two sides: the four counts that everything said of pairs is made of.
public struct PairedCounts: Hashable, Sendable {
  /// Pairs that succeed on both sides.
  public private(set) var both = 0
  /// Pairs that succeed on the first side alone.
  public private(set) var onlyFirst = 0
  /// Pairs that succeed on the second side alone.
  public private(set) var onlySecond = 0
  /// Pairs that succeed on no side.
  public private(set) var neither = 0
  /// The independent parts that the pairs fall into: a question with its samples is one.
  public private(set) var clusters = 0
  /// Clusters that succeed more often on the first side.
  public private(set) var clustersForFirst = 0
  /// Clusters that succeed more often on the second side.
  public private(set) var clustersForSecond = 0

  /// Creates counts of no pairs.
  public init() {}

  /// Adds a pair that is independent of all others.
  public mutating func add(first: Bool, second: Bool) { add(cluster: [(first, second)]) }

  /// Adds pairs that are not independent of each other, such as the samples of one question.
  public mutating func add(cluster: [(first: Bool, second: Bool)]) {
    guard !cluster.isEmpty else { return }
    var lead = 0
    for pair in cluster {
      switch pair {
      case (true, true): both += 1
      case (true, false): onlyFirst += 1
      case (false, true): onlySecond += 1
      case (false, false): neither += 1
      }
      lead += (pair.first ? 1 : 0) - (pair.second ? 1 : 0)
    }
    clusters += 1
    clustersForFirst += lead > 0 ? 1 : 0
    clustersForSecond += lead < 0 ? 1 : 0
  }

  /// All pairs.
  public var pairs: Int { both + onlyFirst + onlySecond + neither }
  /// Successes on the first side.
  public var first: Int { both + onlyFirst }
  /// Successes on the second side.
  public var second: Int { both + onlySecond }
}

/// Everything that is said of how two sides differ on the same trials, as sure as so many clusters can be.
public struct PairedSuccess: Hashable, Sendable {
  /// What it is made of.
  public let counts: PairedCounts
  /// The exact test of whether the sides differ.
  public let test: McNemarTest
  /// The second rate less the first, with its interval.
  public let difference: PairedDifference
  /// What difference so many pairs would have shown.
  public let detectable: DetectableEffect

  /// Computes what is said of some pairs; `nil` where there are none.
  public init?(_ counts: PairedCounts) {
    guard
      let difference = PairedDifference(
        both: counts.both, onlyFirst: counts.onlyFirst, onlySecond: counts.onlySecond,
        neither: counts.neither, clusters: counts.clusters),
      let detectable = DetectableEffect(
        pairs: counts.clusters, discordant: counts.clustersForFirst + counts.clustersForSecond)
    else { return nil }
    self.counts = counts
    self.difference = difference
    self.detectable = detectable
    test = McNemarTest(
      onlyFirst: counts.clustersForFirst, onlySecond: counts.clustersForSecond)
  }

  /// Which side a test that found a difference found it for: negative for the first, positive for the
  /// second, 0 where the clusters and the pairs do not agree.
  public var direction: Int {
    let pairs = (counts.second - counts.first).signum()
    let clusters = (counts.clustersForSecond - counts.clustersForFirst).signum()
    return pairs == clusters ? pairs : 0
  }
}

/// McNemar's exact test: whether two paired recordings differ in how many trials succeed.
///
/// Only the discordant pairs say anything: those that succeed on one side alone. If nothing changed,
/// each of them is a fair coin, so that the p-value is a binomial tail and needs no approximation.
/// Computed with the basic operations of IEEE 754 only, and so the same on every machine.
public struct McNemarTest: Hashable, Sendable {
  /// Pairs that succeed only on the first side.
  public let onlyFirst: Int
  /// Pairs that succeed only on the second side.
  public let onlySecond: Int

  /// Creates a test; counts below 0 are taken as 0.
  public init(onlyFirst: Int, onlySecond: Int) {
    self.onlyFirst = max(onlyFirst, 0)
    self.onlySecond = max(onlySecond, 0)
  }

  /// The discordant pairs.
  public var discordant: Int { onlyFirst + onlySecond }

  /// The two-sided p-value, from 0 to 1; 1 without discordant pairs.
  ///
  /// Takes time proportional to the discordant pairs.
  public var pValue: Double {
    let fewer = min(onlyFirst, onlySecond)
    guard fewer * 2 < discordant else { return 1 }
    return min(1, 2 * Self.lowerTail(upTo: fewer, of: discordant))
  }

  /// The probability of at most `limit` heads in `count` throws of a fair coin, `limit` below half.
  private static func lowerTail(upTo limit: Int, of count: Int) -> Double {
    // Of the last term, which is the largest: the others follow by exact ratios, going down.
    var sum = 1.0
    var term = 1.0
    for heads in stride(from: limit, to: 0, by: -1) {
      term *= Double(heads) / Double(count - heads + 1)
      sum += term
      if term < sum * 0x1p-60 { break }
    }
    return sum * probability(of: limit, in: count)
  }

  /// `count` over `heads`, divided by 2 to the power of `count`; halvings are interleaved with the
  /// growth so that nothing overflows, and the smallest results become 0.
  private static func probability(of heads: Int, in count: Int) -> Double {
    var value = 1.0
    var halvings = count
    for step in 0..<heads {
      value *= Double(count - step) / Double(step + 1)
      while value > 1, halvings > 0 {
        value *= 0.5
        halvings -= 1
      }
    }
    // Below the smallest number there is only 0.
    return halvings > 2_200 ? 0 : Double(sign: .plus, exponent: -halvings, significand: value)
  }
}

/// The smallest difference of success rates that so many pairs would have shown.
///
/// A difference that was not found is no proof of equality: this number says how large one could have
/// gone unseen. It is what a two-sided test of 5 % finds in 80 % of cases, at the discordance that was
/// measured (Miller, arXiv 2411.00640, section 5).
public struct DetectableEffect: Hashable, Sendable {
  /// The normal quantiles of 97.5 % and of 80 %.
  private static let quantiles = (level: 1.959963984540054, power: 0.8416212335729143)

  /// The difference as a share of the trials, from 0 to 1.
  public let difference: Double

  /// Computes the effect; `nil` without pairs.
  ///
  /// - Parameters:
  ///   - pairs: All pairs.
  ///   - discordant: The pairs that succeed on one side only. Where there are none, one is assumed:
  ///     a rate of 0 would promise to see everything.
  public init?(pairs: Int, discordant: Int) {
    guard pairs > 0, (0...pairs).contains(discordant) else { return nil }
    let rate = Double(max(discordant, 1)) / Double(pairs)
    let reach = Self.quantiles.level + Self.quantiles.power
    difference = min(1, reach * (rate / Double(pairs)).squareRoot())
  }
}

/// Holm's step-down correction: p-values that may be read together.
///
/// With many comparisons some look striking by chance; after the correction the chance of even one
/// false alarm among all of them stays below the level that each is held against.
public enum HolmCorrection {
  /// The level that adjusted p-values are held against.
  public static let level = 0.05

  /// The adjusted p-value of each, in the order that was given.
  public static func adjusted(_ pValues: [Double]) -> [Double] {
    let order = pValues.indices.sorted {
      pValues[$0] != pValues[$1] ? pValues[$0] < pValues[$1] : $0 < $1
    }
    var adjusted = pValues
    var highest = 0.0
    for (rank, index) in order.enumerated() {
      highest = max(highest, min(1, Double(pValues.count - rank) * pValues[index]))
      adjusted[index] = highest
    }
    return adjusted
  }
}
