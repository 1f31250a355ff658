import BigInt

/// An expression of whole numbers and the four operations, as a model gave it.
struct Arithmetic: Hashable, Sendable {
  /// One piece of an expression in postfix order.
  enum Piece: Hashable, Sendable {
    /// A whole number without a sign.
    case number(BigInt)
    /// A sum.
    case plus
    /// A difference.
    case minus
    /// A product.
    case times
    /// An exact quotient.
    case over
  }

  /// The expression in postfix order: operands before their operation.
  var pieces: [Piece]
  /// The expression with single spaces and ASCII signs.
  var text: String
  /// What makes this no expression of the game, such as a power or a sign; `nil` if nothing does.
  var fault: String?

  /// Whether the numbers of the expression are these, each as often.
  func uses(_ numbers: [Int]) -> Bool {
    let own = pieces.compactMap { piece in
      if case .number(let number) = piece { number } else { nil }
    }
    return own.count == numbers.count && own.sorted() == numbers.map { BigInt($0) }.sorted()
  }

  /// The exact value; `nil` for a division by zero.
  var value: Rational? {
    var stack: [Rational] = []
    for piece in pieces {
      if case .number(let number) = piece {
        stack.append(Rational(number))
        continue
      }
      guard let right = stack.popLast(), let left = stack.popLast() else { return nil }
      switch piece {
      case .number: return nil
      case .plus: stack.append(left + right)
      case .minus: stack.append(left - right)
      case .times: stack.append(left * right)
      case .over:
        guard let quotient = left.divided(by: right) else { return nil }
        stack.append(quotient)
      }
    }
    return stack.count == 1 ? stack[0] : nil
  }
}
