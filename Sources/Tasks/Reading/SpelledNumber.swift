import Basics

/// A number as somebody spells it in a file: a decimal or a fraction, with a sign or not.
enum SpelledNumber {
  /// The number that some bytes are, and nothing else.
  static func value(_ bytes: ArraySlice<UInt8>) -> Rational? {
    let parts = bytes.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    guard parts.count <= 2, let first = parts.first.flatMap(signed) else { return nil }
    guard parts.count == 2 else { return first }
    return signed(parts[1]).flatMap { first.divided(by: $0) }
  }

  /// The floating-point number next to that of a text, blanks around it left out.
  static func double(_ text: String) -> Double? {
    var bytes = Array(text.utf8)[...].drop(while: ASCII.isSpace)
    while let last = bytes.last, ASCII.isSpace(last) { bytes.removeLast() }
    return Double(text) ?? value(bytes)?.double
  }

  private static func signed(_ bytes: ArraySlice<UInt8>) -> Rational? {
    let isNegative = bytes.first == UInt8(ascii: "-")
    let hasSign = isNegative || bytes.first == UInt8(ascii: "+")
    let digits = Array(hasSign ? bytes.dropFirst() : bytes)
    guard let first = digits.first, ASCII.isDigit(first) || first == UInt8(ascii: ".") else {
      return nil
    }
    var scanner = NumberScanner(bytes: digits, index: 0, end: digits.count)
    guard let number = scanner.scan(), scanner.index == digits.count else { return nil }
    return isNegative ? -number.value : number.value
  }
}
