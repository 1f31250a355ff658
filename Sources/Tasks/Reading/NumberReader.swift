import BigInt

/// Exact numbers in what models write.
///
/// Thousands separators (`1,234`, `1_234`, `1\,234`, `1{,}234`, narrow spaces), ASCII and Unicode
/// minus signs, currency signs, decimals and exponents (`1.5e+20`, `1.5 \times 10^{20}`) are read.
enum NumberReader {
  /// The most digits that are read as one number: enough for every task, and a bound on the work.
  static let digitLimit = 400

  /// The last whole number in a range; `nil` if the last number is not whole: a fraction of zeros is,
  /// another fraction or an exponent is not.
  static func lastInteger(in text: AnswerText, _ range: Range<Int>) -> BigInt? {
    last(in: text.bytes, range)?.number?.integer
  }

  /// The number that a candidate states: in a marker, a box or after "the answer is" the number at the
  /// start, unless a calculation begins there; else the first after the last `=`; else the last.
  ///
  /// A number that what stands around it denies or makes a part of another is none. A line inside a
  /// code fence is read only if it is nothing but a number.
  static func stated(in text: AnswerText, _ candidate: AnswerCandidate) -> WrittenNumber? {
    let bytes = text.bytes
    let range = candidate.range
    if candidate.rule != .lastLine, let found = next(in: bytes, range, floor: range.lowerBound),
      isDecoration(bytes[range.lowerBound..<found.start]),
      !isOperator(in: bytes, at: found.end, end: range.upperBound)
    {
      if candidate.rule == .fencedLine, !isDecoration(bytes[found.end..<range.upperBound]) {
        return nil
      }
      // Whoever names two answers has given none.
      return isHedged(bytes[found.end..<range.upperBound])
        ? nil : ruled(found, in: bytes, candidate)
    }
    if candidate.rule == .fencedLine { return nil }
    if let equals = bytes[range].lastIndex(of: UInt8(ascii: "=")),
      let found = next(in: bytes, (equals + 1)..<range.upperBound)
    {
      return ruled(found, in: bytes, candidate)
    }
    return last(in: bytes, range, floor: range.lowerBound).flatMap {
      ruled($0, in: bytes, candidate)
    }
  }

  /// A number that was found, as what stands around it lets it count.
  private static func ruled(
    _ found: Found, in bytes: [UInt8], _ candidate: AnswerCandidate
  ) -> WrittenNumber? {
    let surroundings = NumberSurroundings(
      bytes: bytes, number: found.start..<found.end, range: candidate.range,
      isExplicit: candidate.rule.isExplicit, isStated: candidate.rule != .lastLine)
    return switch surroundings.ruling {
    case .plain: found.number
    case .negated: found.number?.negated
    case .denied: nil
    }
  }

  /// A number, and the bytes of its digits; the number is `nil` if it is too long.
  private typealias Found = (number: WrittenNumber?, start: Int, end: Int)

  /// The last number in a range.
  private static func last(in bytes: [UInt8], _ range: Range<Int>, floor: Int = 0) -> Found? {
    var last: Found?
    var start = range.lowerBound
    while let found = next(in: bytes, start..<range.upperBound, floor: floor) {
      last = found
      start = found.end
    }
    return last
  }

  /// The first number in a range; what stands before the floor is none of its business.
  private static func next(in bytes: [UInt8], _ range: Range<Int>, floor: Int = 0) -> Found? {
    var index = range.lowerBound
    while index < range.upperBound {
      let isPoint =
        bytes[index] == UInt8(ascii: ".") && index + 1 < range.upperBound
        && ASCII.isDigit(bytes[index + 1])
      guard isPoint || ASCII.isDigit(bytes[index]) else {
        index += 1
        continue
      }
      var scanner = NumberScanner(bytes: bytes, index: index, end: range.upperBound)
      let number = scanner.scan()
      // Digits within a name, such as `x2`, are no number.
      if index > 0, ASCII.isLetter(bytes[index - 1]) || bytes[index - 1] == UInt8(ascii: "_") {
        index = max(scanner.index, index + 1)
        continue
      }
      // Nor are digits after a hyphen in a name, such as `x-2`, or after two minus signs.
      guard let isNegative = hasMinus(bytes, before: index, floor) else {
        index = max(scanner.index, index + 1)
        continue
      }
      return (isNegative ? number?.negated : number, index, max(scanner.index, index + 1))
    }
    return nil
  }

  /// Whether a minus sign that is no subtraction stands right before a number, a currency sign between
  /// them or not; `nil` if the sign belongs to a name, or there are two.
  private static func hasMinus(
    _ bytes: [UInt8], before index: Int, _ floor: Int
  ) -> Bool? {
    var end = index
    if end > 0, bytes[end - 1] == UInt8(ascii: "$") { end -= 1 }
    if end < index, end > 0, bytes[end - 1] == UInt8(ascii: "\\") { end -= 1 }
    if end > 0, bytes[end - 1] == UInt8(ascii: "-") {
      end -= 1
    } else if end >= 3, Array(bytes[(end - 3)..<end]) == Array("\u{2212}".utf8) {
      end -= 3
    } else {
      return false
    }
    guard end > floor else { return true }
    if ASCII.isLetter(bytes[end - 1]) || bytes[end - 1] == UInt8(ascii: "-") { return nil }
    if end >= 3, bytes[(end - 3)..<end].elementsEqual("\u{2212}".utf8) { return nil }
    while end > floor, bytes[end - 1] == UInt8(ascii: " ") { end -= 1 }
    guard end > floor else { return true }
    let before = bytes[end - 1]
    return !(ASCII.isDigit(before) || before == UInt8(ascii: ")") || before == UInt8(ascii: "]"))
  }

  /// Whether bytes hold nothing but signs that people put before a number.
  private static func isDecoration(_ bytes: ArraySlice<UInt8>) -> Bool {
    let minus = Array("\u{2212}".utf8)
    return bytes.count <= 16
      && bytes.allSatisfy {
        ASCII.isSpace($0) || "$*_`'\"\\([{-:~+".utf8.contains($0) || minus.contains($0)
      }
  }

  /// Whether another number is named right after one: `12 or 13`, `(12, 13)`, `12,3`.
  private static func isHedged(_ rest: ArraySlice<UInt8>) -> Bool {
    if rest.starts(with: " or ".utf8) { return true }
    var rest = rest.prefix(16)
    guard rest.popFirst() == UInt8(ascii: ",") else { return false }
    let next = rest.first { !(ASCII.isSpace($0) || "$-\\".utf8.contains($0)) }
    return next.map(ASCII.isDigit) ?? false
  }

  /// Whether a calculation or an equation goes on at a place.
  private static func isOperator(in bytes: [UInt8], at index: Int, end: Int) -> Bool {
    var index = index
    let closing = "$)]} ".utf8
    while index < min(end, index + 8), closing.contains(bytes[index]) { index += 1 }
    guard index < end else { return false }
    let rest = bytes[index..<min(end, index + 6)]
    // `**` closes bold text.
    if rest.starts(with: "**".utf8) { return false }
    return ["+", "-", "*", "/", "=", "\u{d7}", "\u{f7}", "\u{2212}", "\\times", "\\cdot", "\\div"]
      .contains { rest.starts(with: $0.utf8) }
  }
}
