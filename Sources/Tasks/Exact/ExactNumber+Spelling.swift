import BigInt

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
