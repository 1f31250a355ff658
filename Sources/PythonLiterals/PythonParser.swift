/// Reads one expression made of literals.
///
///     expression = operand { "+" operand }            strings only
///     operand    = string { string } | number | "-" number | None | True | False | name
///                | "[" … "]" | "(" … ")" | "{" … "}"
///
/// A name stands for what was assigned to it earlier. Nesting and the size of the value are bounded,
/// names included, so that a text cannot grow a value by naming it again and again.
struct PythonParser {
  /// A value and how much of the allowance it takes.
  struct Sized {
    var value: PythonLiteral
    var size: Int
  }

  private var tokenizer: PythonTokenizer
  private(set) var ahead: PythonToken?
  private let names: [String: Sized]
  private var depth = 0

  init(_ tokenizer: PythonTokenizer, names: [String: Sized] = [:]) {
    self.tokenizer = tokenizer
    self.names = names
    ahead = self.tokenizer.next()
  }

  /// Whether the statement, or the text, ends here.
  var isAtEnd: Bool { ahead == nil || ahead == .newline }

  /// The tokenizer behind what was read; the end of the statement is not read again.
  var rest: PythonTokenizer { tokenizer }

  /// What stands where a literal has ended.
  func unexpected() -> PythonLiteralError {
    switch ahead {
    case .refused(let error): error
    case .name(let name):
      PythonLiteralError(.notALiteral, line: tokenizer.line, "\"\(name)\" is no literal")
    case .sign(let sign):
      PythonLiteralError(.notALiteral, line: tokenizer.line, "\"\(sign)\" is no part of a literal")
    case .number(let text), .string(let text):
      PythonLiteralError(.malformed, line: tokenizer.line, "\"\(text.prefix(20))\" is unexpected")
    case .newline, nil:
      PythonLiteralError(.malformed, line: tokenizer.line, "the value is missing or does not end")
    }
  }

  /// Reads an expression.
  mutating func expression() throws(PythonLiteralError) -> Sized {
    var total = try operand()
    while take("+") {
      let next = try operand()
      guard let left = total.value.string, let right = next.value.string else {
        throw PythonLiteralError(
          .notALiteral, line: tokenizer.line, "only strings are joined, nothing is calculated")
      }
      total = try sized(.string(left + right), total.size + next.size)
    }
    return total
  }

  private mutating func operand() throws(PythonLiteralError) -> Sized {
    switch ahead {
    case .string: return try strings()
    case .number(let text):
      shift()
      return try number(text)
    case .name(let name): return try named(name)
    case .sign("-"):
      shift()
      guard case .number(let text) = ahead else { throw unexpected() }
      shift()
      return try number("-" + text)
    case .sign("["), .sign("("), .sign("{"): return try nested()
    default: throw unexpected()
    }
  }

  /// Adjacent strings are one.
  private mutating func strings() throws(PythonLiteralError) -> Sized {
    var parts: [String] = []
    var size = 0
    while case .string(let text) = ahead {
      parts.append(text)
      size += text.utf8.count
      shift()
    }
    return try sized(.string(parts.joined()), size)
  }

  private mutating func named(_ name: String) throws(PythonLiteralError) -> Sized {
    let value: Sized
    switch name {
    case "None": value = Sized(value: .none, size: 1)
    case "True": value = Sized(value: .bool(true), size: 1)
    case "False": value = Sized(value: .bool(false), size: 1)
    default:
      guard let known = names[name] else { throw unexpected() }
      value = known
    }
    shift()
    return value
  }

  private func number(_ text: String) throws(PythonLiteralError) -> Sized {
    guard text.utf8.count <= 1_000, Self.isDecimal(text) else {
      throw PythonLiteralError(
        .notALiteral, line: tokenizer.line, "\"\(text.prefix(20))\" is no decimal number")
    }
    return Sized(value: .number(text), size: text.utf8.count + 1)
  }

  // MARK: - Brackets

  private mutating func nested() throws(PythonLiteralError) -> Sized {
    guard depth < PythonLiteral.depthLimit else {
      throw PythonLiteralError(
        .tooLarge, line: tokenizer.line, "the brackets are nested too deeply")
    }
    depth += 1
    defer { depth -= 1 }
    if take("[") { return try list() }
    if take("(") { return try tuple() }
    shift()
    return try dictionary()
  }

  private mutating func list() throws(PythonLiteralError) -> Sized {
    let (elements, size, _) = try elements(until: "]")
    return try sized(.list(elements), size)
  }

  /// A tuple, or an expression in parentheses.
  private mutating func tuple() throws(PythonLiteralError) -> Sized {
    let (elements, size, hasComma) = try elements(until: ")")
    if elements.count == 1, !hasComma { return Sized(value: elements[0], size: size) }
    return try sized(.tuple(elements), size)
  }

  mutating func elements(
    until close: String
  ) throws(PythonLiteralError) -> (elements: [PythonLiteral], size: Int, hasComma: Bool) {
    var elements: [PythonLiteral] = []
    var size = 1
    var hasComma = false
    while !take(close) {
      let element = try expression()
      elements.append(element.value)
      size += element.size
      _ = try sized(.none, size)
      if take(",") { hasComma = true } else if ahead != .sign(close) { throw unexpected() }
    }
    return (elements, size, hasComma)
  }

  private mutating func dictionary() throws(PythonLiteralError) -> Sized {
    var entries: [PythonLiteral.Entry] = []
    var size = 1
    while !take("}") {
      let key = try expression()
      guard take(":") else { throw unexpected() }
      let value = try expression()
      entries.append(PythonLiteral.Entry(key.value, value.value))
      size += key.size + value.size
      _ = try sized(.none, size)
      if !take(","), ahead != .sign("}") { throw unexpected() }
    }
    return try sized(.dictionary(entries), size)
  }

  // MARK: - Tokens and bounds

  mutating func shift() { ahead = tokenizer.next() }

  mutating func take(_ sign: String) -> Bool {
    guard ahead == .sign(sign) else { return false }
    shift()
    return true
  }

  private func sized(_ value: PythonLiteral, _ size: Int) throws(PythonLiteralError) -> Sized {
    guard size <= PythonLiteral.sizeLimit else {
      throw PythonLiteralError(.tooLarge, line: tokenizer.line, "the value is too large")
    }
    return Sized(value: value, size: size + 1)
  }

  /// Whether a text is digits with at most one point and one exponent.
  private static func isDecimal(_ text: String) -> Bool {
    var rest = text.utf8.drop { $0 == UInt8(ascii: "-") }
    func digits() -> Int {
      let count = rest.prefix(while: PythonTokenizer.isDigit).count
      rest = rest.dropFirst(count)
      return count
    }
    var count = digits()
    if rest.first == UInt8(ascii: ".") {
      rest = rest.dropFirst()
      count += digits()
    }
    if count > 0, let letter = rest.first, letter | 0x20 == UInt8(ascii: "e") {
      rest = rest.dropFirst()
      if let sign = rest.first, "+-".utf8.contains(sign) { rest = rest.dropFirst() }
      count = digits()
    }
    return count > 0 && rest.isEmpty
  }
}
