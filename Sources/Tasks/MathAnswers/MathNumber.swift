/// A number in a model's answer: what it is, and whether it was written with decimals.
struct MathNumber: Hashable, Sendable {
  /// The exact value of what was written.
  var value: ExactNumber
  /// The last decimal in the expression; `nil` if there is none.
  var decimal: WrittenNumber?
  /// Whether a percent sign stood behind it; the value is in ones all the same.
  var hasPercentSign = false
}

extension MathNumber {
  /// How far a decimal may be from a truth that has no finite decimal expansion, relative to it: the
  /// paper's tolerance.
  private static let tolerance = Rational(1, over: 1_000)

  /// Whether the number is right.
  ///
  /// Exact spellings are compared exactly. A plain decimal may also stand for a truth that no decimal
  /// can be, such as 1/3 or the root of 2, within the paper's tolerance of 10^-3; and for another
  /// truth as binary floating point prints it. An integer or a fraction never gets a tolerance.
  func isRight(for truth: ExactNumber) -> Bool {
    if value == truth { return true }
    guard let decimal, let written = value.rational else { return false }
    var number = decimal
    number.value = written
    if let rational = truth.rational, rational.isTerminating {
      return number.isFloatingPointSpelling(of: rational)
    }
    let near = truth.approximation
    return (written - near).magnitude <= near.magnitude * Self.tolerance
  }
}
