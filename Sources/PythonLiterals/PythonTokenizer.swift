/// Cuts a Python text into tokens, in one pass.
///
/// Line breaks in brackets, after a backslash and in comments are passed over as Python does it.
/// Indentation means nothing here.
struct PythonTokenizer {
  let bytes: [UInt8]
  private(set) var index = 0
  /// The line of the next byte, from 1.
  private(set) var line = 1
  /// The number of brackets that are open.
  private var depth = 0

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// The next token; `nil` at the end of the text.
  mutating func next() -> PythonToken? {
    skipSpace()
    guard let byte = peek() else { return nil }
    if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: ";") {
      advance()
      return .newline
    }
    if Self.isQuote(byte) { return string(prefix: "") }
    if Self.isNameStart(byte) { return name() }
    if Self.isDigit(byte) || (byte == UInt8(ascii: ".") && Self.isDigit(peek(1) ?? 0)) {
      return number()
    }
    return sign()
  }

  /// Passes over the rest of a statement that could not be read, strings and brackets included.
  mutating func skipStatement() {
    while let token = next(), token != .newline {}
  }

  // MARK: - Bytes

  func peek(_ offset: Int = 0) -> UInt8? {
    index + offset < bytes.count ? bytes[index + offset] : nil
  }

  mutating func advance() {
    if bytes[index] == UInt8(ascii: "\n") { line += 1 }
    index += 1
  }

  private mutating func skipSpace() {
    while let byte = peek() {
      switch byte {
      case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"), 0x0c: advance()
      case UInt8(ascii: "\n") where depth > 0: advance()
      case UInt8(ascii: "#"): while let next = peek(), next != UInt8(ascii: "\n") { advance() }
      case UInt8(ascii: "\\") where isLineEnd(after: 1): skipLineEnd()
      default: return
      }
    }
  }

  private func isLineEnd(after offset: Int) -> Bool {
    peek(offset) == UInt8(ascii: "\n")
      || (peek(offset) == UInt8(ascii: "\r") && peek(offset + 1) == UInt8(ascii: "\n"))
  }

  private mutating func skipLineEnd() {
    while peek() != UInt8(ascii: "\n") { advance() }
    advance()
  }

  // MARK: - Words and numbers

  private mutating func name() -> PythonToken {
    let start = index
    while let byte = peek(), Self.isNameStart(byte) || Self.isDigit(byte) { advance() }
    let name = String(decoding: bytes[start..<index], as: UTF8.self)
    if name.utf8.count <= 2, let byte = peek(), Self.isQuote(byte),
      name.utf8.allSatisfy({ "rRbBuUfF".utf8.contains($0) })
    {
      return string(prefix: name.lowercased())
    }
    return .name(name)
  }

  private mutating func number() -> PythonToken {
    let start = index
    var last: UInt8 = 0
    while let byte = peek() {
      let isExponentSign =
        (byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-")) && last | 0x20 == UInt8(ascii: "e")
      guard
        Self.isDigit(byte) || Self.isNameStart(byte) || byte == UInt8(ascii: ".") || isExponentSign
      else { break }
      last = byte
      advance()
    }
    let digits = bytes[start..<index].filter { $0 != UInt8(ascii: "_") }
    return .number(String(decoding: digits, as: UTF8.self))
  }

  private mutating func sign() -> PythonToken {
    let byte = bytes[index]
    switch byte {
    case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
    case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"): depth = max(depth - 1, 0)
    default: break
    }
    advance()
    var text = String(UnicodeScalar(byte))
    if peek() == UInt8(ascii: "="), "=+-*/%<>!&|^:".utf8.contains(byte) {
      advance()
      text += "="
    }
    return .sign(text)
  }

  static func isQuote(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\"")
  }

  static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") <= 9 }

  /// A letter, an underscore, or a byte of a letter outside ASCII.
  static func isNameStart(_ byte: UInt8) -> Bool {
    (byte | 0x20) &- UInt8(ascii: "a") <= 25 || byte == UInt8(ascii: "_") || byte >= 0x80
  }
}

/// One token of a Python text.
enum PythonToken: Hashable, Sendable {
  /// The end of a statement: a line break outside of brackets, or a semicolon.
  case newline
  /// A name or a keyword.
  case name(String)
  /// A number without a sign, underscores left out.
  case number(String)
  /// A string, its escapes resolved.
  case string(String)
  /// A string that is no literal, and why.
  case refused(PythonLiteralError)
  /// Any other sign, one byte of it; `==`, `+=` and the like are one token each.
  case sign(String)
}

extension PythonTokenizer {
  /// Reads a string that starts at the next byte, a quote.
  mutating func string(prefix: String) -> PythonToken {
    let start = line
    let quote = bytes[index]
    let isTriple = peek(1) == quote && peek(2) == quote
    for _ in 0..<(isTriple ? 3 : 1) { advance() }
    let isRaw = prefix.contains("r")
    var content: [UInt8] = []
    var fault: PythonLiteralError?
    while let byte = peek() {
      if byte == quote, !isTriple || (peek(1) == quote && peek(2) == quote) {
        for _ in 0..<(isTriple ? 3 : 1) { advance() }
        return fault.map { .refused($0) } ?? finished(content, prefix: prefix, line: start)
      }
      if byte == UInt8(ascii: "\n"), !isTriple { break }
      if byte == UInt8(ascii: "\\") {
        let problem = isRaw ? rawEscape(into: &content) : escape(into: &content)
        if fault == nil, let problem {
          fault = PythonLiteralError(.notALiteral, line: start, problem)
        }
      } else {
        content.append(byte)
        advance()
      }
    }
    return .refused(PythonLiteralError(.malformed, line: start, "the string does not end"))
  }

  private func finished(_ content: [UInt8], prefix: String, line: Int) -> PythonToken {
    if prefix.contains("b") {
      return .refused(
        PythonLiteralError(.notALiteral, line: line, "the string holds bytes, not text"))
    }
    // An f-string without braces is the same text without the f.
    if prefix.contains("f"), content.contains(where: { "{}".utf8.contains($0) }) {
      return .refused(
        PythonLiteralError(.notALiteral, line: line, "the string is an f-string with values in it"))
    }
    guard let text = String(validating: content, as: UTF8.self) else {
      return .refused(PythonLiteralError(.malformed, line: line, "the string is not UTF-8"))
    }
    return .string(text)
  }

  /// In a raw string a backslash stays, and so does the quote after it.
  private mutating func rawEscape(into content: inout [UInt8]) -> String? {
    content.append(bytes[index])
    advance()
    if let next = peek(), next != UInt8(ascii: "\n") || Self.isQuote(next) {
      content.append(next)
      advance()
    }
    return nil
  }

  /// Reads an escape; says what is wrong with it, if anything is.
  private mutating func escape(into content: inout [UInt8]) -> String? {
    advance()
    guard let byte = peek() else { return nil }
    if byte == UInt8(ascii: "\r"), peek(1) == UInt8(ascii: "\n") { advance() }
    if peek() == UInt8(ascii: "\n") {
      advance()
      return nil
    }
    if let plain = Self.escapes[byte] {
      advance()
      content.append(plain)
      return nil
    }
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "7"): return scalar(radix: 8, atMost: 3, into: &content)
    case UInt8(ascii: "x"): return scalar(radix: 16, exactly: 2, into: &content)
    case UInt8(ascii: "u"): return scalar(radix: 16, exactly: 4, into: &content)
    case UInt8(ascii: "U"): return scalar(radix: 16, exactly: 8, into: &content)
    case UInt8(ascii: "N"):
      advance()
      return "the string names a character by \\N"
    default:
      // Python keeps a backslash that it does not know.
      content.append(UInt8(ascii: "\\"))
      return nil
    }
  }

  private mutating func scalar(
    radix: Int, exactly count: Int, into content: inout [UInt8]
  ) -> String? {
    advance()
    let start = index
    while index - start < count, let byte = peek(), Self.isHexadecimal(byte) { advance() }
    guard index - start == count else { return "the string has an escape that is cut short" }
    return append(bytes[start..<index], radix: radix, to: &content)
  }

  private mutating func scalar(
    radix: Int, atMost count: Int, into content: inout [UInt8]
  ) -> String? {
    let start = index
    while index - start < count, let byte = peek(), byte &- UInt8(ascii: "0") <= 7 { advance() }
    return append(bytes[start..<index], radix: radix, to: &content)
  }

  private func append(
    _ digits: ArraySlice<UInt8>, radix: Int, to content: inout [UInt8]
  ) -> String? {
    guard let value = UInt32(String(decoding: digits, as: UTF8.self), radix: radix),
      let scalar = UnicodeScalar(value)
    else { return "the string has an escape that is no character" }
    content += Array(String(Character(scalar)).utf8)
    return nil
  }

  private static func isHexadecimal(_ byte: UInt8) -> Bool {
    isDigit(byte) || (byte | 0x20) &- UInt8(ascii: "a") <= 5
  }

  private static let escapes: [UInt8: UInt8] = [
    UInt8(ascii: "\\"): UInt8(ascii: "\\"), UInt8(ascii: "'"): UInt8(ascii: "'"),
    UInt8(ascii: "\""): UInt8(ascii: "\""), UInt8(ascii: "a"): 0x07, UInt8(ascii: "b"): 0x08,
    UInt8(ascii: "f"): 0x0c, UInt8(ascii: "n"): 0x0a, UInt8(ascii: "r"): 0x0d,
    UInt8(ascii: "t"): 0x09, UInt8(ascii: "v"): 0x0b,
  ]
}
