package import Basics

/// A sum of scores as the fractions that they are.
///
/// Partial credit is a fraction such as two of three boxes, of which a score sheet writes six decimals.
/// Sums of such decimals break ties: 0.666667 is not twice 0.333333. A fraction whose denominator is at
/// most a thousand can be told from its six decimals, since no two of them share all six; a score that is
/// none counts as its decimals say.
package struct ExactScoreSum: Hashable, Sendable {
  /// The largest denominator that six decimals tell.
  private static let denominatorLimit = 1_000
  private static let million = 1_000_000

  /// The sum of the numerators by denominator: as many as there are kinds of partial credit.
  private var numerators: [Int: Int] = [:]

  /// Creates an empty sum.
  package init() {}

  /// Adds a score in millionths, from 0 to a million.
  package mutating func add(millionths: Int) {
    let (numerator, denominator) = Self.fraction(of: millionths)
    numerators[denominator, default: 0] += numerator
  }

  /// Adds another sum.
  package mutating func add(_ other: ExactScoreSum) {
    numerators.merge(other.numerators, uniquingKeysWith: +)
  }

  /// The mean over so many scores, from 0 to 100; `nil` over none.
  package func points(over count: Int) -> Rational? {
    guard count > 0 else { return nil }
    let sum = numerators.reduce(Rational(0)) { $0 + Rational($1.value, over: $1.key) }
    return sum * Rational(100, over: count)
  }

  /// The fraction with the smallest denominator that is written with these decimals.
  ///
  /// It lies nearer to them than 1 in twice its denominator's square, and is therefore among the
  /// convergents of their continued fraction (Legendre).
  private static func fraction(of millionths: Int) -> (numerator: Int, denominator: Int) {
    var (dividend, divisor) = (millionths, million)
    var before = (top: 0, bottom: 1)
    var last = (top: 1, bottom: 0)
    while divisor > 0 {
      let (quotient, remainder) = dividend.quotientAndRemainder(dividingBy: divisor)
      (before, last) = (
        last,
        (top: quotient * last.top + before.top, bottom: quotient * last.bottom + before.bottom)
      )
      guard last.bottom <= denominatorLimit else { break }
      if abs(2 * (last.top * million - millionths * last.bottom)) <= last.bottom {
        return (last.top, last.bottom)
      }
      (dividend, divisor) = (divisor, remainder)
    }
    return (millionths, million)
  }
}
