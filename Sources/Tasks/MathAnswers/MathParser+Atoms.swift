extension MathParser {
  /// A number, a parenthesis, a fraction, a root or pi.
  mutating func atom() -> ExactNumber? {
    operations += 1
    skipSpace()
    guard index < bytes.count else { return nil }
    if ASCII.isDigit(bytes[index]) || bytes[index] == UInt8(ascii: ".") { return number() }
    switch bytes[index] {
    case UInt8(ascii: "("): return group(closing: ")")
    case UInt8(ascii: "["): return group(closing: "]")
    case UInt8(ascii: "{"): return group(closing: "}")
    default: break
    }
    if takeAny(Self.piNames) || takeWord("pi") { return .pi }
    if takeAny(Self.fractions) { return fraction() }
    if let fraction = writtenFraction() { return fraction }
    // `\sqrt[3]` is no square root, and no other is read.
    if take("\\sqrt[") { return nil }
    if take("\\sqrt") || take("\u{221a}") { return radicand()?.squareRoot }
    if takeAny(Self.rootCalls) {
      guard let value = sum(), take(")") else { return nil }
      return value.squareRoot
    }
    if take("Fraction(") || take("Rational(") {
      guard let top = sum(), take(","), let bottom = sum(), take(")") else { return nil }
      return top.divided(by: bottom)
    }
    return nil
  }

  /// What stands in brackets.
  private mutating func group(closing: StaticString) -> ExactNumber? {
    index += 1
    guard let value = sum(), take(closing) else { return nil }
    return value
  }

  private static let piNames: [StaticString] = [
    "\\pi", "\u{3c0}", "math.pi", "np.pi", "numpy.pi",
  ]
  private static let fractions: [StaticString] = ["\\frac", "\\dfrac", "\\tfrac", "\\cfrac"]
  private static let rootCalls: [StaticString] = ["math.sqrt(", "np.sqrt(", "sqrt("]

  /// The fraction of a mixed number, as in `2\frac{1}{3}`: two plain numbers, the smaller above.
  mutating func mixedFraction() -> ExactNumber? {
    let (start, count) = (index, operations)
    guard takeAny(Self.fractions), let value = fraction(),
      let part = value.rational, part.numerator > 0, part.numerator < part.denominator
    else {
      (index, operations) = (start, count)
      return nil
    }
    return value
  }

  /// A fraction in one character, such as `½`.
  private mutating func writtenFraction() -> ExactNumber? {
    guard index < bytes.count, bytes[index] >= 0x80 else { return nil }
    for (sign, top, bottom) in Self.writtenFractions where take(sign) {
      return ExactNumber(top, over: bottom)
    }
    return nil
  }

  private static let writtenFractions: [(StaticString, Int, Int)] = [
    ("\u{bd}", 1, 2), ("\u{bc}", 1, 4), ("\u{be}", 3, 4), ("\u{2153}", 1, 3), ("\u{2154}", 2, 3),
    ("\u{2155}", 1, 5), ("\u{2156}", 2, 5), ("\u{2157}", 3, 5), ("\u{2158}", 4, 5),
    ("\u{2159}", 1, 6), ("\u{215a}", 5, 6), ("\u{215b}", 1, 8), ("\u{215c}", 3, 8),
    ("\u{215d}", 5, 8), ("\u{215e}", 7, 8),
  ]

  private mutating func number() -> ExactNumber? {
    var scanner = NumberScanner(
      bytes: bytes, index: index, end: bytes.count, readsGroups: readsGroups)
    guard let number = scanner.scan() else { return nil }
    index = scanner.index
    if number.isDecimal { decimal = number }
    return ExactNumber(number.value)
  }

  private mutating func fraction() -> ExactNumber? {
    guard let top = fractionPart(), let bottom = fractionPart() else { return nil }
    return top.divided(by: bottom)
  }

  /// An argument of `\frac`: a group, a command, or a single digit as in `\frac12`.
  private mutating func fractionPart() -> ExactNumber? {
    guard startsWithDigit else { return nested() }
    defer { index += 1 }
    return ExactNumber(Int(bytes[index] - UInt8(ascii: "0")))
  }

  /// What stands under a root: a group, a command, or a whole number as in `√12`.
  private mutating func radicand() -> ExactNumber? {
    startsWithDigit ? number() : nested()
  }

  private mutating func nested() -> ExactNumber? {
    guard depth < Self.depthLimit else { return nil }
    depth += 1
    defer { depth -= 1 }
    return atom()
  }
}
