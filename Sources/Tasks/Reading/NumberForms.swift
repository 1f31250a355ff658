/// Forms around a number by which an answer says something else than the number.
enum NumberForms {
  /// Words behind or before a number that make it another one.
  private static let operations: Set = [
    "choose", "mod", "modulo", "log", "ln", "factorial", "radians", "radian", "c", "p", "log10",
    "log2", "exp", "gcd", "lcm", "squared", "cubed", "permute", "abs", "floor", "ceil", "perm",
    "comb", "binom", "binomial", "tbinom", "dbinom", "sin", "cos", "tan", "div",
  ]

  /// Whether a mention's number is only a part of what it says: `±5`, `24 choose 2`, `3 * 5`, `5; 7`.
  static func isOther(
    _ text: AnswerText, _ mention: AnswerMention, allowsPercent: Bool
  ) -> Bool {
    let bytes = text.bytes[mention.range]
    guard bytes.count <= ShortAnswer.byteLimit else { return false }
    for index in bytes.indices.dropLast() where bytes[index] == 0xc2 && bytes[index + 1] == 0xb1 {
      return true
    }
    if !allowsPercent, endsInPercent(bytes) { return true }
    guard !mention.isWeak, bytes.count <= 64 else { return false }
    if mention.rule.isExplicit, bytes.contains(UInt8(ascii: ";")) { return true }
    let words = bytes.split { !ASCII.isLetter($0) }.map {
      String(decoding: $0.map(ASCII.lowercased), as: UTF8.self)
    }
    if words.contains(where: operations.contains), !bytes.contains(UInt8(ascii: "=")) {
      return true
    }
    if bytes.contains(UInt8(ascii: "!")),
      mention.rule.isExplicit || bytes.last != UInt8(ascii: "!")
    {
      return true
    }
    return isCalculation(bytes)
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

  /// `1 in 6` as a fraction, where a mention is nothing else.
  static func chance(_ text: AnswerText, _ mention: AnswerMention) -> Rational? {
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

extension AnswerMention {
  /// The place as the readers of numbers know it.
  var candidate: AnswerCandidate { AnswerCandidate(range: range, rule: rule) }

  /// The place as the readers of words know it; `nil` if it is too long to be an answer.
  var short: ShortAnswer? {
    guard range.count <= ShortAnswer.byteLimit else { return nil }
    return ShortAnswer(
      range: range, rule: rule == .fencedLine ? .lastLine : rule, mustBeWhole: mustBeWhole,
      leads: !isWeak)
  }
}
