/// What stands around a number of an answer, and whether the number alone is what the answer says.
///
/// `not 42`, `41 or 42`, `42 thousand`, `42²`, `√42` and `42 + 1` hold the digits of 42 and do not say
/// 42. All looks are bounded.
struct NumberSurroundings {
  /// What becomes of a number.
  enum Ruling {
    /// It says what it is.
    case plain
    /// A minus sign or word that does not touch it makes it negative.
    case negated
    /// It is no answer, or only a part of one.
    case denied
  }

  private static let byteLimit = 24

  let bytes: [UInt8]
  /// The number's digits, without a sign.
  let number: Range<Int>
  /// The candidate that it stands in.
  let range: Range<Int>
  /// Whether the candidate was put there to be the answer and nothing else.
  let isExplicit: Bool
  /// Whether the candidate is a place for an answer: any but the last line.
  let isStated: Bool

  /// What becomes of the number.
  var ruling: Ruling {
    if isScaled || goesOn || AnswerNegation.takesBack(bytes, after: number.upperBound, in: range) {
      return .denied
    }
    if isPartOfMore || AnswerNegation.denies(bytes, before: number.lowerBound, in: range) {
      return .denied
    }
    let words = AnswerNegation.words(bytes, before: number.lowerBound, in: range)
    // `less than 42`, `41 rather than 42`, `half of 42` and `twice 42`.
    if words.contains("than") || Self.isShare(words) { return .denied }
    return isNegated ? .negated : .plain
  }

  // MARK: - Before

  private static let multiples: Set = ["half", "twice", "double", "triple", "thrice"]
  private static let shares: Set = [
    "half", "third", "thirds", "quarter", "quarters", "fifth", "tenth", "double", "percent",
  ]

  /// Whether the words before a number, the nearest first, make it a share or a multiple of itself.
  private static func isShare(_ words: [String]) -> Bool {
    guard let first = words.first else { return false }
    return multiples.contains(first)
      || first == "of" && words.dropFirst().first.map(shares.contains) == true
  }

  /// Whether a root, an inequality, an operator or another number with `or` stands before it.
  private var isPartOfMore: Bool {
    let before = bytes[
      max(range.lowerBound, number.lowerBound - Self.byteLimit)..<number.lowerBound]
    let trimmed = Self.withoutEnd(before, of: " $*_`'\"({[-")
    func ends(in signs: [String]) -> Bool {
      signs.contains { trimmed.hasSuffix(Array($0.utf8)) }
    }
    if ends(in: ["\u{221a}", "\\sqrt", "\u{2260}", "!=", "<=", "\\neq", "\\ne"]) {
      return true
    }
    // `1/42` is a calculation; `total / 42` is left to the reader, and read as it always was.
    if ends(in: ["/", "^"]), let before = Self.withoutEnd(trimmed, of: "/^ ").last,
      ASCII.isDigit(before) || before == UInt8(ascii: ")") || before == UInt8(ascii: "}")
    {
      return true
    }
    // A marker, an arrow and a prompt end in the same signs as an inequality.
    if ends(in: ["<"]), !ends(in: ["<<"]) { return true }
    if ends(in: [">"]), !ends(in: ["=>", "->", ">>"]) { return true }
    if ends(in: [">="]), !ends(in: [">>="]) { return true }
    return joinsOther(before)
  }

  /// Whether only an operator, `or` and the like stand between another number and this one.
  private func joinsOther(_ before: ArraySlice<UInt8>) -> Bool {
    guard
      let other = before.lastIndex(where: {
        ASCII.isDigit($0) || $0 == UInt8(ascii: ")") || $0 == UInt8(ascii: "]")
      })
    else { return false }
    let gap = before[(other + 1)...].filter { !ASCII.isSpace($0) && !"$`'\"".utf8.contains($0) }
      .map(ASCII.lowercased)
    if Self.joints.contains(gap) { return true }
    if isStated { return Self.signs.contains(gap) }
    // In prose `and` joins many things; only of what is between two numbers, or made of them, neither
    // is the answer.
    let words = AnswerNegation.words(bytes, before: number.lowerBound, in: range)
    return words.first == "and" && ["between", "of"].contains(words.dropFirst().first)
  }

  /// Joints that make a number a part of something wherever it stands.
  private static let joints: Set<[UInt8]> = Set(
    [
      "or", "to", "minus", "plus", "times", "+", "*", "**", "/", "mod", "modulo", "\u{d7}",
      "\u{b7}",
      "\\times", "\\cdot",
    ].map { Array($0.utf8) })
  /// Joints that do so where an answer is put; a last line may be a list, a date or a draft.
  private static let signs: Set<[UInt8]> = Set(
    ["and", "-", "x", "\u{f7}", "\u{2212}", "\\div"].map { Array($0.utf8) })

  /// Whether a sign stands before the number with a space or a bracket between; one that touches it
  /// has been read.
  private var isNegated: Bool {
    if let word = AnswerNegation.words(bytes, before: number.lowerBound, in: range).first,
      word == "minus" || word == "negative"
    {
      return true
    }
    let before = bytes[
      max(range.lowerBound, number.lowerBound - Self.byteLimit)..<number.lowerBound]
    let minus = Array("\u{2212}".utf8)
    guard !before.hasSuffix([UInt8(ascii: "-")]), !before.hasSuffix(minus) else { return false }
    let trimmed = Self.withoutEnd(before, of: " $*_`'\"({[\\")
    let length = trimmed.hasSuffix(minus) ? minus.count : trimmed.last == UInt8(ascii: "-") ? 1 : 0
    guard length > 0 else { return false }
    let sign = trimmed.endIndex - length
    // `-$5` has been read; a letter or a second sign before is a name or a dash.
    if Self.withoutEnd(before, of: "$\\").count == trimmed.count { return false }
    if sign > range.lowerBound, ASCII.isLetter(bytes[sign - 1]) || bytes[sign - 1] == bytes[sign] {
      return false
    }
    return isExplicit || !isBullet(sign)
  }

  /// Whether a sign is the bullet of a list: alone with blanks before it in its line.
  private func isBullet(_ sign: Int) -> Bool {
    guard sign + 1 < bytes.count, bytes[sign + 1] == UInt8(ascii: " ") else { return false }
    let line = bytes[max(0, sign - Self.byteLimit)..<sign]
    let rest = line.reversed().first { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") }
    return rest == nil || rest == UInt8(ascii: "\n")
  }

  // MARK: - After

  /// Words after a number that make it another one.
  static let scales: Set = [
    "thousand", "thousands", "million", "millions", "billion", "billions", "trillion", "hundred",
    "hundreds", "dozen", "dozens", "squared", "cubed", "factorial", "k", "bn", "mn", "mod",
    "modulo", "lakh", "lakhs", "crore", "crores", "gross", "halves", "thirds", "fourths", "fifths",
    "sixths",
    "eighths", "tenths", "hundredths", "thousandths", "tausend", "millionen", "milliarden",
    "millones",
    "milliards",
  ]

  /// Whether an exponent, a fraction, an index, a percent sign or a word makes it another number.
  private var isScaled: Bool {
    let after = bytes[number.upperBound..<min(range.upperBound, number.upperBound + Self.byteLimit)]
    if Self.isExponent(after) { return true }
    let outside = after.drop { "})]".utf8.contains($0) }
    if outside.first == UInt8(ascii: "_"), let next = outside.dropFirst().first,
      ASCII.isDigit(next) || next == UInt8(ascii: "{")
    {
      return true
    }
    if Self.isVariable(after) { return true }
    let rest = after.drop { " $`'\")]}\\".utf8.contains($0) }
    if isExplicit, let next = rest.first, "!%".utf8.contains(next) { return true }
    if rest.first == UInt8(ascii: "^") { return true }
    let word = rest.prefix { ASCII.isLetter($0) }.map(ASCII.lowercased)
    return Self.scales.contains(String(decoding: word, as: UTF8.self))
  }

  /// Whether a raised digit or a written fraction such as `½` touches what comes before.
  static func isExponent(_ after: ArraySlice<UInt8>) -> Bool {
    guard let first = after.first, first >= 0x80 else { return false }
    let (second, third) = (after.dropFirst().first ?? 0, after.dropFirst(2).first ?? 0)
    switch (first, second) {
    case (0xc2, 0xb2), (0xc2, 0xb3), (0xc2, 0xb9), (0xc2, 0xbc...0xbe): return true
    case (0xe2, 0x81): return (0xb0...0xbf).contains(third)
    case (0xe2, 0x85): return (0x90...0x9e).contains(third)
    default: return false
    }
  }

  /// Whether a lone letter that is a variable and no unit touches what comes before.
  static func isVariable(_ after: ArraySlice<UInt8>) -> Bool {
    guard let first = after.first, "xyzinkK".utf8.contains(first) else { return false }
    return after.dropFirst().first.map { !ASCII.isLetter($0) } ?? true
  }

  /// Whether a calculation goes on: an operator and something that it works on.
  private var goesOn: Bool {
    let after = bytes[number.upperBound..<min(range.upperBound, number.upperBound + Self.byteLimit)]
    let rest = after.drop { " $)]}".utf8.contains($0) }
    for sign in ["+", "-", "*", "/", "\u{d7}", "\u{f7}", "\u{2212}", "\\times", "\\cdot", "\\div"]
    where rest.starts(with: sign.utf8) {
      let operand = rest.dropFirst(sign.utf8.count).drop { $0 == UInt8(ascii: " ") }
      guard let first = operand.first else { return false }
      let isVariable =
        ASCII.isLetter(first) && (operand.dropFirst().first.map { !ASCII.isLetter($0) } ?? true)
      return ASCII.isDigit(first) || first == UInt8(ascii: "(") || isVariable
    }
    return false
  }

  private static func withoutEnd(
    _ bytes: ArraySlice<UInt8>, of some: String
  ) -> ArraySlice<UInt8> {
    var bytes = bytes
    while let last = bytes.last, some.utf8.contains(last) { bytes.removeLast() }
    return bytes
  }
}

extension ArraySlice<UInt8> {
  fileprivate func hasSuffix(_ suffix: [UInt8]) -> Bool {
    suffix.count <= count && self[(endIndex - suffix.count)...].elementsEqual(suffix)
  }
}
