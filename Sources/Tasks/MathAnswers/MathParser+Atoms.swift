extension MathParser {
  /// A number, a parenthesis, a fraction, a root or pi.
  mutating func atom() -> ExactNumber? {
    operations += 1
    skipSpace()
    guard index < bytes.count else { return nil }
    if ASCII.isDigit(bytes[index]) || bytes[index] == UInt8(ascii: ".") { return number() }
    for (open, close) in [("(", ")"), ("[", "]"), ("{", "}")] where take(open) {
      guard let value = sum(), take(close) else { return nil }
      return value
    }
    if takeAny(["\\pi", "\u{3c0}", "math.pi", "np.pi", "numpy.pi"]) || takeWord("pi") {
      return .pi
    }
    if takeAny(["\\frac", "\\dfrac", "\\tfrac", "\\cfrac"]) { return fraction() }
    // `\sqrt[3]` is no square root, and no other is read.
    if take("\\sqrt[") { return nil }
    if takeAny(["\\sqrt", "\u{221a}"]) { return radicand()?.squareRoot }
    if takeAny(["math.sqrt(", "np.sqrt(", "sqrt("]) {
      guard let value = sum(), take(")") else { return nil }
      return value.squareRoot
    }
    if takeAny(["Fraction(", "Rational("]) {
      guard let top = sum(), take(","), let bottom = sum(), take(")") else { return nil }
      return top.divided(by: bottom)
    }
    return nil
  }

  /// The fraction of a mixed number, as in `2\frac{1}{3}`: two plain numbers, the smaller above.
  mutating func mixedFraction() -> ExactNumber? {
    let (start, count) = (index, operations)
    guard takeAny(["\\frac", "\\dfrac", "\\tfrac", "\\cfrac"]), let value = fraction(),
      let part = value.rational, part.numerator > 0, part.numerator < part.denominator
    else {
      (index, operations) = (start, count)
      return nil
    }
    return value
  }

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
