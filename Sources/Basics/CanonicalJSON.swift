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
