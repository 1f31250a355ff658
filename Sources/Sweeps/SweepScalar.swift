/// A plain scalar of a sweep's YAML, as YAML 1.2's core schema reads it.
///
/// YAML 1.1, which the library reads by itself, takes `no` for false, `1:30` for ninety and `010` for
/// eight; and it traps where a number in base 60 overflows.
enum SweepScalar {
  case null
  case bool(Bool)
  case integer(Int)
  case double(Double)
  case text(String)

  init(plain text: String) {
    switch text {
    case "", "~", "null", "Null", "NULL": self = .null
    case "true", "True", "TRUE": self = .bool(true)
    case "false", "False", "FALSE": self = .bool(false)
    default:
      if let integer = Self.integer(text) {
        self = .integer(integer)
      } else if let double = Self.double(text) {
        self = .double(double)
      } else {
        self = .text(text)
      }
    }
  }

  /// A whole number that fits: decimal with or without a sign, `0x` and `0o` without.
  private static func integer(_ text: String) -> Int? {
    for (prefix, radix) in [("0x", 16), ("0o", 8)] where text.hasPrefix(prefix) {
      let digits = text.dropFirst(prefix.count)
      return digits.utf8.allSatisfy { $0 != sign.plus && $0 != sign.minus }
        ? Int(digits, radix: radix) : nil
    }
    return Int(text)
  }

  /// A finite number in decimal notation; one too large for a double is none.
  private static func double(_ text: String) -> Double? {
    var rest = text.utf8[...]
    skipSign(&rest)
    let whole = skipDigits(&rest)
    var part = 0
    if rest.first == UInt8(ascii: ".") {
      rest.removeFirst()
      part = skipDigits(&rest)
    }
    guard whole + part > 0 else { return nil }
    if let letter = rest.first, letter | 0x20 == UInt8(ascii: "e") {
      rest.removeFirst()
      skipSign(&rest)
      guard skipDigits(&rest) > 0 else { return nil }
    }
    guard rest.isEmpty, let double = Double(text), double.isFinite else { return nil }
    return double
  }

  private static let sign = (plus: UInt8(ascii: "+"), minus: UInt8(ascii: "-"))

  private static func skipSign(_ rest: inout Substring.UTF8View) {
    if rest.first == sign.plus || rest.first == sign.minus { rest.removeFirst() }
  }

  /// Passes digits and gives their number.
  private static func skipDigits(_ rest: inout Substring.UTF8View) -> Int {
    let before = rest.count
    rest = rest.drop { $0 &- UInt8(ascii: "0") <= 9 }
    return before - rest.count
  }
}
