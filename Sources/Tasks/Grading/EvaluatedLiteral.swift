/// A Python literal of numbers, lists and tuples, as `eval` reads it: what the published checkers of
/// BoxLift and Path Plan call (paper, 3.3 and 3.5).
indirect enum EvaluatedLiteral: Hashable, Sendable {
  /// A whole number.
  case integer(Int)
  /// A decimal number, in millionths.
  case decimal(millionths: Int)
  case list([EvaluatedLiteral])
  case tuple([EvaluatedLiteral])

  /// The literal that a whole text is; `nil` where Python would raise an error, or past a bound.
  static func parse(_ text: some Collection<UInt8>) -> EvaluatedLiteral? {
    var parser = EvaluatedLiteralParser(bytes: Array(text))
    return parser.whole()
  }

  /// The number in millionths; `nil` for a list or a tuple.
  var millionths: Int? {
    switch self {
    case .integer(let integer):
      min(max(integer, -1_000), 1_000) * 1_000_000
    case .decimal(let millionths): millionths
    case .list, .tuple: nil
    }
  }

  /// The elements of a list or a tuple.
  var elements: [EvaluatedLiteral]? {
    switch self {
    case .list(let elements), .tuple(let elements): elements
    case .integer, .decimal: nil
    }
  }
}

/// Reads a literal once from left to right; nesting is bounded.
private struct EvaluatedLiteralParser {
  private static let depthLimit = 16
  let bytes: [UInt8]
  var index = 0
  var depth = 0

  init(bytes: [UInt8]) {
    self.bytes = bytes
  }

  mutating func whole() -> EvaluatedLiteral? {
    guard let literal = literal() else { return nil }
    skipSpace()
    return index == bytes.count ? literal : nil
  }

  private mutating func literal() -> EvaluatedLiteral? {
    skipSpace()
    guard index < bytes.count else { return nil }
    switch bytes[index] {
    case UInt8(ascii: "["): return elements(until: UInt8(ascii: "]")).map { .list($0.elements) }
    case UInt8(ascii: "("):
      guard let (elements, hasComma) = elements(until: UInt8(ascii: ")")) else { return nil }
      // Parentheses around one literal without a comma only group it.
      return elements.count == 1 && !hasComma ? elements[0] : .tuple(elements)
    default: return number()
    }
  }

  private mutating func elements(
    until close: UInt8
  ) -> (elements: [EvaluatedLiteral], hasComma: Bool)? {
    guard depth < Self.depthLimit else { return nil }
    depth += 1
    defer { depth -= 1 }
    index += 1
    var elements: [EvaluatedLiteral] = []
    var hasComma = false
    while true {
      skipSpace()
      guard index < bytes.count else { return nil }
      if bytes[index] == close {
        index += 1
        return (elements, hasComma)
      }
      guard elements.isEmpty || hasComma, let element = literal() else { return nil }
      elements.append(element)
      skipSpace()
      hasComma = index < bytes.count && bytes[index] == UInt8(ascii: ",")
      if hasComma { index += 1 }
    }
  }

  private mutating func number() -> EvaluatedLiteral? {
    let start = index
    while index < bytes.count,
      ASCII.isDigit(bytes[index]) || "+-.eE".utf8.contains(bytes[index])
    {
      index += 1
    }
    let text = AnswerText(Array(bytes[start..<index]))
    guard !text.bytes.isEmpty, text.bytes.count <= 400 else { return nil }
    if text.bytes.contains(where: { ".eE".utf8.contains($0) }) {
      var scanner = PlanScanner(text, text.bytes.indices)
      guard let millionths = scanner.millionths(), scanner.isAtEnd else { return nil }
      return .decimal(millionths: millionths)
    }
    return Int(String(decoding: text.bytes, as: UTF8.self)).map { .integer($0) }
  }

  private mutating func skipSpace() {
    while index < bytes.count, ASCII.isSpace(bytes[index]) { index += 1 }
  }
}
