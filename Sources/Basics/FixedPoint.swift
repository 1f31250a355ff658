/// Decimal numbers with a fixed number of digits, by integer arithmetic alone: no locale and no C
/// library can change them.
public enum FixedPoint {
  /// The most digits after the point.
  public static let maximumDecimals = 9

  /// A number rounded to `decimals` digits, halves away from zero; `nil` where it is not finite or
  /// too large to be written this way.
  ///
  /// - Parameter decimals: From 0 to ``maximumDecimals``.
  public static func text(_ value: Double, decimals: Int) -> String? {
    let scaled = (value * Double(power(decimals))).rounded(.toNearestOrAwayFromZero)
    return Int(exactly: scaled).map { text(scaled: $0, decimals: decimals) }
  }

  /// The number `scaled / 10^decimals`, such as 1234 with 3 decimals as `1.234`.
  ///
  /// - Parameter decimals: From 0 to ``maximumDecimals``.
  public static func text(scaled: Int, decimals: Int) -> String {
    let unit = UInt(power(decimals))
    let whole = String(scaled.magnitude / unit)
    let sign = scaled < 0 ? "-" : ""
    guard decimals > 0 else { return sign + whole }
    let fraction = String(scaled.magnitude % unit)
    let zeros = String(repeating: "0", count: decimals - fraction.utf8.count)
    return "\(sign)\(whole).\(zeros)\(fraction)"
  }

  private static func power(_ exponent: Int) -> Int {
    precondition((0...maximumDecimals).contains(exponent), "A number has 0 to 9 decimals.")
    return (0..<exponent).reduce(1) { power, _ in power * 10 }
  }
}

extension Int {
  /// The sum of two counts, or the largest number where it would overflow.
  public func addingSaturated(_ other: Int) -> Int {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? (other < 0 ? .min : .max) : sum
  }
}
