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
