import Basics

/// Wilson's score interval for a proportion: honest for few trials and near 0 and 1, where the normal
/// approximation is not.
public struct WilsonInterval: Hashable, Sendable {
  /// The normal quantile of a two-sided interval of 95 %.
  public static let quantile95 = 1.959963984540054

  /// The lower bound, from 0 to 1.
  public let lower: Double
  /// The upper bound, from 0 to 1.
  public let upper: Double

  /// Computes the interval; `nil` without trials, or where the successes are no part of them.
  ///
  /// - Parameter quantile: the two-sided normal quantile of the confidence level.
  public init?(successes: Int, trials: Int, quantile: Double = quantile95) {
    guard trials > 0, (0...trials).contains(successes), quantile >= 0, quantile.isFinite else {
      return nil
    }
    let count = Double(trials)
    let rate = Double(successes) / count
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
