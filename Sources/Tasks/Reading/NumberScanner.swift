import Basics
import BigInt

/// A number as somebody wrote it.
struct WrittenNumber: Hashable, Sendable {
  /// The exact value of what was written.
  var value: Rational
  /// Whether it was written with a fraction, be it of zeros.
  var hasPoint = false
  /// Whether it was written with a power of ten.
  var hasExponent = false
  /// The digits from the first that is not zero.
  var significantDigits = 0
}

extension WrittenNumber {
  /// Whether it was written as a decimal and not as a whole number or a fraction.
  var isDecimal: Bool { hasPoint || hasExponent }

  /// The whole value; `nil` for a fraction that is not zero, or an exponent.
  var integer: BigInt? {
    hasExponent || !value.isInteger ? nil : value.numerator
  }

  /// The number with the other sign.
  var negated: WrittenNumber {
    var number = self
    number.value = -value
    return number
  }

  /// Whether this is `truth` as binary floating point prints it, such as `12.600000000000001`.
  ///
  /// Only numbers of 16 digits and more can be that, since a double holds any 15 as they are: two cents
  /// more than nine million millions are two cents more. They must agree with the truth to 10^-14 of it: some
  /// units in the last place of a double.
  func isFloatingPointSpelling(of truth: Rational) -> Bool {
    guard isDecimal, significantDigits >= 16 else { return false }
    return (value - truth).magnitude <= truth.magnitude * Self.noise
  }

  private static let noise = Rational(1, over: 100_000_000_000_000)
}

/// Reads one number without a sign, byte by byte.
struct NumberScanner {
  /// The text.
  let bytes: [UInt8]
  /// The next byte to read.
  var index: Int
  /// Where reading stops.
  let end: Int
  /// Whether `1,234` is one number; not so in lists.
  var readsGroups = true

  private var digits: [UInt8] = []
  private var places = 0
  private var exponent = 0

  /// Creates a scanner.
  init(bytes: [UInt8], index: Int, end: Int, readsGroups: Bool = true) {
    self.bytes = bytes
    self.index = index
    self.end = end
    self.readsGroups = readsGroups
  }

  /// Reads a number that starts here; `nil` if none does, or if it is too long to be worth reading,
  /// when it is passed over all the same.
  mutating func scan() -> WrittenNumber? {
    digits.removeAll(keepingCapacity: true)
    (places, exponent) = (0, 0)
    readWhole()
    let hasPoint = readFraction()
    guard !digits.isEmpty else { return nil }
    let hasExponent = readExponent()
    guard digits.count <= NumberReader.digitLimit, abs(exponent) <= NumberReader.digitLimit else {
      return nil
    }
    let significant = digits.drop { $0 == 0 }.count
    return WrittenNumber(
      value: value, hasPoint: hasPoint, hasExponent: hasExponent, significantDigits: significant)
  }

  private var value: Rational {
    let mantissa = Self.integer(digits)
    let power = exponent - places
    if power == 0 { return Rational(mantissa) }
    let scale = BigInt(10).power(abs(power))
    if power > 0 { return Rational(mantissa * scale) }
    return Rational(mantissa, over: scale) ?? Rational(mantissa)
  }

  private static func integer(_ digits: [UInt8]) -> BigInt {
    var total = BigInt()
    var chunk = 0
    var scale = 1
    for digit in digits {
      chunk = chunk * 10 + Int(digit)
      scale *= 10
      if scale == 1_000_000_000_000_000_000 {
        total = total * BigInt(small: scale) + BigInt(small: chunk)
        (chunk, scale) = (0, 1)
      }
    }
    if total.isZero { return BigInt(small: chunk) }
    return total * BigInt(small: scale) + BigInt(small: chunk)
  }

  private mutating func readWhole() {
    let start = index
    readDigits()
    guard readsGroups, index - start <= 3, index > start else { return }
    while let separator = Self.separator(in: bytes, at: index, end: end) {
      let group = index + separator
      guard isGroup(at: group) else { return }
      for place in group..<(group + 3) { append(bytes[place]) }
      index = group + 3
    }
  }

  private mutating func readFraction() -> Bool {
    guard index + 1 < end, bytes[index] == UInt8(ascii: "."), ASCII.isDigit(bytes[index + 1]) else {
      return false
    }
    index += 1
    let start = index
    readDigits()
    places = index - start
    return true
  }

  private mutating func readExponent() -> Bool {
    if let (value, next) = Self.exponent(in: bytes, at: index, end: end) {
      (exponent, index) = (value, next)
      return true
    }
    return false
  }

  private mutating func readDigits() {
    while index < end, ASCII.isDigit(bytes[index]) {
      append(bytes[index])
      index += 1
    }
  }

  /// Keeps a digit, and one more than the limit at most: enough to see that there are too many.
  private mutating func append(_ byte: UInt8) {
    if digits.count <= NumberReader.digitLimit { digits.append(byte - UInt8(ascii: "0")) }
  }

  /// Whether exactly three digits stand here.
  private func isGroup(at start: Int) -> Bool {
    guard start + 3 <= end, bytes[start..<(start + 3)].allSatisfy(ASCII.isDigit) else {
      return false
    }
    return start + 3 == end || !ASCII.isDigit(bytes[start + 3])
  }
}

extension NumberScanner {
  private static let separators: [[UInt8]] = [
    ",", "_", "{,}", "\\,", "\\ ", "\\!,", ",\\!", "\u{a0}", "\u{2009}", "\u{202f}",
  ].map { (text: String) in Array(text.utf8) }

  /// The length of the thousands separator at a place.
  private static func separator(in bytes: [UInt8], at index: Int, end: Int) -> Int? {
    guard index < end, ",_{\\".utf8.contains(bytes[index]) || bytes[index] >= 0x80 else {
      return nil
    }
    // The longest wins, so that `,\!` is not taken for `,`.
    var longest: Int?
    for separator in separators
    where starts(separator, in: bytes, at: index, end: end) && separator.count > longest ?? 0 {
      longest = separator.count
    }
    return longest
  }

  private static let timesSigns = ["\\times", "\\cdot", "\u{d7}", "\u{b7}", "*", "x"]

  /// A power of ten such as `e+20`, ` \times 10^{20}` or `*10**20` at a place, and where it ends.
  private static func exponent(
    in bytes: [UInt8], at index: Int, end: Int
  ) -> (value: Int, next: Int)? {
    guard index < end else { return nil }
    var place = index
    if ASCII.lowercased(bytes[place]) == UInt8(ascii: "e") {
      return signedInteger(in: bytes, at: place + 1, end: end)
    }
    skipSpaces(in: bytes, &place, end)
    guard place < end, "\\*x".utf8.contains(bytes[place]) || bytes[place] >= 0x80,
      let times = first(of: timesSigns, bytes, place, end)
    else { return nil }
    place += times
    skipSpaces(in: bytes, &place, end)
    guard let ten = first(of: ["10^{", "10^", "10**"], bytes, place, end) else { return nil }
    place += ten
    guard let (value, next) = signedInteger(in: bytes, at: place, end: end) else { return nil }
    let isBraced = bytes[place - 1] == UInt8(ascii: "{")
    let isClosed = next < end && bytes[next] == UInt8(ascii: "}")
    return (value, isBraced && isClosed ? next + 1 : next)
  }

  private static func signedInteger(
    in bytes: [UInt8], at start: Int, end: Int
  ) -> (value: Int, next: Int)? {
    var index = start
    var isNegative = false
    if let minus = first(of: ["-", "\u{2212}"], bytes, index, end) {
      isNegative = true
      index += minus
    } else if index < end, bytes[index] == UInt8(ascii: "+") {
      index += 1
    }
    let digits = index
    var value = 0
    while index < end, ASCII.isDigit(bytes[index]) {
      value = min(value * 10 + Int(bytes[index] - UInt8(ascii: "0")), 1_000_000)
      index += 1
    }
    return index == digits ? nil : (isNegative ? -value : value, index)
  }

  private static func skipSpaces(in bytes: [UInt8], _ index: inout Int, _ end: Int) {
    // A few are enough, and a page of them must not be read once for each number.
    let limit = min(end, index + 4)
    while index < limit, ASCII.isSpace(bytes[index]) { index += 1 }
  }

  private static func first(
    of needles: [String], _ bytes: [UInt8], _ index: Int, _ end: Int
  ) -> Int? {
    for needle in needles where starts(needle.utf8, in: bytes, at: index, end: end) {
      return needle.utf8.count
    }
    return nil
  }

  private static func starts(
    _ needle: some Collection<UInt8>, in bytes: [UInt8], at index: Int, end: Int
  ) -> Bool {
    index >= 0 && index + needle.count <= end
      && zip(needle, bytes[index...]).allSatisfy { $0 == $1 }
  }
}
