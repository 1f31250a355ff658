import BigInt

/// The grammar of Game 24.
///
///     expression = product { ("+" | "-") product }
///     product    = operand { ("*" | "/") operand | parenthesis }
///     operand    = number | parenthesis | \frac group group
///
/// Signs are ASCII, Unicode (`×`, `·`, `÷`, `−`) or LaTeX (`\times`, `\cdot`, `\div`). There is no unary
/// minus, no power, no floor division, no decimal and no gluing of digits: a text with one of them does
/// not parse. Length and nesting are bounded.
struct ArithmeticParser {
  /// The longest expression, in bytes.
  static let byteLimit = 2_048
  private static let depthLimit = 128
  private static let digitLimit = 40

  private let bytes: [UInt8]
  private var index = 0
  private var depth = 0
  private var pieces: [Arithmetic.Piece] = []
  private var words: [String] = []

  /// Parses a whole text; `nil` if it is no expression.
  static func parse(_ bytes: some Collection<UInt8>) -> Arithmetic? {
    guard bytes.count <= byteLimit else { return nil }
    var parser = ArithmeticParser(bytes: Array(bytes))
    guard parser.sum() else { return nil }
    parser.skipSpace()
    guard parser.index == parser.bytes.count else { return nil }
    return Arithmetic(pieces: parser.pieces, text: spelled(parser.words))
  }

  /// Joins words by spaces, but not inside of parentheses.
  private static func spelled(_ words: [String]) -> String {
    var text = ""
    for word in words {
      if !text.isEmpty, word != ")", text.utf8.last != UInt8(ascii: "(") { text += " " }
      text += word
    }
    return text
  }

  private init(bytes: [UInt8]) {
    self.bytes = bytes
  }

  private mutating func sum() -> Bool {
    guard product() else { return false }
    while true {
      if take("+") {
        words.append("+")
        guard product() else { return false }
        pieces.append(.plus)
      } else if takeAny(["-", "\u{2212}", "\u{2013}"]) {
        words.append("-")
        guard product() else { return false }
        pieces.append(.minus)
      } else {
        return true
      }
    }
  }

  private mutating func product() -> Bool {
    guard operand() else { return false }
    while true {
      if takeAny(["*", "\u{d7}", "\u{b7}", "\u{22c5}", "\\times", "\\cdot", "\\*", "x", "X"]) {
        words.append("*")
        guard operand() else { return false }
        pieces.append(.times)
      } else if takeAny(["/", "\u{f7}", "\\div"]) {
        words.append("/")
        guard operand() else { return false }
        pieces.append(.over)
      } else if startsParenthesis {
        words.append("*")
        guard operand() else { return false }
        pieces.append(.times)
      } else {
        return true
      }
    }
  }

  private mutating func operand() -> Bool {
    skipSpace()
    if let number = number() {
      pieces.append(.number(number))
      words.append(String(number))
      return true
    }
    if takeAny(["\\frac", "\\dfrac", "\\tfrac"]) {
      words.append("(")
      guard group("{", "}") else { return false }
      words.append("/")
      guard group("{", "}") else { return false }
      words.append(")")
      pieces.append(.over)
      return true
    }
    return group("(", ")") || group("[", "]") || group("{", "}")
  }

  /// An expression in brackets; nothing is taken if the bracket does not come next.
  private mutating func group(_ open: String, _ close: String) -> Bool {
    guard depth < Self.depthLimit, take(open) else { return false }
    depth += 1
    defer { depth -= 1 }
    words.append("(")
    guard sum(), take(close) else { return false }
    words.append(")")
    return true
  }

  private mutating func number() -> BigInt? {
    let digits = bytes[index...].prefix { ASCII.isDigit($0) }
    guard !digits.isEmpty, digits.count <= Self.digitLimit else { return nil }
    index = digits.endIndex
    return BigInt(String(decoding: digits, as: UTF8.self))
  }

  private var startsParenthesis: Bool {
    mutating get {
      skipSpace()
      return starts("(") || starts("\\frac") || starts("\\dfrac") || starts("[")
    }
  }

  private mutating func takeAny(_ tokens: [String]) -> Bool {
    for token in tokens where take(token) { return true }
    return false
  }

  private mutating func take(_ token: String) -> Bool {
    skipSpace()
    guard starts(token) else { return false }
    index += token.utf8.count
    return true
  }

  private mutating func skipSpace() {
    while index < bytes.count {
      if ASCII.isSpace(bytes[index]) || bytes[index] == UInt8(ascii: "$") {
        index += 1
      } else if bytes[index] != UInt8(ascii: "\\"), bytes[index] < 0x80 {
        return
      } else if let token = Self.typesetting.first(where: { starts($0) }) {
        index += token.utf8.count
      } else {
        return
      }
    }
  }

  private func starts(_ token: String) -> Bool {
    var place = index
    for byte in token.utf8 {
      guard place < bytes.count, bytes[place] == byte else { return false }
      place += 1
    }
    return true
  }

  private static let typesetting = [
    "\\left", "\\right", "\\,", "\\;", "\\!", "\\ ", "\\quad", "\\(", "\\)", "\\[", "\\]", "\u{a0}",
    "\u{2009}", "\u{202f}",
  ]
}
