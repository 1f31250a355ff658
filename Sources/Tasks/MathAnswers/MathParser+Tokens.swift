extension MathParser {
  /// Whether a digit comes next.
  var startsWithDigit: Bool {
    mutating get {
      skipSpace()
      return index < bytes.count && ASCII.isDigit(bytes[index])
    }
  }

  /// Passes over what people put around a formula.
  mutating func skipDecoration() {
    while index < bytes.count, "*_`'\"$ \n\t".utf8.contains(bytes[index]) { index += 1 }
  }

  /// Passes over spaces, dollar signs and LaTeX that only sets type.
  mutating func skipSpace() {
    while index < bytes.count {
      if ASCII.isSpace(bytes[index]) || bytes[index] == UInt8(ascii: "$")
        || bytes[index] == UInt8(ascii: "~") || bytes[index] == UInt8(ascii: "`")
      {
        index += 1
      } else if bytes[index] != UInt8(ascii: "\\"), bytes[index] < 0x80 {
        return
      } else if let length = Self.typesetting.first(where: { starts($0, at: index) })?.utf8.count {
        index += length
      } else {
        return
      }
    }
  }

  /// Takes a token that is a sign.
  mutating func take(_ token: String) -> Bool {
    skipSpace()
    guard starts(token, at: index) else { return false }
    index += token.utf8.count
    return true
  }

  /// Takes one of some tokens.
  mutating func takeAny(_ tokens: [String]) -> Bool {
    for token in tokens where take(token) { return true }
    return false
  }

  /// Takes a word that does not go on.
  mutating func takeWord(_ word: String) -> Bool {
    let start = index
    guard take(word) else { return false }
    if index < bytes.count, ASCII.isLetter(bytes[index]) {
      index = start
      return false
    }
    return true
  }

  /// Takes a minus sign.
  mutating func takeMinus() -> Bool {
    takeAny(["-", "\u{2212}"])
  }

  /// Takes a sign of multiplication; two asterisks are a power or the end of bold text.
  mutating func takeTimes() -> Bool {
    skipSpace()
    if starts("**", at: index) { return false }
    // A last asterisk closes emphasis.
    if index + 1 == bytes.count { return false }
    return takeAny(["*", "\u{d7}", "\u{b7}", "\u{22c5}", "\\times", "\\cdot"])
  }

  /// Takes a sign of division.
  mutating func takeDivision() -> Bool {
    takeAny(["/", "\u{f7}", "\\div"])
  }

  /// Takes a sign of a power; two asterisks at the end of the text close bold text.
  mutating func takePower() -> Bool {
    if take("^") { return true }
    let start = index
    guard take("**") else { return false }
    skipSpace()
    if index < bytes.count, ASCII.isDigit(bytes[index]) || "(-".utf8.contains(bytes[index]) {
      return true
    }
    index = start
    return false
  }

  /// Whether a degree sign comes next, in braces or not.
  mutating func startsDegree() -> Bool {
    skipSpace()
    return [#"\circ"#, #"{\circ"#, #"{ \circ"#, "\u{b0}"].contains {
      starts($0, at: index)
    }
  }

  /// Whether a factor follows without a sign; after a number that can be no further digits.
  mutating func startsFactor(afterDigit: Bool) -> Bool {
    skipSpace()
    guard index < bytes.count else { return false }
    if ASCII.isDigit(bytes[index]) { return !afterDigit }
    if bytes[index] == UInt8(ascii: "("), index + 1 < bytes.count {
      // A remark in parentheses, such as `(square units)`, is no factor.
      let isWord = ASCII.isLetter(bytes[index + 1])
      return !isWord || ["(sqrt", "(pi", "(math", "(np."].contains { starts($0, at: index) }
    }
    return Self.factorStarts.contains { starts($0, at: index) } || startsPi
  }

  /// Whether the rest is a unit or another word without digits.
  mutating func restIsUnit() -> Bool {
    while index < bytes.count {
      let byte = bytes[index]
      if ASCII.isDigit(byte) {
        // Digits stand only in exponents, as in cm^2 and cm^{2}.
        let before = index > 0 ? bytes[index - 1] : 0
        let isExponent =
          before == UInt8(ascii: "^")
          || before == UInt8(ascii: "{") && index > 1 && bytes[index - 2] == UInt8(ascii: "^")
        guard isExponent else { return false }
      } else if "+=<>/%!&|#@".utf8.contains(byte) {
        return false
      }
      index += 1
    }
    return true
  }

  private var startsPi: Bool {
    starts("pi", at: index)
      && !(index + 2 < bytes.count && ASCII.isLetter(bytes[index + 2]))
  }

  private func starts(_ token: String, at place: Int) -> Bool {
    var place = place
    for byte in token.utf8 {
      guard place < bytes.count, bytes[place] == byte else { return false }
      place += 1
    }
    return true
  }

  private static let typesetting = [
    "\\left", "\\right", "\\displaystyle", "\\,", "\\;", "\\!", "\\:", "\\ ", "\\(", "\\)", "\\[",
    "\\]", "\\$", "\\quad", "\\boxed", "\u{a0}", "\u{2009}", "\u{202f}",
  ]

  private static let factorStarts = [
    "{", "\\sqrt", "\\frac", "\\dfrac", "\\tfrac", "\\pi", "\u{221a}", "\u{3c0}", "sqrt(",
    "math.",
  ]
}
