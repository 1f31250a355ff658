import Basics

/// Signs outside ASCII beside a number, and a second number right behind it: `½ · 117`, `1092₁₆`, `万`.
///
/// What is between a number and the next word cannot be listed; that it is a number, a sign of
/// mathematics or a mark on a digit can be asked of Unicode.
enum NumberNeighbours {
  /// Whether what stands right before or behind a number makes it another one.
  ///
  /// - Parameters:
  ///   - number: The digits of the number.
  ///   - range: The place that it stands in.
  ///   - isMathematics: Whether roots are numbers of their own.
  static func change(
    _ number: Range<Int>, in bytes: [UInt8], _ range: Range<Int>, isMathematics: Bool
  ) -> Bool {
    if isLed(bytes[range.lowerBound..<number.lowerBound], isMathematics: isMathematics) {
      return true
    }
    let behind = bytes[number.upperBound..<range.upperBound]
    if startsNumber(behind) { return true }
    guard let sign = SignReader.first(behind, past: closings) else { return false }
    return scales.contains(sign.value) || changes(sign)
  }

  private static let openings = ByteSet(" $*_`'\"({[")
  private static let closings = ByteSet(" $*_`'\")]}")
  /// Words for minus, and for below zero.
  private static let minusWords = ["负", "負", "マイナス", "마이너스", "минус", "零下"].map { Array($0.utf8) }
  /// Dots and crosses that multiply.
  private static let crosses: Set<UInt32> = [0xb7, 0xd7, 0x22c5, 0x2219, 0x2217]

  private static func isLed(_ before: ArraySlice<UInt8>, isMathematics: Bool) -> Bool {
    guard let sign = SignReader.last(before, past: openings) else { return false }
    // A circled number is the sign of a list.
    if isCircled(sign) || isMathematics && roots.contains(sign.value) { return false }
    if changes(sign) { return true }
    let rest = SignReader.trimmed(before, of: openings)
    if minusWords.contains(where: { rest.suffix($0.count).elementsEqual($0) }) { return true }
    // `½ · 117` is half of it.
    guard crosses.contains(sign.value) else { return false }
    let factor = SignReader.last(rest.dropLast(String(sign).utf8.count), past: openings)
    return factor.map { changes($0) && !isCircled($0) } ?? false
  }

  private static func isCircled(_ sign: Unicode.Scalar) -> Bool {
    (0x2460...0x24ff).contains(sign.value) || (0x2776...0x2793).contains(sign.value)
  }

  /// Whether a sign is a number, a mark on a digit or a sign of mathematics that is no equals sign.
  static func changes(_ sign: Unicode.Scalar) -> Bool {
    switch sign.properties.generalCategory {
    case .otherNumber, .letterNumber, .decimalNumber, .enclosingMark: true
    // The variation selector belongs to an emoji.
    case .nonspacingMark: sign.value != 0xfe0f
    case .mathSymbol: !equals.contains(sign.value)
    default: false
    }
  }

  /// Whether blanks and another number follow: `1092 1102`, `1092 1/2`.
  private static func startsNumber(_ bytes: ArraySlice<UInt8>) -> Bool {
    let rest = bytes.drop { $0 == UInt8(ascii: " ") }
    return rest.count < bytes.count && rest.first.map(ASCII.isDigit) ?? false
  }

  /// Signs of mathematics behind which a value stands: `≈`, `≡`, `＝`, arrows are turned before.
  private static let equals: Set<UInt32> = [
    0x2248, 0x2245, 0x2243, 0x2261, 0xff1d, 0x2254, 0x2192, 0x21d2, 0x27f9, 0x27f6, 0x2234, 0x21a6,
    0x25b7, 0x266f,
  ]
  private static let roots: Set<UInt32> = [0x221a, 0x221b, 0x221c]
  /// Letters for powers of ten, parts, and `or more` in Chinese, Japanese and Korean.
  private static let scales = Set("万萬亿億兆千百十仟佰拾倍割余餘多以만억조천백십배".unicodeScalars.map(\.value))
}

/// What touches a marker or a box from outside and makes its number another one: `-\boxed{7}`,
/// `\boxed{117}\pi`, `<<<1092>>> million`.
enum MarkerNeighbours {
  private static let reach = 24

  /// Whether the number of a marker or a box is a part of what is said there.
  ///
  /// - Parameter isMathematics: Whether `\boxed{7}\pi` may be the 7 that a question asks for.
  static func change(
    _ text: AnswerText, _ mention: AnswerMention, allowsPercent: Bool, isMathematics: Bool
  ) -> Bool {
    let bytes = text.bytes
    let newline = UInt8(ascii: "\n")
    let start = mention.start
    if start > 0, bytes[start - 1] != newline, isLed(bytes[max(0, start - reach)..<start]) {
      return true
    }
    var end = mention.range.upperBound
    while end < bytes.count, end - mention.range.upperBound < 8,
      ASCII.isSpace(bytes[end]) && bytes[end] != newline
    {
      end += 1
    }
    let close = mention.rule == .boxed ? UInt8(ascii: "}") : UInt8(ascii: ">")
    let closings = mention.rule == .boxed ? 1 : 3
    guard end + closings <= bytes.count, bytes[end..<(end + closings)].allSatisfy({ $0 == close })
    else { return false }
    end += closings
    guard end < bytes.count, bytes[end] != newline else { return false }
    let behind = bytes[end..<min(bytes.count, end + reach)]
    return goesOn(behind, allowsPercent: allowsPercent, isMathematics: isMathematics)
  }

  // MARK: - Before

  private static let leads: [[UInt8]] = [
    "\\neq", "\\ne", "\\not=", "!=", "\\leq", "\\le", "\\geq", "\\ge", "\\lt", "\\gt", "^",
    "\\sqrt", "\\cdot", "\\times", "\\pm", "\\mp", "/", "\\div", "\\not",
  ].map { Array($0.utf8) }

  private static func isLed(_ before: ArraySlice<UInt8>) -> Bool {
    let line = before.lastIndex(of: UInt8(ascii: "\n")).map { before[($0 + 1)...] } ?? before
    let touching = trimmed(line, of: "$*_`\"({")
    let spaced = trimmed(line, of: " $*_`\"({")
    guard let last = spaced.last else { return false }
    if last >= 0x80, let sign = SignReader.last(spaced, past: ByteSet("")) {
      if dashes.contains(sign.value) { return touching.count == spaced.count }
      return NumberNeighbours.changes(sign)
    }
    if let lead = leads.first(where: { spaced.suffix($0.count).elementsEqual($0) }) {
      // `3!=6` is a factorial and what it equals.
      let before = spaced.dropLast(lead.count).last
      return
        !(lead.elementsEqual("!=".utf8)
        && before.map { ASCII.isDigit($0) || ")}".utf8.contains($0) } ?? false)
    }
    guard last == UInt8(ascii: "-") else { return false }
    let sign = trimmed(spaced.dropLast(), of: " ")
    // `= - \boxed{7}` is negative; `- <<<7>>>` is the bullet of a list, `Answer - <<<7>>>` a dash.
    if sign.last == UInt8(ascii: "=") { return true }
    guard touching.count == spaced.count else { return false }
    let before = spaced.dropLast().last
    return before.map { !ASCII.isLetter($0) && $0 != last } ?? true
  }

  private static let dashes: Set<UInt32> = [
    0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2015, 0x2212, 0xfe58, 0xfe63, 0xff0d, 0x207b,
  ]

  private static func trimmed(
    _ bytes: ArraySlice<UInt8>, of some: String
  ) -> ArraySlice<UInt8> {
    var bytes = bytes
    while let last = bytes.last, some.utf8.contains(last) { bytes.removeLast() }
    return bytes
  }

  // MARK: - Behind

  private static let operators: [[UInt8]] = [
    "+", "-", "*", "/", "\\times", "\\cdot", "\\div", "\u{d7}", "\u{f7}", "\u{b7}",
  ].map { Array($0.utf8) }
  private static let factors: [[UInt8]] = [
    "\\sqrt", "!=", "\\neq", "\\pm ", "\\mp ", "\\pm\\", "\u{2030}",
  ].map { Array($0.utf8) }
  private static let circles: [[UInt8]] = ["\\pi", "\u{3c0}"].map { Array($0.utf8) }

  /// `^\circ` and `^{\circ}` say what is counted.
  private static func isDegrees(_ power: ArraySlice<UInt8>) -> Bool {
    let inside = power.dropFirst().drop { " {".utf8.contains($0) }
    return inside.starts(with: "\\circ".utf8) || inside.starts(with: "o".utf8)
  }

  private static func goesOn(
    _ after: ArraySlice<UInt8>, allowsPercent: Bool, isMathematics: Bool
  ) -> Bool {
    let line = after.prefix { $0 != UInt8(ascii: "\n") }
    if line.first == UInt8(ascii: "_"), let next = line.dropFirst().first,
      ASCII.isDigit(next) || next == UInt8(ascii: "{")
    {
      return true
    }
    // Bold text ends in two stars, a formula in a dollar sign.
    let rest = line.drop { "$_`\")} ".utf8.contains($0) }
    let bare = rest.starts(with: "**".utf8) ? rest.drop { "* $".utf8.contains($0) } : rest
    guard let first = bare.first else { return false }
    if first == UInt8(ascii: "^") { return !isDegrees(bare) }
    if circles.contains(where: { bare.starts(with: $0) }) { return !isMathematics }
    if factors.contains(where: { bare.starts(with: $0) }) { return true }
    if !allowsPercent, first == UInt8(ascii: "%") || bare.starts(with: "\\%".utf8) { return true }
    for sign in operators where bare.starts(with: sign) {
      let operand = bare.dropFirst(sign.count).drop { " $".utf8.contains($0) }
      return operand.first.map { ASCII.isDigit($0) } ?? false
    }
    if first >= 0x80, let sign = SignReader.first(bare, past: ByteSet("")) {
      return NumberNeighbours.changes(sign)
    }
    let word = bare.prefix { ASCII.isLetter($0) }.map(ASCII.lowercased)
    return !word.isEmpty
      && NumberSurroundings.scales.contains(String(decoding: word, as: UTF8.self))
  }
}

/// Reads signs outside ASCII from the ends of bytes.
private enum SignReader {
  /// The first sign behind some bytes that do not count; `nil` where that is one of ASCII, or none.
  static func first(_ bytes: ArraySlice<UInt8>, past some: ByteSet) -> Unicode.Scalar? {
    let rest = bytes.prefix(32).drop { some.contains($0) }
    guard let first = rest.first, first >= 0x80 else { return nil }
    return String(decoding: rest.prefix(4), as: UTF8.self).unicodeScalars.first
  }

  /// The last sign before some bytes that do not count; `nil` where that is one of ASCII, or none.
  static func last(_ bytes: ArraySlice<UInt8>, past some: ByteSet) -> Unicode.Scalar? {
    let rest = trimmed(bytes, of: some)
    guard let last = rest.last, last >= 0x80 else { return nil }
    let start = rest.suffix(4).lastIndex { $0 & 0xc0 != 0x80 } ?? rest.startIndex
    return String(decoding: rest[start...], as: UTF8.self).unicodeScalars.last
  }

  /// The last few bytes without those at the end that do not count.
  static func trimmed(_ bytes: ArraySlice<UInt8>, of some: ByteSet) -> ArraySlice<UInt8> {
    var rest = bytes.suffix(48)
    while let last = rest.last, some.contains(last) { rest.removeLast() }
    return rest
  }
}
