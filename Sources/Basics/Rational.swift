package import BigInt

extension BigInt {
  /// A number of one word.
  ///
  /// The initializer for any type of integer takes several times as long from outside its package.
  package init(small number: Int) { self.init(integerLiteral: Int64(number)) }
}

/// An exact fraction in lowest terms.
package struct Rational: Hashable, Sendable {
  /// The numerator, with the sign.
  package let numerator: BigInt
  /// The denominator, positive.
  package let denominator: BigInt

  /// A whole number.
  package init(_ integer: BigInt) {
    numerator = integer
    denominator = 1
  }

  /// A whole number.
  package init(_ integer: Int) {
    self.init(BigInt(small: integer))
  }

  /// A fraction; `nil` if the denominator is zero.
  package init?(_ numerator: BigInt, over denominator: BigInt) {
    guard denominator != 0 else { return nil }
    self = Self.reducing(numerator, over: denominator)
  }

  /// A fraction of small numbers; the denominator's zero counts as one, for callers who know theirs.
  package init(_ numerator: Int, over denominator: Int) {
    self =
      Rational(BigInt(small: numerator), over: BigInt(small: denominator)) ?? Rational(numerator)
  }

  /// A decimal that was read as a floating-point number, to the billionth; `nil` for no number.
  package init?(decimal: Double) {
    guard let billionths = BigInt(exactly: (decimal * 1e9).rounded()) else { return nil }
    self.init(billionths, over: 1_000_000_000)
  }

  private init(reduced numerator: BigInt, over denominator: BigInt) {
    self.numerator = numerator
    self.denominator = denominator
  }

  /// Whether the value is a whole number.
  package var isInteger: Bool { denominator == 1 }

  /// The value without its sign.
  package var magnitude: Rational {
    Rational(reduced: BigInt(numerator.magnitude), over: denominator)
  }

  /// Whether the decimal expansion ends: the denominator has no prime factor but 2 and 5.
  package var isTerminating: Bool {
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
  package var size: Int { max(numerator.bitWidth, denominator.bitWidth) }

  /// The nearest floating-point number, or one of the two nearest where the parts are long.
  package var double: Double {
    if max(numerator.magnitude.bitWidth, denominator.magnitude.bitWidth) <= 53 {
      // Both are exact, so that one division rounds once.
      return Double(Int(numerator)) / Double(Int(denominator))
    }
    // A quotient of 64 bits and more holds every bit that a floating-point number can.
    let shift = max(0, 64 + denominator.bitWidth - numerator.bitWidth)
    let quotient = (numerator << shift) / denominator
    return Double(sign: .plus, exponent: -shift, significand: Double(quotient))
  }
}

extension Rational {
  package static prefix func - (value: Rational) -> Rational {
    Rational(reduced: -value.numerator, over: value.denominator)
  }

  package static func + (left: Rational, right: Rational) -> Rational {
    if left.isInteger, right.isInteger { return Rational(left.numerator + right.numerator) }
    return reducing(
      left.numerator * right.denominator + right.numerator * left.denominator,
      over: left.denominator * right.denominator)
  }

  package static func - (left: Rational, right: Rational) -> Rational {
    left + -right
  }

  package static func * (left: Rational, right: Rational) -> Rational {
    if left.isInteger, right.isInteger { return Rational(left.numerator * right.numerator) }
    return reducing(
      left.numerator * right.numerator, over: left.denominator * right.denominator)
  }

  /// The quotient; `nil` if the divisor is zero.
  package func divided(by divisor: Rational) -> Rational? {
    Rational(numerator * divisor.denominator, over: denominator * divisor.numerator)
  }

  package static func < (left: Rational, right: Rational) -> Bool {
    left.numerator * right.denominator < right.numerator * left.denominator
  }

  /// A fraction whose denominator is not zero.
  private static func reducing(_ numerator: BigInt, over denominator: BigInt) -> Rational {
    // Most parts are small, and arithmetic of numbers of any size takes many times as long.
    if let top = small(numerator), let bottom = small(denominator) {
      let divisor = bottom < 0 ? -commonDivisor(top, bottom) : commonDivisor(top, bottom)
      if divisor == 1 { return Rational(reduced: numerator, over: denominator) }
      return Rational(
        reduced: BigInt(small: top / divisor), over: BigInt(small: bottom / divisor))
    }
    let divisor = numerator.greatestCommonDivisor(with: denominator)
    let sign: BigInt = denominator < 0 ? -1 : 1
    return Rational(reduced: sign * numerator / divisor, over: sign * denominator / divisor)
  }

  /// A number of less than 63 bits; `nil` for a longer one.
  private static func small(_ number: BigInt) -> Int? {
    let words = number.magnitude.words
    guard words.count <= 1 else { return nil }
    let magnitude = words.first ?? 0
    guard magnitude < 1 << 62 else { return nil }
    return number.sign == .minus ? -Int(magnitude) : Int(magnitude)
  }

  /// The greatest common divisor, positive; the second number is not zero.
  private static func commonDivisor(_ first: Int, _ second: Int) -> Int {
    var (a, b) = (first.magnitude, second.magnitude)
    while b != 0 { (a, b) = (b, a % b) }
    return Int(a)
  }
}

extension Rational: Comparable {}

extension Rational: CustomStringConvertible {
  /// A terminating decimal such as `-12.5`, otherwise a fraction such as `5/18`.
  package var description: String {
    decimal ?? "\(numerator)/\(denominator)"
  }

  /// The fraction, or the whole number.
  package var fraction: String {
    isInteger ? "\(numerator)" : "\(numerator)/\(denominator)"
  }

  /// The decimal expansion, if it ends.
  package var decimal: String? {
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
