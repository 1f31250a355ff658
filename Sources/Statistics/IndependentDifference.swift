import Basics

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
    guard let before = WilsonInterval(successes: first.successes, trials: first.trials),
      let after = WilsonInterval(successes: second.successes, trials: second.trials)
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
