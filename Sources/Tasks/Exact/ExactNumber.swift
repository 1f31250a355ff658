import Basics
import BigInt

/// A sum of terms `q * sqrt(n) * pi^k` with exact coefficients: every number that the mathematics
/// tasks ask for.
///
/// The form is normal: radicands are square-free, terms are sorted and none is zero. Since the square
/// roots of different square-free numbers and the powers of pi are linearly independent over the
/// rationals, two numbers are equal exactly if their terms are.
struct ExactNumber: Hashable, Sendable {
  /// One summand.
  struct Term: Hashable, Sendable {
    /// The square-free number under the root; 1 without a root.
    var radicand: Int
    /// The power of pi.
    var pi: Int
    /// The factor, not zero.
    var coefficient: Rational
  }

  /// The largest number under a root: what can be made square-free at once.
  static let radicandLimit = 1_000_000_000
  /// The most terms.
  static let termLimit = 16
  /// The most bits in a coefficient's numerator or denominator.
  static let sizeLimit = 4_096

  /// The summands, sorted by power of pi and radicand.
  let terms: [Term]

  /// A rational number.
  init(_ value: Rational) {
    terms = value.numerator == 0 ? [] : [Term(radicand: 1, pi: 0, coefficient: value)]
  }

  /// A whole number.
  init(_ value: Int) {
    self.init(Rational(value))
  }

  /// The number `numerator / denominator * sqrt(root) * pi^pi` of small positive parts.
  init(_ numerator: Int, over denominator: Int = 1, root: Int = 1, pi: Int = 0) {
    let (outside, radicand) = Self.squareFree(root)
    self.init(
      normal: [
        Term(
          radicand: radicand, pi: pi,
          coefficient: Rational(numerator, over: denominator) * Rational(outside))
      ])
  }

  /// Adds up terms with square-free radicands.
  init(normal terms: [Term]) {
    if terms.count == 1 {
      self.terms = terms[0].coefficient.numerator == 0 ? [] : terms
      return
    }
    var sums: [Term] = []
    for term in terms.sorted(by: { ($0.pi, $0.radicand) < ($1.pi, $1.radicand) }) {
      if let last = sums.last, last.pi == term.pi, last.radicand == term.radicand {
        sums[sums.count - 1].coefficient = last.coefficient + term.coefficient
      } else {
        sums.append(term)
      }
    }
    self.terms = sums.filter { $0.coefficient.numerator != 0 }
  }

  /// Pi.
  static let pi = ExactNumber(1, pi: 1)

  /// The value, if it has neither root nor pi.
  var rational: Rational? {
    guard let first = terms.first else { return Rational(0) }
    return terms.count == 1 && first.radicand == 1 && first.pi == 0 ? first.coefficient : nil
  }

  /// `number = outside² * radicand` with a square-free radicand, for a number from 0 to the limit.
  static func squareFree(_ number: Int) -> (outside: Int, radicand: Int) {
    guard number > 0, number <= radicandLimit else { return (0, 1) }
    var outside = 1
    var rest = number
    var divisor = 2
    while divisor * divisor <= rest {
      if rest % (divisor * divisor) == 0 {
        rest /= divisor * divisor
        outside *= divisor
      } else {
        divisor += 1
      }
    }
    return (outside, rest)
  }
}

extension ExactNumber {
  static prefix func - (value: ExactNumber) -> ExactNumber {
    ExactNumber(
      normal: value.terms.map {
        Term(radicand: $0.radicand, pi: $0.pi, coefficient: -$0.coefficient)
      })
  }

  static func + (left: ExactNumber, right: ExactNumber) -> ExactNumber {
    ExactNumber(normal: left.terms + right.terms)
  }

  static func - (left: ExactNumber, right: ExactNumber) -> ExactNumber {
    left + -right
  }

  /// The product; `nil` if it would pass a limit.
  func multiplied(by factor: ExactNumber) -> ExactNumber? {
    guard terms.count * factor.terms.count <= Self.termLimit * Self.termLimit else { return nil }
    var products: [Term] = []
    for left in terms {
      for right in factor.terms {
        guard let product = Self.product(left, right) else { return nil }
        products.append(product)
      }
    }
    let product = ExactNumber(normal: products)
    return product.isWithinLimits ? product : nil
  }

  /// The quotient; `nil` for a zero divisor, for more than two terms in the divisor or beyond a limit.
  func divided(by divisor: ExactNumber) -> ExactNumber? {
    switch divisor.terms.count {
    case 1:
      return Self.reciprocal(divisor.terms[0]).flatMap { multiplied(by: $0) }
    case 2:
      // The conjugate makes the divisor a single term, as in 1 / (1 + sqrt(2)).
      let (first, second) = (divisor.terms[0], divisor.terms[1])
      let conjugate = ExactNumber(normal: [first]) - ExactNumber(normal: [second])
      guard let bottom = divisor.multiplied(by: conjugate), bottom.terms.count == 1 else {
        return nil
      }
      return multiplied(by: conjugate)?.divided(by: bottom)
    default:
      return nil
    }
  }

  /// The square root of a rational number; `nil` for others, negatives and large radicands.
  var squareRoot: ExactNumber? {
    guard let value = rational, value.numerator >= 0 else { return nil }
    guard let radicand = Int(exactly: value.numerator * value.denominator),
      radicand <= Self.radicandLimit
    else { return nil }
    let root = ExactNumber(1, root: radicand)
    if value.isInteger { return root.isWithinLimits ? root : nil }
    return root.multiplied(by: ExactNumber(Rational(1, over: Int(value.denominator))))
  }

  /// Whether terms and coefficients are few and small enough to work on.
  var isWithinLimits: Bool {
    terms.count <= Self.termLimit && terms.allSatisfy { $0.coefficient.size <= Self.sizeLimit }
  }

  private static func product(_ left: Term, _ right: Term) -> Term? {
    let (product, overflow) = left.radicand.multipliedReportingOverflow(by: right.radicand)
    let pi = left.pi + right.pi
    guard !overflow, product <= radicandLimit, abs(pi) <= termLimit else { return nil }
    let (outside, radicand) = squareFree(product)
    return Term(
      radicand: radicand, pi: pi,
      coefficient: left.coefficient * right.coefficient * Rational(outside))
  }

  /// `1 / (q sqrt(n) pi^k)` is `sqrt(n) / (q n) * pi^-k`.
  private static func reciprocal(_ term: Term) -> ExactNumber? {
    guard
      let coefficient = Rational(1).divided(by: term.coefficient * Rational(term.radicand))
    else { return nil }
    return ExactNumber(
      normal: [Term(radicand: term.radicand, pi: -term.pi, coefficient: coefficient)])
  }
}

extension ExactNumber: CustomStringConvertible {
  /// The normal spelling, such as `3*sqrt(2)/2 + 4*pi`; equal numbers have equal spellings.
  var description: String {
    spelled { term, top, bottom in
      var factors = top == 1 && (term.radicand > 1 || term.pi != 0) ? [] : [Self.spelled(top)]
      if term.radicand > 1 { factors.append("sqrt(\(term.radicand))") }
      if term.pi != 0 { factors.append(term.pi == 1 ? "pi" : "pi^(\(term.pi))") }
      return factors.joined(separator: "*") + (bottom == 1 ? "" : "/" + Self.spelled(bottom))
    }
  }

  /// The number in LaTeX, such as `\frac{3\sqrt{2}}{2} + 4\pi`.
  var latex: String {
    spelled { term, top, bottom in
      var numerator = top == 1 && (term.radicand > 1 || term.pi != 0) ? "" : Self.spelled(top)
      if term.radicand > 1 { numerator += "\\sqrt{\(term.radicand)}" }
      if term.pi != 0 { numerator += term.pi == 1 ? "\\pi" : "\\pi^{\(term.pi)}" }
      return bottom == 1 ? numerator : "\\frac{\(numerator)}{\(Self.spelled(bottom))}"
    }
  }

  /// The digits of a number; most are small, and spelling a large one takes much longer.
  private static func spelled(_ number: some BinaryInteger) -> String {
    Int(exactly: number).map(String.init) ?? String(number)
  }

  /// Joins the terms, each spelled without its sign, by their signs.
  private func spelled(_ spell: (Term, BigUInt, BigInt) -> String) -> String {
    var text = ""
    for term in terms {
      let isNegative = term.coefficient.numerator < 0
      if text.isEmpty {
        text = isNegative ? "-" : ""
      } else {
        text += isNegative ? " - " : " + "
      }
      text += spell(term, term.coefficient.numerator.magnitude, term.coefficient.denominator)
    }
    return text.isEmpty ? "0" : text
  }
}

extension ExactNumber {
  /// The value to about thirty decimals: enough to compare a decimal with a root or with pi.
  var approximation: Rational {
    terms.reduce(Rational(0)) { sum, term in
      var value = term.coefficient
      if term.radicand > 1 {
        let root = (BigInt(term.radicand) * BigInt(10).power(60)).squareRoot()
        value = value * Self.decimals(root)
      }
      for _ in 0..<abs(term.pi) {
        value = term.pi > 0 ? value * Self.nearPi : value.divided(by: Self.nearPi) ?? value
      }
      return sum + value
    }
  }

  /// Pi to thirty decimals.
  private static let nearPi = decimals(
    BigInt(3_141_592_653_589_793) * BigInt(1_000_000_000_000_000) + BigInt(238_462_643_383_279))

  private static func decimals(_ scaled: BigInt) -> Rational {
    Rational(scaled, over: BigInt(10).power(30)) ?? Rational(scaled)
  }
}
