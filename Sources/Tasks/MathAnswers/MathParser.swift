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
