/// Wilson's score interval for a proportion: honest for few trials and near 0 and 1, where the normal
/// approximation is not.
public struct WilsonInterval: Hashable, Sendable {
  /// The normal quantile of a two-sided interval of 95 %.
  public static let quantile95 = 1.959963984540054

  /// The lower bound, from 0 to 1.
  public let lower: Double
  /// The upper bound, from 0 to 1.
  public let upper: Double

  /// Computes the interval; `nil` without trials, or where the successes or the clusters are no part of
  /// them.
  ///
  /// - Parameters:
  ///   - clusters: The independent parts that the trials fall into, such as questions with several
  ///     samples each; the interval is that of so many trials. Every trial for itself where it is `nil`.
  ///   - quantile: the two-sided normal quantile of the confidence level.
  public init?(
    successes: Int, trials: Int, clusters: Int? = nil, quantile: Double = quantile95
  ) {
    let clusters = clusters ?? trials
    guard trials > 0, (0...trials).contains(successes), (1...trials).contains(clusters),
      quantile >= 0, quantile.isFinite
    else { return nil }
    let count = Double(clusters)
    let rate = Double(successes) / Double(trials)
    let square = quantile * quantile
    let center = rate + square / (2 * count)
    let spread =
      quantile * (rate * (1 - rate) / count + square / (4 * count * count)).squareRoot()
    let scale = 1 + square / count
    // The bounds are exactly 0 and 1 at the ends; rounding must not move them.
    lower = successes == 0 ? 0 : max(0, (center - spread) / scale)
    upper = successes == trials ? 1 : min(1, (center + spread) / scale)
  }
}

/// The difference between two paired proportions with Newcombe's interval.
///
/// The square-and-add interval from Wilson's (Newcombe 1998, method 10): it respects the pairing, and
/// does not leave the range from -1 to 1 for few trials, where most cells of a sweep live.
public struct PairedDifference: Hashable, Sendable {
  /// The second proportion less the first.
  public let difference: Double
  /// The lower bound of the interval of 95 %.
  public let lower: Double
  /// The upper bound of the interval of 95 %.
  public let upper: Double

  /// Computes the difference; `nil` without pairs, or where a count is below 0.
  ///
  /// - Parameters:
  ///   - both: Pairs that succeed on both sides.
  ///   - onlyFirst: Pairs that succeed only on the first side.
  ///   - onlySecond: Pairs that succeed only on the second side.
  ///   - neither: Pairs that succeed on no side.
  ///   - clusters: The independent parts that the pairs fall into; every pair for itself where it is
  ///     `nil`.
  public init?(both: Int, onlyFirst: Int, onlySecond: Int, neither: Int, clusters: Int? = nil) {
    let count = both + onlyFirst + onlySecond + neither
    guard min(both, onlyFirst, onlySecond, neither) >= 0,
      let first = WilsonInterval(successes: both + onlyFirst, trials: count, clusters: clusters),
      let second = WilsonInterval(successes: both + onlySecond, trials: count, clusters: clusters)
    else { return nil }
    let firstRate = Double(both + onlyFirst) / Double(count)
    let secondRate = Double(both + onlySecond) / Double(count)
    let correlation = Self.correlation(
      both: both, onlyFirst: onlyFirst, onlySecond: onlySecond, neither: neither,
      clusters: clusters ?? count)
    func reach(_ left: Double, _ right: Double) -> Double {
      max(0, left * left - 2 * correlation * left * right + right * right).squareRoot()
    }
    difference = secondRate - firstRate
    lower = max(-1, difference - reach(secondRate - second.lower, first.upper - firstRate))
    upper = min(1, difference + reach(second.upper - secondRate, firstRate - first.lower))
  }

  /// The phi coefficient with Newcombe's correction of its numerator.
  private static func correlation(
    both: Int, onlyFirst: Int, onlySecond: Int, neither: Int, clusters: Int
  ) -> Double {
    let count = Double(both + onlyFirst + onlySecond + neither)
    let product =
      Double(both + onlyFirst) * Double(onlySecond + neither)
      * Double(both + onlySecond) * Double(onlyFirst + neither)
    guard product > 0 else { return 0 }
    let cross = Double(both) * Double(neither) - Double(onlyFirst) * Double(onlySecond)
    // Half a pair of as many as are independent.
    let half = count * count / (2 * Double(clusters))
    let corrected = cross > 0 ? max(cross - half, 0) : cross
    return corrected / product.squareRoot()
  }
}

/// The difference between the proportions of two groups that share no trials, with Newcombe's interval.
///
/// The square-and-add interval from Wilson's, without pairing (Newcombe 1998, method 10 for
/// independent proportions).
public struct IndependentDifference: Hashable, Sendable {
  /// The second proportion less the first.
  public let difference: Double
  /// The lower bound of the interval of 95 %.
  public let lower: Double
  /// The upper bound of the interval of 95 %.
  public let upper: Double

  /// Computes the difference; `nil` where a group has no trials.
  public init?(
    first: (successes: Int, trials: Int), second: (successes: Int, trials: Int)
  ) {
    self.init(
      first: (first.successes, first.trials, clusters: first.trials),
      second: (second.successes, second.trials, clusters: second.trials))
  }

  /// The same of trials that fall into clusters, such as questions with several samples each.
  public init?(
    first: (successes: Int, trials: Int, clusters: Int),
    second: (successes: Int, trials: Int, clusters: Int)
  ) {
    guard
      let before = WilsonInterval(
        successes: first.successes, trials: first.trials, clusters: first.clusters),
      let after = WilsonInterval(
        successes: second.successes, trials: second.trials, clusters: second.clusters)
    else { return nil }
    let firstRate = Double(first.successes) / Double(first.trials)
    let secondRate = Double(second.successes) / Double(second.trials)
    func reach(_ left: Double, _ right: Double) -> Double {
      (left * left + right * right).squareRoot()
    }
    difference = secondRate - firstRate
    lower = difference - reach(secondRate - after.lower, before.upper - firstRate)
    upper = difference + reach(after.upper - secondRate, firstRate - before.lower)
  }

  /// Whether the interval leaves 0 out.
  public var excludesZero: Bool { lower > 0 || upper < 0 }
}
