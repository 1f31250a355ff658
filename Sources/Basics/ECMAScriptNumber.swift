/// Numbers as ECMAScript writes them (ECMA-262, Number::toString), which RFC 8785 asks for.
enum ECMAScriptNumber {
  /// The shortest text that reads back as the same double; `nil` if it is not finite.
  static func text(of double: Double) -> String? {
    guard double.isFinite else { return nil }
    guard double != 0 else { return "0" }
    let (digits, pointPosition) = decimal(of: double.magnitude)
    let sign = double < 0 ? "-" : ""
    return sign + layout(digits: digits, pointPosition: pointPosition)
  }

  /// The shortest digits, without leading or trailing zeros, and the position of the decimal point
  /// counted from the first digit.
  private static func decimal(of magnitude: Double) -> (digits: [UInt8], pointPosition: Int) {
    // Swift prints the same shortest digits, laid out differently.
    let text = Array("\(magnitude)".utf8)
    let mantissaEnd = text.firstIndex(of: UInt8(ascii: "e")) ?? text.count
    let exponent = Int(String(decoding: text[mantissaEnd...].dropFirst(), as: UTF8.self)) ?? 0
    let mantissa = text[..<mantissaEnd]
    let point = mantissa.firstIndex(of: UInt8(ascii: ".")) ?? mantissa.endIndex
    var digits = mantissa.filter { $0 != UInt8(ascii: ".") }
    var pointPosition = point + exponent
    while digits.first == UInt8(ascii: "0") {
      digits.removeFirst()
      pointPosition -= 1
    }
    while digits.last == UInt8(ascii: "0") { digits.removeLast() }
    return (Array(digits), pointPosition)
  }

  private static func layout(digits: [UInt8], pointPosition: Int) -> String {
    let text = String(decoding: digits, as: UTF8.self)
    switch pointPosition {
    case digits.count...21:
      return text + String(repeating: "0", count: pointPosition - digits.count)
    case 1...21:
      return text.prefix(pointPosition) + "." + text.dropFirst(pointPosition)
    case -5...0:
      return "0." + String(repeating: "0", count: -pointPosition) + text
    default:
      let exponent = pointPosition - 1
      let fraction = digits.count > 1 ? "." + text.dropFirst() : ""
      return text.prefix(1) + fraction + "e" + (exponent < 0 ? "-" : "+") + String(abs(exponent))
    }
  }
}
