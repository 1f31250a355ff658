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
      } else if mayBeTypesetting,
        let token = Self.typesetting.first(where: { starts($0, at: index) })
      {
        index += token.utf8CodeUnitCount
      } else {
        return
      }
    }
  }

  /// Whether LaTeX that sets type may come next, by its second byte alone: `\frac`, `\sqrt`, `\pi` and
  /// `\times` are most of what is seen.
  private var mayBeTypesetting: Bool {
    guard bytes[index] == UInt8(ascii: "\\") else { return true }
    guard index + 1 < bytes.count else { return false }
    switch bytes[index + 1] {
    case UInt8(ascii: "f"), UInt8(ascii: "s"), UInt8(ascii: "p"), UInt8(ascii: "t"),
      UInt8(ascii: "c"):
      return false
    default: return true
    }
  }

  /// Takes a token that is a sign.
  mutating func take(_ token: StaticString) -> Bool {
    skipSpace()
    guard starts(token, at: index) else { return false }
    index += token.utf8CodeUnitCount
    return true
  }

  /// Takes one of some tokens.
  mutating func takeAny(_ tokens: [StaticString]) -> Bool {
    skipSpace()
    for token in tokens where starts(token, at: index) {
      index += token.utf8CodeUnitCount
      return true
    }
    return false
  }

  /// Whether a sign may come next that is not plain text: no digit, letter or closing bracket.
  private var startsSign: Bool {
    mutating get {
      skipSpace()
      guard index < bytes.count else { return false }
      let byte = bytes[index]
      return !ASCII.isDigit(byte) && !ASCII.isLetter(byte) && !")]}".utf8.contains(byte)
    }
  }

  /// Takes a word that does not go on.
  mutating func takeWord(_ word: StaticString) -> Bool {
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
    startsSign && (take("-") || take("\u{2212}"))
  }

  /// Takes a sign of multiplication; two asterisks are a power or the end of bold text.
  mutating func takeTimes() -> Bool {
    guard startsSign else { return false }
    if starts("**", at: index) { return false }
    // A last asterisk closes emphasis.
    if index + 1 == bytes.count { return false }
    return takeAny(Self.timesSigns)
  }

  /// Takes a sign of division.
  mutating func takeDivision() -> Bool {
    startsSign && (take("/") || take("\u{f7}") || take("\\div"))
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
    return Self.degrees.contains { starts($0, at: index) }
  }

  /// Whether a factor follows without a sign; after a number that can be no further digits.
  mutating func startsFactor(afterDigit: Bool) -> Bool {
    skipSpace()
    guard index < bytes.count else { return false }
    if ASCII.isDigit(bytes[index]) { return !afterDigit }
    if bytes[index] == UInt8(ascii: "("), index + 1 < bytes.count {
      // A remark in parentheses, such as `(square units)`, is no factor.
      let isWord = ASCII.isLetter(bytes[index + 1])
      return !isWord || Self.openFactors.contains { starts($0, at: index) }
    }
    return Self.factorStarts.contains { starts($0, at: index) } || startsPi
  }

  /// Whether the rest is a unit or another word without digits.
  mutating func restIsUnit() -> Bool {
    if changesNumber(bytes[index...]) { return false }
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

  /// Whether what follows makes another number: a raised digit, `½`, a variable, `thousand`.
  private func changesNumber(_ rest: ArraySlice<UInt8>) -> Bool {
    if NumberSurroundings.isExponent(rest) || NumberSurroundings.isVariable(rest) { return true }
    let outside = rest.drop { "})]".utf8.contains($0) }
    if outside.first == UInt8(ascii: "_"), let next = outside.dropFirst().first,
      ASCII.isDigit(next) || next == UInt8(ascii: "{")
    {
      return true
    }
    if AnswerNegation.takesBack(bytes, after: index, in: index..<bytes.count) { return true }
    var text = rest.prefix(48).drop { !ASCII.isLetter($0) && $0 < 0x80 }
    // The word in `\text{ million}` is the second.
    if text.startIndex > 0, bytes[text.startIndex - 1] == UInt8(ascii: "\\") {
      text = text.drop { ASCII.isLetter($0) }.drop { !ASCII.isLetter($0) && $0 < 0x80 }
    }
    let word = text.prefix { ASCII.isLetter($0) }.map(ASCII.lowercased)
    return NumberSurroundings.scales.contains(String(decoding: word, as: UTF8.self))
  }

  private var startsPi: Bool {
    starts("pi", at: index)
      && !(index + 2 < bytes.count && ASCII.isLetter(bytes[index + 2]))
  }

  private func starts(_ token: StaticString, at place: Int) -> Bool {
    let count = token.utf8CodeUnitCount
    guard place + count <= bytes.count else { return false }
    for offset in 0..<count where bytes[place + offset] != token.utf8Start[offset] { return false }
    return true
  }

  private static let timesSigns: [StaticString] = [
    "*", "\u{d7}", "\u{b7}", "\u{22c5}", "\\times", "\\cdot",
  ]
  private static let degrees: [StaticString] = [#"\circ"#, #"{\circ"#, #"{ \circ"#, "\u{b0}"]
  private static let openFactors: [StaticString] = ["(sqrt", "(pi", "(math", "(np."]

  private static let typesetting: [StaticString] = [
    "\\left", "\\right", "\\displaystyle", "\\,", "\\;", "\\!", "\\:", "\\ ", "\\(", "\\)", "\\[",
    "\\]", "\\$", "\\quad", "\\boxed", "\u{a0}", "\u{2009}", "\u{202f}",
  ]

  private static let factorStarts: [StaticString] = [
    "{", "\\sqrt", "\\frac", "\\dfrac", "\\tfrac", "\\pi", "\u{221a}", "\u{3c0}", "sqrt(",
    "math.",
  ]
}
