/// The exponential function, the logarithm and the tail of the normal distribution by additions,
/// multiplications and divisions alone, so that every machine gives the same bits.
enum Elementary {
  private static let logOf2 = 0.6931471805599453

  /// e to the power of a number.
  static func exp(_ x: Double) -> Double {
    guard x.isFinite else { return x > 0 ? .infinity : 0 }
    guard x > -745 else { return 0 }
    guard x < 709 else { return .infinity }
    let halvings = (x / logOf2).rounded()
    let rest = x - halvings * logOf2
    // |rest| is at most 0.35: twenty terms are more than a Double holds.
    var term = 1.0
    var sum = 1.0
    for place in 1...20 {
      term *= rest / Double(place)
      sum += term
    }
    return Double(sign: .plus, exponent: Int(halvings), significand: sum)
  }

  /// The natural logarithm of a positive number; that of 0 is minus infinity.
  static func log(_ x: Double) -> Double {
    guard x > 0 else { return -.infinity }
    guard x.isFinite else { return .infinity }
    var (significand, exponent) = (x.significand, Double(x.exponent))
    if significand > 1.4142135623730951 {
      significand /= 2
      exponent += 1
    }
    let z = (significand - 1) / (significand + 1)
    let square = z * z
    var power = z
    var sum = z
    for place in 1...24 {
      power *= square
      sum += power / Double(2 * place + 1)
    }
    return exponent * logOf2 + 2 * sum
  }

  /// 1 / (1 + e^-x).
  static func logistic(_ x: Double) -> Double { 1 / (1 + exp(-x)) }
}

/// The tail of the standard normal distribution.
enum NormalTail {
  /// The probability of lying at least so far from 0, on either side.
  ///
  /// By the series near 0, and by the continued fraction beyond 3.
  static func twoSided(_ z: Double) -> Double {
    let z = abs(z)
    guard z < 38 else { return 0 }
    let density = Elementary.exp(-z * z / 2) / 2.5066282746310002
    guard z > 3 else {
      var term = z
      var sum = z
      for place in 1...60 {
        term *= z * z / Double(2 * place + 1)
        sum += term
      }
      return max(0, min(1, 1 - 2 * density * sum))
    }
    var fraction = z
    for place in stride(from: 60, through: 1, by: -1) { fraction = z + Double(place) / fraction }
    return 2 * density / fraction
  }
}
