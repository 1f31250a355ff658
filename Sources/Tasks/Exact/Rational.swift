import BigInt

/// An exact fraction in lowest terms.
struct Rational: Hashable, Sendable {
  /// The numerator, with the sign.
  let numerator: BigInt
  /// The denominator, positive.
  let denominator: BigInt

  /// A whole number.
  init(_ integer: BigInt) {
    numerator = integer
    denominator = 1
  }

  /// A whole number.
  init(_ integer: Int) {
    self.init(BigInt(integer))
  }

  /// A fraction; `nil` if the denominator is zero.
  init?(_ numerator: BigInt, over denominator: BigInt) {
    guard denominator != 0 else { return nil }
    let divisor = numerator.greatestCommonDivisor(with: denominator)
    let sign: BigInt = denominator < 0 ? -1 : 1
    self.init(reduced: sign * numerator / divisor, over: sign * denominator / divisor)
  }

  /// A fraction of small numbers; the denominator's zero counts as one, for callers who know theirs.
  init(_ numerator: Int, over denominator: Int) {
    self = Rational(BigInt(numerator), over: BigInt(denominator)) ?? Rational(numerator)
  }

  private init(reduced numerator: BigInt, over denominator: BigInt) {
    self.numerator = numerator
    self.denominator = denominator
  }

  /// Whether the value is a whole number.
  var isInteger: Bool { denominator == 1 }

  /// The value without its sign.
  var magnitude: Rational {
    Rational(reduced: BigInt(numerator.magnitude), over: denominator)
  }

  /// Whether the decimal expansion ends: the denominator has no prime factor but 2 and 5.
  var isTerminating: Bool {
    var rest = denominator
    for prime in [BigInt(2), BigInt(5)] {
      while true {
        let (quotient, remainder) = rest.quotientAndRemainder(dividingBy: prime)
        guard remainder == 0 else { break }
        rest = quotient
      }
    }
    return rest == 1
  }

  /// The number of bits of the larger part: the cost of working with this value.
  var size: Int { max(numerator.bitWidth, denominator.bitWidth) }
}

extension Rational {
  static prefix func - (value: Rational) -> Rational {
    Rational(reduced: -value.numerator, over: value.denominator)
  }

  static func + (left: Rational, right: Rational) -> Rational {
    if left.isInteger, right.isInteger { return Rational(left.numerator + right.numerator) }
    return reducing(
      left.numerator * right.denominator + right.numerator * left.denominator,
      over: left.denominator * right.denominator)
  }

  static func - (left: Rational, right: Rational) -> Rational {
    left + -right
  }

  static func * (left: Rational, right: Rational) -> Rational {
    if left.isInteger, right.isInteger { return Rational(left.numerator * right.numerator) }
    return reducing(
      left.numerator * right.numerator, over: left.denominator * right.denominator)
  }

  /// The quotient; `nil` if the divisor is zero.
  func divided(by divisor: Rational) -> Rational? {
    Rational(numerator * divisor.denominator, over: denominator * divisor.numerator)
  }

  static func < (left: Rational, right: Rational) -> Bool {
    left.numerator * right.denominator < right.numerator * left.denominator
  }

  static func <= (left: Rational, right: Rational) -> Bool {
    !(right < left)
  }

  private static func reducing(_ numerator: BigInt, over denominator: BigInt) -> Rational {
    let divisor = numerator.greatestCommonDivisor(with: denominator)
    return Rational(reduced: numerator / divisor, over: denominator / divisor)
  }
}

extension Rational: CustomStringConvertible {
  /// A terminating decimal such as `-12.5`, otherwise a fraction such as `5/18`.
  var description: String {
    decimal ?? "\(numerator)/\(denominator)"
  }

  /// The fraction, or the whole number.
  var fraction: String {
    isInteger ? "\(numerator)" : "\(numerator)/\(denominator)"
  }

  /// The decimal expansion, if it ends.
  var decimal: String? {
    if isInteger { return "\(numerator)" }
    guard isTerminating else { return nil }
    var places = 0
    var scaled = BigInt(numerator.magnitude)
    var rest = denominator
    while rest != 1 {
      // Each decimal place takes a 2 and a 5 out of the denominator, as far as they are there.
      let divisor = rest.greatestCommonDivisor(with: 10)
      rest /= divisor
      scaled *= 10 / divisor
      places += 1
    }
    let digits = String(scaled)
    let padded = String(repeating: "0", count: max(0, places + 1 - digits.utf8.count)) + digits
    let sign = numerator < 0 ? "-" : ""
    return sign + padded.dropLast(places) + "." + padded.suffix(places)
  }
}
