import BigInt

/// A number as somebody wrote it.
struct WrittenNumber: Hashable, Sendable {
  /// The exact value of what was written.
  var value: Rational
  /// Whether it was written with a fraction, be it of zeros.
  var hasPoint = false
  /// Whether it was written with a power of ten.
  var hasExponent = false
  /// The digits from the first that is not zero.
  var significantDigits = 0
}

extension WrittenNumber {
  /// Whether it was written as a decimal and not as a whole number or a fraction.
  var isDecimal: Bool { hasPoint || hasExponent }

  /// The whole value; `nil` for a fraction that is not zero, or an exponent.
  var integer: BigInt? {
    hasExponent || !value.isInteger ? nil : value.numerator
  }

  /// The number with the other sign.
  var negated: WrittenNumber {
    var number = self
    number.value = -value
    return number
  }

  /// Whether this is `truth` as binary floating point prints it, such as `12.600000000000001`.
  ///
  /// Only numbers of 16 digits and more can be that, since a double holds any 15 as they are: two cents
  /// more than nine million millions are two cents more. They must agree with the truth to 10^-14 of it: some
  /// units in the last place of a double.
  func isFloatingPointSpelling(of truth: Rational) -> Bool {
    guard isDecimal, significantDigits >= 16 else { return false }
    return (value - truth).magnitude <= truth.magnitude * Self.noise
  }

  private static let noise = Rational(1, over: 100_000_000_000_000)
}
