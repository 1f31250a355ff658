/// What stands right before and behind the number of an answer and makes it another one, a bound, or one
/// of several: `1092 or more`, `1092 plus 26`, `1092..1100`, `≤ 1092`, `sqrt(1092)`.
struct NumberContinuation {
  private static let reach = 48

  private let bytes: [UInt8]
  private let range: Range<Int>
  /// The digits of the number.
  private let number: Range<Int>
  private let isExplicit: Bool
  private let allowsPercent: Bool
  private let isMathematics: Bool

  /// Finds the number that a mention states; `nil` where there is none, or none that these rules read.
  init?(
    _ text: AnswerText, _ mention: AnswerMention, of kind: SpokenText.Kind, allowsPercent: Bool
  ) {
    bytes = text.bytes
    range = mention.range
    isExplicit = mention.rule.isExplicit
    self.allowsPercent = allowsPercent
    isMathematics = kind == .mathematics
    guard let number = Self.number(in: text.bytes, mention, kind) else { return nil }
    self.number = number
  }

  /// Whether the number alone is not what the mention says.
  var saysMore: Bool {
    isLed || goesOnBySign || goesOnByWord
      || NumberNeighbours.change(number, in: bytes, range, isMathematics: isMathematics)
  }

  // MARK: - The number

  private static func number(
    in bytes: [UInt8], _ mention: AnswerMention, _ kind: SpokenText.Kind
  ) -> Range<Int>? {
    let range = mention.range
    var start = range.lowerBound
    if mention.isWeak || kind == .mathematics,
      let equals = bytes[range].lastIndex(of: UInt8(ascii: "=")),
      bytes[equals..<range.upperBound].contains(where: ASCII.isDigit)
    {
      start = equals + 1
    } else if mention.isWeak, kind == .number {
      start = lastRun(in: bytes, range) ?? start
    }
    if kind == .mathematics, !isPlain(bytes[start..<range.upperBound]) {
      // A fraction is one number: what follows its last digit goes on.
      let inside = bytes[start..<range.upperBound]
      guard inside.count <= 256, let first = inside.firstIndex(where: ASCII.isDigit),
        let last = inside.lastIndex(where: ASCII.isDigit)
      else { return nil }
      return first..<(last + 1)
    }
    guard let digit = bytes[start..<range.upperBound].firstIndex(where: ASCII.isDigit) else {
      return nil
    }
    var scanner = NumberScanner(bytes: bytes, index: digit, end: range.upperBound)
    _ = scanner.scan()
    return digit..<max(scanner.index, digit + 1)
  }

  /// Whether a formula has plain numbers only: no command, no fraction, no power.
  private static func isPlain(_ bytes: ArraySlice<UInt8>) -> Bool {
    bytes.allSatisfy { $0 < 0x80 && !"\\/^".utf8.contains($0) }
      && !ByteSearch.contains("sqrt", in: bytes) && !ByteSearch.contains("pi", in: bytes)
  }

  /// Where the last run of digits begins, with what groups them.
  private static func lastRun(in bytes: [UInt8], _ range: Range<Int>) -> Int? {
    guard let last = bytes[range].lastIndex(where: ASCII.isDigit) else { return nil }
    var start = last
    while start > range.lowerBound,
      ASCII.isDigit(bytes[start - 1])
        || ",._'".utf8.contains(bytes[start - 1]) && start - 1 > range.lowerBound
          && ASCII.isDigit(bytes[start - 2])
    {
      start -= 1
    }
    return start
  }

  // MARK: - Before

  private static let leads: [[UInt8]] = [
    "\u{2264}", "\u{2265}", "\u{2213}", "<=", ">=", "\\le", "\\ge", "\\leq", "\\geq", "\\mp",
    "\u{230a}", "\u{2308}", "\\lfloor", "\\lceil",
  ].map { Array($0.utf8) }
  private static let leadEnds = Set(leads.compactMap(\.last))
  /// Calls that leave a number what it is.
  private static let wrappers: Set = [
    "int", "print", "float", "str", "answer", "return", "result", "output", "decimal", "boxed",
    "fbox", "round", "integer", "integers", "fraction", "rational", "number", "text", "len", "sum",
    "product", "total", "frac", "left", "right",
  ]

  private var isLed: Bool {
    var end = number.lowerBound
    let low = max(range.lowerBound, end - Self.reach)
    if end > low, end - 1 >= range.lowerBound, bytes[end - 1] == UInt8(ascii: "|"),
      number.upperBound < range.upperBound, bytes[number.upperBound] == UInt8(ascii: "|")
    {
      return true
    }
    if isExplicit, isSignedTwice(from: low) { return true }
    while end > low, " $*_`'\"{-".utf8.contains(bytes[end - 1]) { end -= 1 }
    let before = bytes[low..<end]
    guard !before.isEmpty else { return false }
    // The end of a marker and an equals sign, `>>=`, are no inequality.
    let marker = before.dropLast().suffix(2)
    let isMarker = marker.count == 2 && marker.allSatisfy { "<>".utf8.contains($0) }
    if !isMarker, before.last.map(Self.leadEnds.contains) ?? false,
      Self.leads.contains(where: { before.suffix($0.count).elementsEqual($0) })
    {
      return true
    }
    if isExplicit, before.last == UInt8(ascii: "?") { return true }
    if before.last == UInt8(ascii: "^") { return true }
    if joinsAnother(before) { return true }
    guard before.last == UInt8(ascii: "("), isExplicit || end - low < 16 else { return false }
    let name = before.dropLast().reversed().prefix { ASCII.isLetter($0) }
    guard !name.isEmpty else { return false }
    let word = String(decoding: name.reversed().map(ASCII.lowercased), as: UTF8.self)
    // A root is a number of its own where numbers are spelled as in mathematics.
    return !Self.wrappers.contains(word) && !(isMathematics && word == "sqrt")
  }

  /// Whether two signs stand before the number, or bars around it and its sign: `-(-5)`, `|-5|`.
  private func isSignedTwice(from low: Int) -> Bool {
    var place = number.lowerBound
    guard place > low, bytes[place - 1] == UInt8(ascii: "-") else { return false }
    place -= 1
    if place > low, bytes[place - 1] == UInt8(ascii: "|") { return true }
    while place > low, " (".utf8.contains(bytes[place - 1]) { place -= 1 }
    return place > low && bytes[place - 1] == UInt8(ascii: "-")
  }

  /// Whether another number and `or` stand before this one: `5 or -6`.
  private func joinsAnother(_ before: ArraySlice<UInt8>) -> Bool {
    let words = before.drop { !ASCII.isDigit($0) }.split { $0 == UInt8(ascii: " ") }
    return words.count >= 2 && words.last.map { $0.elementsEqual("or".utf8) } ?? false
  }

  // MARK: - Behind

  private var rest: ArraySlice<UInt8> {
    bytes[number.upperBound..<min(range.upperBound, number.upperBound + Self.reach)]
      .drop { " $*_`'\")]}(".utf8.contains($0) }
  }

  private static let signs: [[UInt8]] = [
    "\u{2264}", "\u{2265}", "\u{2030}", "\u{b1}", "\u{2213}", "\u{230b}", "\u{2309}", "!=",
    "\\pm", "\\le", "\\ge", "\u{2031}",
  ].map { Array($0.utf8) }

  private static let factors: [[UInt8]] = ["\u{3c0}", "\u{bd}", "\u{221a}", "\u{2248}"].map {
    Array($0.utf8)
  }

  private var goesOnBySign: Bool {
    let rest = rest
    guard !rest.isEmpty else { return false }
    if Self.signs.contains(where: { rest.starts(with: $0) }) { return true }
    guard let first = rest.first else { return false }
    let second = rest.dropFirst().first ?? UInt8(ascii: "\n")
    switch first {
    case UInt8(ascii: "<"), UInt8(ascii: ">"):
      return second == UInt8(ascii: " ") || second == UInt8(ascii: "=") || ASCII.isDigit(second)
    case UInt8(ascii: "."):
      let behind = rest.drop { ". ".utf8.contains($0) }
      return second == UInt8(ascii: ".") && (behind.first.map(ASCII.isDigit) ?? false)
    case UInt8(ascii: "%"):
      return rest.dropFirst().first { $0 != UInt8(ascii: " ") }.map(ASCII.isDigit) ?? false
    case UInt8(ascii: ";"):
      let behind = rest.dropFirst()
      return behind.allSatisfy { ASCII.isDigit($0) || " ,.-$*_`".utf8.contains($0) }
        && names(another: behind)
    // In mathematics these are parts of a number.
    case 0xcf, 0xc2, 0xe2:
      return !isMathematics && Self.factors.contains { rest.starts(with: $0) }
    case UInt8(ascii: "+"):
      return !ASCII.isDigit(second) && second != UInt8(ascii: " ")
    case UInt8(ascii: ":"), UInt8(ascii: "|"), UInt8(ascii: "&"), UInt8(ascii: "~"),
      UInt8(ascii: "\n"):
      guard isExplicit || first == UInt8(ascii: ":") else { return false }
      return names(another: rest.dropFirst())
    default: return false
    }
  }

  private static let operations: Set = [
    "plus", "minus", "times", "over", "by", "less", "remainder", "rem", "vs", "versus", "through",
    "thru", "divided", "multiplied", "raised", "base", "x", "to", "reduced", "increased",
    "subtract", "add",
  ]
  /// Words of several languages behind which another number makes two of one.
  private static let joints: Set = [
    "and", "or", "oder", "ou", "o", "y", "e", "et", "und", "bis", "\u{e0}", "\u{438}", "\u{548c}",
    "of",
    "out", "per",
  ]
  /// Words for multiples and parts of several languages.
  private static let scales: Set = [
    "lakh", "lakhs", "crore", "crores", "mio", "mrd", "mln", "tsd", "tausend", "mil", "mille",
    "gross",
    "score", "halves", "thirds", "quarters", "tenths", "hundredths", "thousandths", "bp", "bps",
    "hex",
    "hexadecimal", "octal", "binary", "max", "\u{4e07}", "\u{5104}", "\u{4ebf}", "\u{5343}",
    "\u{767e}\u{4e07}", "\u{b9cc}", "\u{c5b5}", "\u{442}\u{44b}\u{441}", "\u{43c}\u{43b}\u{43d}",
    "\u{442}\u{44b}\u{441}\u{44f}\u{447}", "\u{4ee5}\u{4e0a}", "\u{4ee5}\u{4e0b}", "pairs", "gon",
    "grad",
  ]
  private static let precisions: Set = [
    "decimal", "decimals", "significant", "digits", "places", "dp", "sf",
  ]
  private static let links: Set = ["by", "of", "in", "to", "the", "power", "a", "base", "from"]
  private static let bounds: [[String]] = [
    ["or", "more"], ["or", "less"], ["or", "so"], ["or", "higher"], ["or", "fewer"],
    ["or", "above"], ["or", "greater"], ["or", "lower"], ["or", "larger"], ["or", "smaller"],
    ["and", "up"], ["and", "above"], ["and", "more"], ["and", "higher"], ["and", "over"],
    ["and", "upwards"], ["at", "least"], ["at", "most"], ["minimum"], ["maximum"],
    ["but", "less"], ["but", "more"], ["but", "not"], ["give", "or"], ["lower", "bound"],
    ["upper", "bound"], ["to", "the", "power"], ["per", "mille"], ["per", "thousand"],
    ["basis", "points"], ["plus", "or", "minus"], ["or", "something"], ["and", "a", "half"],
    ["and", "a", "bit"], ["and", "change"], ["plus", "something"], ["short", "of"], ["shy", "of"],
    ["away", "from"], ["too", "many"], ["too", "few"], ["off"], ["more", "than"],
    ["less", "than"], ["times", "itself"], ["at", "best"], ["at", "the", "most"],
    ["at", "the", "least"], ["in", "hex"], ["in", "binary"], ["in", "octal"],
    ["with", "a", "negative"], ["permille"], ["in", "base"], ["or", "thereabouts"], ["ish"],
  ]
  private static let shares: [[String]] = [["per", "cent"], ["pct"], ["percent"], ["percentage"]]

  private var goesOnByWord: Bool {
    let rest = rest
    guard !rest.isEmpty else { return false }
    let words = AnswerWord.words(
      in: AnswerText(Array(rest)), 0..<rest.count
    ).prefix(4)
    let lower = words.map(\.lower)
    guard let first = lower.first, words[words.startIndex].range.lowerBound <= 2 else {
      return false
    }
    if Self.scales.contains(first) || Self.bounds.contains(where: { lower.starts(with: $0) }) {
      return true
    }
    if !allowsPercent, Self.shares.contains(where: { lower.starts(with: $0) }) { return true }
    let own = rest.dropFirst(words[words.startIndex].range.lowerBound)
    // `1092 M` is a million of them, and `1092 m` a length; `1092 R 3` has a remainder.
    if "MBR".utf8.contains(own.first ?? 0),
      own.dropFirst().first.map({ !ASCII.isLetter($0) }) ?? true
    {
      return own.first != UInt8(ascii: "R")
        || lower.dropFirst().first?.utf8.first.map(ASCII.isDigit) ?? false
    }
    let behind = lower.dropFirst().drop { Self.links.contains($0) }
    let isNumber = behind.first?.utf8.first.map(ASCII.isDigit) ?? false
    if Self.operations.contains(first) {
      // `5 to 2 decimals` is 5.
      return isNumber && !(behind.dropFirst().first.map(Self.precisions.contains) ?? false)
    }
    if Self.joints.contains(first) {
      // `24 out of 36` and `24 per 10` are shares.
      let choices: Set = ["of", "maybe", "possibly", "perhaps", "else", "alternatively", "even"]
      let other = lower.dropFirst().drop { choices.contains($0) }
      return (other.first?.utf8.first.map(ASCII.isDigit) ?? false)
        && names(another: own.drop { !ASCII.isDigit($0) })
    }
    return false
  }

  /// Whether another number than this one stands at the start of some bytes.
  private func names(another rest: ArraySlice<UInt8>) -> Bool {
    let rest = rest.drop { " $*_`'\"(-\n".utf8.contains($0) }
    guard let first = rest.first, ASCII.isDigit(first) else { return false }
    var scanner = NumberScanner(bytes: bytes, index: rest.startIndex, end: range.upperBound)
    guard let other = scanner.scan() else { return true }
    var own = NumberScanner(bytes: bytes, index: number.lowerBound, end: number.upperBound)
    return own.scan()?.value != other.value
  }
}
