import Basics
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

/// Finds the expression that a model gives as its answer.
enum ArithmeticFinder {
  /// How many runs of a candidate are tried, from the last.
  private static let runLimit = 8

  /// The answer of a text.
  ///
  /// In prose only what parses is an answer. A marker or a box with a calculation that does not parse,
  /// such as one with a power, is an answer too, and a faulty one.
  static func find(
    in text: AnswerText, trace: inout GradingTrace
  ) -> Extraction<Arithmetic> {
    let reason = "no arithmetic expression stands where an answer would"
    guard trace.reads == .standing else {
      return trace.first(
        of: AnswerCandidates.of(text), expecting: "arithmetic expression", orElse: reason
      ) { read(text, $0) }
    }
    return trace.standing(
      in: text, as: .expression, expecting: "arithmetic expression", orElse: reason
    ) { text, mention in
      // What goes on with another operation, such as `% 100`, is another expression.
      text.bytes[mention.range].contains(where: others.contains)
        || isCalled(text, mention.range)
        ? nil : read(text, mention.candidate)
    }
  }

  private static let others = ByteSet("%!^")
  private static let calls: Set = [
    "sqrt", "log", "ln", "floor", "ceil", "abs", "exp", "sin", "cos", "tan", "fact", "factorial",
    "gcd", "lcm", "pow", "max", "min", "mod", "modulo", "choose", "neg", "int", "round",
  ]

  /// Whether a function or an operation of words is applied: `sqrt(54 - 30)`, `(54 - 30) mod 25`.
  private static func isCalled(_ text: AnswerText, _ range: Range<Int>) -> Bool {
    range.count <= 256 && text.bytes[range].contains(where: ASCII.isLetter)
      && AnswerWord.words(in: text, range).contains { calls.contains($0.lower) }
  }

  private static func read(
    _ text: AnswerText, _ candidate: AnswerCandidate
  ) -> (answer: Arithmetic, text: String)? {
    let bytes = text.bytes[candidate.range]
    let found =
      (candidate.rule == .fencedLine ? equated(bytes) : find(in: bytes))
      ?? (candidate.rule.isExplicit ? faulty(text, candidate.range) : nil)
    return found.map { ($0, $0.text) }
  }

  private static func find(in bytes: ArraySlice<UInt8>) -> Arithmetic? {
    if let whole = equated(bytes) { return whole }
    // Whoever names two expressions, or lets a condition choose, has given none.
    if hasAlternatives(bytes) { return nil }
    for run in runs(in: bytes) {
      if let found = equated(run) { return found }
    }
    return nil
  }

  /// Whether ` or ` or ` else ` stands in a candidate that is short enough to be an answer.
  private static func hasAlternatives(_ bytes: ArraySlice<UInt8>) -> Bool {
    guard bytes.count <= ArithmeticParser.byteLimit else { return false }
    let words = [" or ", " else "].map { Array($0.utf8) }
    return bytes.indices.contains { index in
      bytes[index] == UInt8(ascii: " ") && words.contains { bytes[index...].starts(with: $0) }
    }
  }

  /// The calculation of `calculation = value`, `value = calculation` or a chain, whose first part it is.
  private static func equated(_ bytes: ArraySlice<UInt8>) -> Arithmetic? {
    guard bytes.count <= ArithmeticParser.byteLimit else { return nil }
    let parts = undecorated(bytes).split(separator: UInt8(ascii: "="))
    for part in parts.prefix(2) {
      if let found = ArithmeticParser.parse(undecorated(part)), found.pieces.count > 1 {
        return found
      }
    }
    return nil
  }

  /// Takes emphasis, quotes and a full stop off both ends.
  private static func undecorated(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var bytes = bytes
    let ends = Array("*_`'\" \t\r\n.,;:".utf8)
    while let first = bytes.first, ends.contains(first) { bytes.removeFirst() }
    while let last = bytes.last, ends.contains(last) { bytes.removeLast() }
    return bytes
  }

  /// The stretches of a candidate that hold only what expressions are made of, the last first.
  private static func runs(in bytes: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
    var runs: [ArraySlice<UInt8>] = []
    var end = bytes.endIndex
    while end > bytes.startIndex, runs.count < runLimit {
      var start = end
      while start > bytes.startIndex, belongs(bytes, start - 1) { start -= 1 }
      if end - start >= 3, bytes[start..<end].contains(where: ASCII.isDigit) {
        runs.append(bytes[start..<end])
      }
      end = start == end ? end - 1 : start
    }
    return runs
  }

  private static func belongs(_ bytes: ArraySlice<UInt8>, _ index: Int) -> Bool {
    let byte = bytes[index]
    if ASCII.isDigit(byte) || " +-*/()[]={}$\\".utf8.contains(byte) { return true }
    // The bytes of ×, ·, ÷, ⋅, − and narrow spaces.
    if byte >= 0x80 { return true }
    guard ASCII.isLetter(byte) else { return false }
    return isCross(bytes, index) || isCommand(bytes, index)
  }

  /// Whether a letter is an `x` on its own, for a multiplication.
  private static func isCross(_ bytes: ArraySlice<UInt8>, _ index: Int) -> Bool {
    guard ASCII.lowercased(bytes[index]) == UInt8(ascii: "x") else { return false }
    let isAfterLetter = index > bytes.startIndex && ASCII.isLetter(bytes[index - 1])
    let isBeforeLetter = index + 1 < bytes.endIndex && ASCII.isLetter(bytes[index + 1])
    return !isAfterLetter && !isBeforeLetter
  }

  /// Whether a letter belongs to a LaTeX command of at most eight letters.
  private static func isCommand(_ bytes: ArraySlice<UInt8>, _ index: Int) -> Bool {
    var start = index
    while start > bytes.startIndex, index - start < 8, ASCII.isLetter(bytes[start]) { start -= 1 }
    return bytes[start] == UInt8(ascii: "\\")
  }

  /// A calculation that is none of the game's.
  private static func faulty(_ text: AnswerText, _ range: Range<Int>) -> Arithmetic? {
    let bytes = text.bytes[range]
    guard bytes.count <= ArithmeticParser.byteLimit, bytes.contains(where: ASCII.isDigit),
      bytes.contains(where: { "+-*/^".utf8.contains($0) || $0 >= 0x80 })
    else { return nil }
    return Arithmetic(
      pieces: [], text: text.string(range),
      fault: "this is no expression of whole numbers, + - * / and parentheses")
  }
}
