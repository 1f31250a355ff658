/// An amount of US dollars, exact to a millionth of a millionth.
///
/// Prices are per million tokens and have cents and fractions of cents: in picodollars every price is
/// a whole number a token, and sums have no rounding whose order could matter. Amounts beyond nine
/// million dollars stop there.
public struct Money: Hashable, Sendable {
  /// The amount in picodollars.
  public let picodollars: Int

  /// Creates an amount.
  public init(picodollars: Int) {
    self.picodollars = picodollars
  }

  /// Nothing.
  public static let zero = Money(picodollars: 0)

  /// Reads dollars such as `20`, `0.5` or `12.75`; `nil` for anything else: signs, exponents, more
  /// than twelve decimals, amounts that are too large.
  public init?(dollars text: String) {
    let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), parts.allSatisfy({ !$0.isEmpty }),
      parts.joined().allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 })
    else { return nil }
    let decimals = parts.count == 2 ? Array(parts[1]) : []
    guard decimals.count <= 12 else { return nil }
    let zeros = Array(repeating: UInt8(ascii: "0"), count: 12 - decimals.count)
    guard let amount = Int(String(decoding: parts[0] + decimals + zeros, as: UTF8.self)) else {
      return nil
    }
    picodollars = amount
  }

  /// The sum, or the largest amount where it would overflow.
  public static func + (left: Money, right: Money) -> Money {
    let (sum, overflow) = left.picodollars.addingReportingOverflow(right.picodollars)
    return Money(picodollars: overflow ? .max : sum)
  }

  /// The amount so many times, or the largest amount where it would overflow.
  public static func * (left: Money, count: Int) -> Money {
    let (product, overflow) = left.picodollars.multipliedReportingOverflow(by: count)
    return Money(picodollars: overflow ? .max : product)
  }

  /// The amount in dollars with four decimals, halves rounded up, such as `12.7500`.
  public var dollars: String {
    let unit = 100_000_000
    let rounded =
      picodollars.magnitude / UInt(unit)
      + (picodollars.magnitude % UInt(unit) >= UInt(unit / 2) ? 1 : 0)
    let fraction = String(rounded % 10_000)
    let zeros = String(repeating: "0", count: 4 - fraction.utf8.count)
    return "\(picodollars < 0 ? "-" : "")\(rounded / 10_000).\(zeros)\(fraction)"
  }
}

extension Money: Comparable {
  public static func < (left: Money, right: Money) -> Bool { left.picodollars < right.picodollars }
}
