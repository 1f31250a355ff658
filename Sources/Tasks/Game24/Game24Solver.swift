/// Finds an expression of a given value by trying all of them, in exact fractions.
enum Game24Solver {
  /// An expression over all the numbers with the target's value; `nil` if there is none.
  ///
  /// Any two values are joined by any operation until one is left. For six numbers that are about
  /// twenty million ways, of which the first that fits ends the search.
  static func solution(of numbers: [Int], target: Int) -> String? {
    solve(numbers.map { Part(top: $0, bottom: 1, text: .number($0)) }, target)?.outer
  }

  /// A value on the way; the fractions of six numbers up to 60 stay far below 64 bits.
  private struct Part {
    var top: Int
    var bottom: Int
    var text: Text
  }

  private indirect enum Text {
    case number(Int)
    case join(Text, Character, Text)

    /// The expression without parentheses around it.
    var outer: String {
      switch self {
      case .number(let number): "\(number)"
      case .join(let left, let sign, let right): "\(left.inner) \(sign) \(right.inner)"
      }
    }

    private var inner: String {
      switch self {
      case .number: outer
      case .join: "(\(outer))"
      }
    }
  }

  private static func solve(_ parts: [Part], _ target: Int) -> Text? {
    guard let first = parts.first else { return nil }
    if parts.count == 1 { return first.top == target * first.bottom ? first.text : nil }
    for left in parts.indices {
      for right in parts.indices where left < right {
        var rest = parts
        rest.remove(at: right)
        rest.remove(at: left)
        for joined in joins(parts[left], parts[right]) {
          if let found = solve(rest + [joined], target) { return found }
        }
      }
    }
    return nil
  }

  private static func joins(_ left: Part, _ right: Part) -> [Part] {
    let (a, b, c, d) = (left.top, left.bottom, right.top, right.bottom)
    var parts = [
      Part(top: a * c, bottom: b * d, text: .join(left.text, "*", right.text)),
      Part(top: a * d + c * b, bottom: b * d, text: .join(left.text, "+", right.text)),
      Part(top: a * d - c * b, bottom: b * d, text: .join(left.text, "-", right.text)),
      Part(top: c * b - a * d, bottom: b * d, text: .join(right.text, "-", left.text)),
    ]
    if c != 0 {
      parts.append(Part(top: a * d, bottom: b * c, text: .join(left.text, "/", right.text)))
    }
    if a != 0 {
      parts.append(Part(top: c * b, bottom: d * a, text: .join(right.text, "/", left.text)))
    }
    return parts
  }
}
