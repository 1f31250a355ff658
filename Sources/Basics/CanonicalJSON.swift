/// Canonical JSON (RFC 8785): one text for one value, whatever wrote it.
///
/// Members are sorted by UTF-16 code units, numbers are written as ECMAScript writes them, and
/// nothing is escaped that need not be. Values that have no canonical form are refused: numbers that
/// are not finite, and integers beyond ±2^53, which another reader would round.
public enum CanonicalJSON {
  /// The canonical bytes of a value.
  public static func bytes(of value: JSONValue) throws(JSONError) -> [UInt8] {
    var bytes: [UInt8] = []
    try append(value, to: &bytes)
    return bytes
  }

  /// The canonical bytes of a value that this program made itself, of strings and of numbers that are
  /// finite and within ±2^53.
  ///
  /// Any other value is a mistake of the program, and stops it: a record without its content would
  /// look like a sound one.
  public static func bytes(ofOwn value: JSONValue) -> [UInt8] {
    do {
      return try bytes(of: value)
    } catch {
      preconditionFailure("a value of our own has no canonical form: \(error)")
    }
  }

  /// The canonical text of a value.
  public static func text(of value: JSONValue) throws(JSONError) -> String {
    String(decoding: try bytes(of: value), as: UTF8.self)
  }

  /// Appends the canonical bytes of a value to a buffer.
  public static func append(_ value: JSONValue, to bytes: inout [UInt8]) throws(JSONError) {
    switch value {
    case .null: bytes.append(contentsOf: "null".utf8)
    case .bool(let bool): bytes.append(contentsOf: (bool ? "true" : "false").utf8)
    case .integer(let integer):
      guard integer.magnitude <= UInt64(JSONValue.exactIntegerLimit) else {
        throw JSONError(.invalidNumber, at: bytes.count)
      }
      bytes.append(contentsOf: String(integer).utf8)
    case .double(let double):
      guard let text = ECMAScriptNumber.text(of: double) else {
        throw JSONError(.invalidNumber, at: bytes.count)
      }
      bytes.append(contentsOf: text.utf8)
    case .string(let string): appendString(string, to: &bytes)
    case .array(let elements):
      bytes.append(UInt8(ascii: "["))
      for (index, element) in elements.enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        try append(element, to: &bytes)
      }
      bytes.append(UInt8(ascii: "]"))
    case .object(let object): try append(object, to: &bytes)
    }
  }

  private static func append(_ object: JSONObject, to bytes: inout [UInt8]) throws(JSONError) {
    let members = object.members.sorted { $0.name.utf16.lexicographicallyPrecedes($1.name.utf16) }
    bytes.append(UInt8(ascii: "{"))
    for (index, member) in members.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      appendString(member.name, to: &bytes)
      bytes.append(UInt8(ascii: ":"))
      try append(member.value, to: &bytes)
    }
    bytes.append(UInt8(ascii: "}"))
  }

  /// Appends a string with its quotation marks.
  public static func appendString(_ string: String, to bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "\""))
    appendEscaped(string, to: &bytes)
    bytes.append(UInt8(ascii: "\""))
  }

  /// Appends the inside of a string, without quotation marks, so that a text of several parts can be
  /// escaped part by part.
  public static func appendEscaped(_ string: String, to bytes: inout [UInt8]) {
    var string = string
    string.withUTF8 { appendEscaped($0, to: &bytes) }
  }

  /// Appends the inside of a string whose UTF-8 bytes are given.
  public static func appendEscaped(_ text: UnsafeBufferPointer<UInt8>, to bytes: inout [UInt8]) {
    var seen: UInt64 = 0
    var start = 0
    while true {
      let end = PlainText.end(in: text, from: start, seen: &seen)
      bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[start..<end]))
      guard end < text.count else { return }
      appendEscape(of: text[end], to: &bytes)
      start = end + 1
    }
  }

  private static func appendEscape(of byte: UInt8, to bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "\\"))
    switch byte {
    case 0x08: bytes.append(UInt8(ascii: "b"))
    case 0x09: bytes.append(UInt8(ascii: "t"))
    case 0x0a: bytes.append(UInt8(ascii: "n"))
    case 0x0c: bytes.append(UInt8(ascii: "f"))
    case 0x0d: bytes.append(UInt8(ascii: "r"))
    case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes.append(byte)
    default:
      bytes.append(contentsOf: "u00".utf8)
      bytes.append(contentsOf: Hexadecimal.encode([byte]).utf8)
    }
  }
}

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
    let parts = text.split(separator: UInt8(ascii: "e"), maxSplits: 1)
    let mantissa = parts[0]
    var exponent = 0
    if parts.count > 1 {
      guard let written = Int(String(decoding: parts[1], as: UTF8.self)) else {
        preconditionFailure("Swift writes an exponent in digits, and not as in \(magnitude).")
      }
      exponent = written
    }
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

/// A named piece of an action: the unit by which a changed question to the outside world is
/// located.
public struct Segment: Hashable, Sendable {
  /// What the piece is, such as `parameters` or `message 1 user`; part of the action's identity.
  public var name: String
  /// Its canonical JSON bytes, as they are sent.
  public var bytes: [UInt8]

  /// Creates a segment.
  public init(name: String, bytes: [UInt8]) {
    self.name = name
    self.bytes = bytes
  }
}
