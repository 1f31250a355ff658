import Basics

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
  public init?(both: Int, onlyFirst: Int, onlySecond: Int, neither: Int) {
    let count = both + onlyFirst + onlySecond + neither
    guard min(both, onlyFirst, onlySecond, neither) >= 0,
      let first = WilsonInterval(successes: both + onlyFirst, trials: count),
      let second = WilsonInterval(successes: both + onlySecond, trials: count)
    else { return nil }
    let firstRate = Double(both + onlyFirst) / Double(count)
    let secondRate = Double(both + onlySecond) / Double(count)
    let correlation = Self.correlation(
      both: both, onlyFirst: onlyFirst, onlySecond: onlySecond, neither: neither)
    func reach(_ left: Double, _ right: Double) -> Double {
      max(0, left * left - 2 * correlation * left * right + right * right).squareRoot()
    }
    difference = secondRate - firstRate
    lower = max(-1, difference - reach(secondRate - second.lower, first.upper - firstRate))
    upper = min(1, difference + reach(second.upper - secondRate, firstRate - first.lower))
  }

  /// The phi coefficient with Newcombe's correction of its numerator.
  private static func correlation(
    both: Int, onlyFirst: Int, onlySecond: Int, neither: Int
  ) -> Double {
    let count = Double(both + onlyFirst + onlySecond + neither)
    let product =
      Double(both + onlyFirst) * Double(onlySecond + neither)
      * Double(both + onlySecond) * Double(onlyFirst + neither)
    guard product > 0 else { return 0 }
    let cross = Double(both) * Double(neither) - Double(onlyFirst) * Double(onlySecond)
    let corrected = cross > 0 ? max(cross - count / 2, 0) : cross
    return corrected / product.squareRoot()
  }
}
