import Basics

/// Parses one mathematical expression, in LaTeX, plain or Python spelling, into an exact number.
///
/// Reading is linear: every step passes over bytes, nesting and the number of operations are bounded,
/// and what passes a bound has no value.
struct MathParser {
  /// The deepest nesting.
  static let depthLimit = 24
  /// The most numbers, roots and products in one expression.
  private static let operationLimit = 120

  let bytes: [UInt8]
  let readsGroups: Bool
  var index = 0
  var depth = 0
  var operations = 0
  /// The last decimal that was read.
  var decimal: WrittenNumber?
  /// Whether rational numbers are added, multiplied or raised to a power.
  ///
  /// That is a calculation left to the reader. Fractions, roots, multiples of roots and of pi, and their
  /// sums are none.
  private(set) var isCalculation = false
  /// Whether a percent sign followed the number.
  private var hasPercentSign = false

  /// Creates a parser.
  init(_ bytes: [UInt8], readsGroups: Bool) {
    self.bytes = bytes
    self.readsGroups = readsGroups
  }

  /// The numbers of the whole text, which may only be followed by a unit; `nil` if it is no
  /// expression or holds another count of numbers.
  mutating func parse(count: Int) -> [MathNumber]? {
    skipDecoration()
    if count == 1 {
      guard let value = sum() else { return nil }
      return finished(value).map {
        [MathNumber(value: $0, decimal: decimal, hasPercentSign: hasPercentSign)]
      }
    }
    let isOpen = take("(") || take("[")
    var numbers: [MathNumber] = []
    while numbers.count < count {
      if !numbers.isEmpty, !take(",") { return nil }
      decimal = nil
      guard let value = sum() else { return nil }
      numbers.append(MathNumber(value: value, decimal: decimal))
    }
    if isOpen, !take(")"), !take("]") { return nil }
    return restIsUnit() ? numbers : nil
  }

  /// A sum of products with signs.
  mutating func sum() -> ExactNumber? {
    guard depth < Self.depthLimit else { return nil }
    depth += 1
    defer { depth -= 1 }
    guard var total = signedProduct() else { return nil }
    while true {
      if take("+") {
        guard let next = signedProduct() else { return nil }
        note(total, next)
        total = total + next
      } else if takeMinus() {
        guard let next = signedProduct() else { return nil }
        note(total, next)
        total = total - next
      } else {
        return total
      }
      guard total.isWithinLimits else { return nil }
    }
  }

  private mutating func signedProduct() -> ExactNumber? {
    var isNegative = false
    var signs = 0
    while signs < 2 {
      if takeMinus() { isNegative.toggle() } else if !take("+") { break }
      signs += 1
    }
    guard let value = product() else { return nil }
    return isNegative ? -value : value
  }

  private mutating func product() -> ExactNumber? {
    var endsInDigit = startsWithDigit
    let isWhole = endsInDigit
    guard var total = power() else { return nil }
    if isWhole, let fraction = mixedFraction() { total = total + fraction }
    while operations < Self.operationLimit {
      operations += 1
      if takeTimes() {
        let isNegative = takeMinus()
        guard let next = power(), let value = total.multiplied(by: next) else { return nil }
        note(total, next)
        total = isNegative ? -value : value
        endsInDigit = true
      } else if takeDivision() {
        let isNegative = takeMinus()
        guard let next = power(), let value = total.divided(by: next) else { return nil }
        total = isNegative ? -value : value
        endsInDigit = true
      } else if startsFactor(afterDigit: endsInDigit) {
        guard let next = power(), let value = total.multiplied(by: next) else { return nil }
        note(total, next)
        total = value
        endsInDigit = true
      } else {
        return total
      }
    }
    return nil
  }

  private mutating func power() -> ExactNumber? {
    guard let base = atom() else { return nil }
    let start = index
    guard takePower() else { return base }
    // A degree sign or a unit's exponent belongs to the unit.
    if startsDegree() {
      index = start
      return base
    }
    guard let exponent = exponent(), let value = Self.power(base, exponent) else { return nil }
    // `2^5` was to be worked out; `2^{49}` is how such a number is written.
    if exponent.isInteger, !Self.isLong(value) { note(base, base) }
    return value
  }

  /// Notes that two numbers are joined by an operation other than division.
  private mutating func note(_ left: ExactNumber, _ right: ExactNumber) {
    if left.rational != nil, right.rational != nil { isCalculation = true }
  }

  /// Whether a number is too long to be written out.
  private static func isLong(_ value: ExactNumber) -> Bool {
    value.rational.map { $0.size > 40 } ?? false
  }

  private static func power(_ base: ExactNumber, _ exponent: Rational) -> ExactNumber? {
    if exponent == Rational(1, over: 2) { return base.squareRoot }
    guard let times = Int(exactly: exponent.numerator), exponent.isInteger, abs(times) <= 64 else {
      return nil
    }
    var value = ExactNumber(1)
    for _ in 0..<abs(times) {
      guard let next = value.multiplied(by: base) else { return nil }
      value = next
    }
    return times < 0 ? ExactNumber(1).divided(by: value) : value
  }

  private mutating func exponent() -> Rational? {
    let isNegative = takeMinus()
    guard let value = atom()?.rational else { return nil }
    return isNegative ? -value : value
  }

  /// What follows the number to the end of the text.
  private mutating func finished(_ value: ExactNumber) -> ExactNumber? {
    if take("\\%") || take("%") {
      guard restIsUnit() else { return nil }
      hasPercentSign = true
      return value.divided(by: ExactNumber(100))
    }
    return restIsUnit() ? value : nil
  }
}

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
