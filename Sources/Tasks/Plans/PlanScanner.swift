/// A reader that walks over a range of an answer's bytes: the common ground of the four plan readers.
///
/// What a model adds for looks (white space, quotes of both kinds, backticks, asterisks, dollar signs,
/// backslashes) is noise between tokens. A failed take leaves the position behind the noise. Every
/// token is bounded or read once, so that readers stay linear in the text.
struct PlanScanner {
  /// Where the next byte is read.
  var position: Int
  private let bytes: [UInt8]
  private let end: Int

  /// By which rules places were found: what was no plan to the old ones must stay none.
  let rules: ReadingRules

  /// Creates a scanner of a range of a text.
  init(_ text: AnswerText, _ range: Range<Int>, _ rules: ReadingRules = .form) {
    self.rules = rules
    bytes = text.bytes
    position = range.lowerBound
    end = range.upperBound
  }

  /// The next byte; `nil` at the end.
  var next: UInt8? { position < end ? bytes[position] : nil }

  /// Whether all is read.
  var isAtEnd: Bool { position >= end }

  /// Whether the word right before the position denies what comes next.
  var isDenied: Bool {
    let before = AnswerNegation.words(bytes, before: position, in: 0..<end).first
    return before.map { ["not", "don't", "never", "cannot", "can't"].contains($0) } ?? false
  }

  /// Passes one byte; must not be at the end.
  mutating func advance() { position += 1 }
}

// MARK: - Tokens

extension PlanScanner {
  /// Passes what models add for looks.
  mutating func skipNoise() {
    while let length = noiseLength() { position += length }
  }

  /// Takes a byte, if it comes next.
  mutating func take(_ byte: UInt8) -> Bool {
    skipNoise()
    guard next == byte else { return false }
    position += 1
    return true
  }

  /// Takes `[` or `(`.
  mutating func takeOpening() -> Bool {
    take(UInt8(ascii: "[")) || take(UInt8(ascii: "("))
  }

  /// Takes `]` or `)`.
  mutating func takeClosing() -> Bool {
    take(UInt8(ascii: "]")) || take(UInt8(ascii: ")"))
  }

  /// Takes a lower-case prefix, ignoring case, whatever follows it.
  mutating func take(prefix: StaticString) -> Bool {
    skipNoise()
    guard isNext(prefix) else { return false }
    position += prefix.utf8CodeUnitCount
    return true
  }

  /// Takes a lower-case word, ignoring case, that no letter follows.
  mutating func take(word: StaticString) -> Bool {
    skipNoise()
    let after = position + word.utf8CodeUnitCount
    guard isNext(word), after >= end || !ASCII.isLetter(bytes[after]) else { return false }
    position = after
    return true
  }

  /// Takes a name of up to 32 letters, digits and hyphens.
  mutating func name() -> String? {
    skipNoise()
    let start = position
    while let byte = next, ASCII.isLetter(byte) || ASCII.isDigit(byte) || byte == 0x2d {
      position += 1
      guard position - start <= 32 else { return nil }
    }
    return position > start ? String(decoding: bytes[start..<position], as: UTF8.self) : nil
  }

  /// Passes bytes up to the next place where a lower-case word starts, ignoring case; `false` and the
  /// end if there is none.
  mutating func seek(word: StaticString) -> Bool {
    while position < end {
      if isNext(word), position == 0 || !ASCII.isLetter(bytes[position - 1]) { return true }
      position += 1
    }
    return false
  }

  /// Whether a lower-case text comes next, ignoring case, with no noise before it.
  func isNext(_ text: StaticString) -> Bool {
    let count = text.utf8CodeUnitCount
    guard position + count <= end else { return false }
    for index in 0..<count
    where ASCII.lowercased(bytes[position + index]) != text.utf8Start[index] {
      return false
    }
    return true
  }

  /// The length of the noise at the position: ASCII, a no-break space or a curly quote.
  private func noiseLength() -> Int? {
    guard let byte = next else { return nil }
    if ASCII.isSpace(byte) { return 1 }
    switch byte {
    case UInt8(ascii: "'"), UInt8(ascii: "\""), UInt8(ascii: "`"), UInt8(ascii: "*"),
      UInt8(ascii: "$"), UInt8(ascii: "\\"):
      return 1
    case 0xc2: return position + 1 < end && bytes[position + 1] == 0xa0 ? 2 : nil
    case 0xe2:
      guard position + 2 < end, bytes[position + 1] == 0x80 else { return nil }
      return [0x98, 0x99, 0x9c, 0x9d].contains(bytes[position + 2]) ? 3 : nil
    default: return nil
    }
  }
}

// MARK: - Numbers

extension PlanScanner {
  /// The largest magnitude of a number; a larger one is read as this one.
  static let magnitudeLimit = 1_000_000_000

  /// Takes a whole number; a fraction of zeros is read as none, another fraction is `nil`.
  mutating func integer() -> Int? {
    let isNegative = sign()
    guard let magnitude = digits() else { return nil }
    if next == UInt8(ascii: "."), position + 1 < end, ASCII.isDigit(bytes[position + 1]) {
      position += 1
      guard digits() == 0 else { return nil }
    }
    return isNegative ? -magnitude : magnitude
  }

  /// Takes a decimal number, an exponent or a call such as `np.float64(0.5)` around it included, in
  /// millionths, rounded half away from zero.
  mutating func millionths() -> Int? {
    skipNoise()
    guard let byte = next, ASCII.isLetter(byte) else { return plainMillionths() }
    let start = position
    while let byte = next, byte != UInt8(ascii: "(") {
      position += 1
      guard ASCII.isLetter(byte) || ASCII.isDigit(byte) || byte == 0x5f || byte == 0x2e,
        position - start <= 24
      else { return nil }
    }
    guard take(UInt8(ascii: "(")), let value = plainMillionths(), take(UInt8(ascii: ")")) else {
      return nil
    }
    return value
  }

  private mutating func plainMillionths() -> Int? {
    let isNegative = sign()
    var decimal = Decimal()
    let start = position
    while let byte = next, ASCII.isDigit(byte) {
      decimal.append(byte, isFraction: false)
      position += 1
    }
    var digits = position - start
    if next == UInt8(ascii: ".") {
      position += 1
      let fraction = position
      while let byte = next, ASCII.isDigit(byte) {
        decimal.append(byte, isFraction: true)
        position += 1
      }
      digits += position - fraction
    }
    guard digits > 0 else { return nil }
    decimal.exponent += exponent()
    let magnitude = decimal.millionths
    return isNegative ? -magnitude : magnitude
  }

  private mutating func exponent() -> Int {
    let start = position
    guard let byte = next, byte | 0x20 == UInt8(ascii: "e") else { return 0 }
    position += 1
    var isNegative = false
    if next == UInt8(ascii: "-") || next == UInt8(ascii: "+") {
      isNegative = next == UInt8(ascii: "-")
      position += 1
    }
    guard let magnitude = digits() else {
      position = start
      return 0
    }
    return isNegative ? -magnitude : magnitude
  }

  /// Takes a plus, a minus or a Unicode minus; whether it was a minus.
  private mutating func sign() -> Bool {
    skipNoise()
    if next == UInt8(ascii: "+") {
      position += 1
    } else if next == UInt8(ascii: "-") {
      position += 1
      return true
    } else if position + 2 < end, bytes[position] == 0xe2, bytes[position + 1] == 0x88,
      bytes[position + 2] == 0x92
    {
      position += 3
      return true
    }
    return false
  }

  private mutating func digits() -> Int? {
    let start = position
    var value = 0
    while let byte = next, ASCII.isDigit(byte) {
      value = min(value * 10 + Int(byte - UInt8(ascii: "0")), Self.magnitudeLimit)
      position += 1
    }
    return position > start ? value : nil
  }
}

/// The digits of a decimal number as they are read: `mantissa` times ten to the `exponent`.
private struct Decimal {
  var mantissa = 0
  var exponent = 0

  /// Adds a digit.
  ///
  /// Digits after the eighteenth cannot change a number rounded to millionths within
  /// ``PlanScanner/magnitudeLimit`` and are dropped.
  mutating func append(_ digit: UInt8, isFraction: Bool) {
    if mantissa < 100_000_000_000_000_000 {
      mantissa = mantissa * 10 + Int(digit - UInt8(ascii: "0"))
      if isFraction { exponent -= 1 }
    } else if !isFraction {
      exponent += 1
    }
  }

  var millionths: Int {
    var value = mantissa
    var shift = exponent + 6
    guard value > 0 else { return 0 }
    if shift < -18 { return 0 }
    if shift < 0 {
      var divisor = 1
      while shift < 0 {
        divisor *= 10
        shift += 1
      }
      return min((value + divisor / 2) / divisor, PlanScanner.magnitudeLimit)
    }
    while shift > 0, value < PlanScanner.magnitudeLimit {
      value *= 10
      shift -= 1
    }
    return min(value, PlanScanner.magnitudeLimit)
  }
}

/// Bounds on the plans of all planning tasks.
enum PlanLimits {
  /// The most steps, moves or waypoints that are read and simulated: far above every reference plan.
  static let steps = 1_000
  /// The most parts of one step: assignments, actions.
  static let parts = 1_000
}
