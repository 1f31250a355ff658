import Basics

/// Forms around a number by which an answer says something else than the number.
enum NumberForms {
  /// Words behind or before a number that make it another one.
  private static let operations = CueWords.set(
    """
    choose mod modulo log ln factorial radians radian c p exp gcd lcm permute abs floor ceil perm \
    rem remainder r comb binom binomial tbinom dbinom sin cos tan div
    """)

  /// Whether a mention's number is only a part of what it says: `±5`, `24 choose 2`, `3 * 5`, `5; 7`.
  static func isOther(
    _ text: AnswerText, _ mention: AnswerMention, of kind: SpokenText.Kind, allowsPercent: Bool
  ) -> Bool {
    let bytes = text.bytes[mention.range]
    guard bytes.count <= ShortAnswer.byteLimit else { return false }
    if mention.rule.isExplicit,
      MarkerNeighbours.change(
        text, mention, allowsPercent: allowsPercent, isMathematics: kind == .mathematics)
    {
      return true
    }
    // Most answers are digits and nothing else.
    if mention.rule == .marker, isPlain(bytes) { return false }
    for index in bytes.indices.dropLast() where bytes[index] == 0xc2 && bytes[index + 1] == 0xb1 {
      return true
    }
    if !allowsPercent, endsInPercent(bytes) { return true }
    let continuation = NumberContinuation(text, mention, of: kind, allowsPercent: allowsPercent)
    if continuation?.saysMore ?? false { return true }
    guard !mention.isWeak, bytes.count <= 64 else { return false }
    if mention.rule.isExplicit, bytes.contains(UInt8(ascii: ";")) || isRange(bytes) { return true }
    let hasOperation = bytes.split { !ASCII.isLetter($0) }.contains {
      operations.contains(CueWords.word($0))
    }
    if hasOperation, !bytes.contains(UInt8(ascii: "=")) { return true }
    if isFactorial(bytes),
      mention.rule.isExplicit || bytes.last != UInt8(ascii: "!")
    {
      return true
    }
    // In mathematics the parser tells a calculation from a number.
    return kind == .number && isCalculation(bytes)
  }

  /// Whether bytes are digits and nothing else but a minus before them and one point between them.
  static func isPlain(_ bytes: ArraySlice<UInt8>) -> Bool {
    var points = 0
    for index in bytes.indices where !ASCII.isDigit(bytes[index]) {
      if bytes[index] == UInt8(ascii: "-"), index == bytes.startIndex { continue }
      guard bytes[index] == UInt8(ascii: "."), index + 1 < bytes.endIndex, points == 0 else {
        return false
      }
      points = 1
    }
    return true
  }

  /// Whether words join two numbers: `24 to 36`, `24 or 36`.
  private static func isRange(_ bytes: ArraySlice<UInt8>) -> Bool {
    [" to ", " or ", " through ", " till ", " until ", " vs "].contains { joint in
      guard let place = ByteSearch.place(of: joint, in: bytes) else { return false }
      return bytes[..<place].contains(where: ASCII.isDigit)
        && bytes[place...].contains(where: ASCII.isDigit)
    }
  }

  /// Whether an exclamation mark stands there that is no space of LaTeX.
  private static func isFactorial(_ bytes: ArraySlice<UInt8>) -> Bool {
    bytes.indices.contains {
      bytes[$0] == UInt8(ascii: "!")
        && ($0 == bytes.startIndex || bytes[$0 - 1] != UInt8(ascii: "\\"))
    }
  }

  private static func endsInPercent(_ bytes: ArraySlice<UInt8>) -> Bool {
    bytes.last { !" .*_`$)\n".utf8.contains($0) } == UInt8(ascii: "%")
      || ByteSearch.contains(" percent", in: bytes.suffix(16))
  }

  /// Whether the bytes are two numbers or more with operators and nothing else.
  private static func isCalculation(_ bytes: ArraySlice<UInt8>) -> Bool {
    guard bytes.allSatisfy({ ASCII.isDigit($0) || " +-*/()., $".utf8.contains($0) }) else {
      return false
    }
    var isAfterNumber = false
    var hasOperator = false
    for byte in bytes {
      if ASCII.isDigit(byte) {
        if hasOperator { return true }
        isAfterNumber = true
      } else if "+-*".utf8.contains(byte), isAfterNumber {
        hasOperator = true
      }
    }
    return false
  }

  private static let chanceLetters = ByteSet("no")

  /// `1 in 6` as a fraction, where a mention is nothing else.
  static func chance(_ text: AnswerText, _ mention: AnswerMention) -> Rational? {
    // `in` and `out of` have letters of which no command of a number has one.
    guard text.bytes[mention.range].contains(where: chanceLetters.contains) else { return nil }
    let parts = text.bytes[mention.range].split { " $.*_`".utf8.contains($0) }.map {
      String(decoding: $0, as: UTF8.self)
    }
    guard parts.count >= 3,
      ["in", "out of"].contains(parts[1..<(parts.count - 1)].joined(separator: " ")),
      let top = Int(parts[0]), let bottom = Int(parts[parts.count - 1]), bottom > 0, top >= 0
    else { return nil }
    return Rational(top, over: bottom)
  }
}
