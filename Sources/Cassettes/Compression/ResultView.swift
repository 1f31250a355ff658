/// How a request quotes a result of the same cassette.
///
/// A message quotes an answer as it is; code that a tool call holds is a string within a string and
/// its run holds it escaped once less; and a message quotes a run's output escaped once more.
enum ResultView: UInt8, CaseIterable {
  /// The bytes as they are.
  case plain = 0
  /// Without each backslash that stands directly before a quotation mark or another backslash.
  case unescaped = 1
  /// As inside a JSON string of RFC 8785.
  case escaped = 2

  private static let backslash = UInt8(ascii: "\\")
  private static let quotation = UInt8(ascii: "\"")

  /// The bytes of a result, seen this way: total, and linear in their number.
  func bytes(of result: UnsafeBufferPointer<UInt8>) -> [UInt8] {
    switch self {
    case .plain: Array(result)
    case .unescaped: Self.unescaped(result)
    case .escaped: Self.escaped(result)
    }
  }

  /// The most bytes that the view of a result of `count` bytes has.
  func largestSize(of count: Int) -> Int { self == .escaped ? 6 * count : count }

  private static func unescaped(_ result: UnsafeBufferPointer<UInt8>) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(result.count)
    var offset = 0
    while offset < result.count {
      if result[offset] == backslash, offset + 1 < result.count,
        result[offset + 1] == quotation || result[offset + 1] == backslash
      {
        offset += 1
      }
      bytes.append(result[offset])
      offset += 1
    }
    return bytes
  }

  private static func escaped(_ result: UnsafeBufferPointer<UInt8>) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(result.count + result.count / 8)
    for byte in result {
      switch byte {
      case backslash, quotation: bytes += [backslash, byte]
      case 8: bytes += [backslash, UInt8(ascii: "b")]
      case 9: bytes += [backslash, UInt8(ascii: "t")]
      case 10: bytes += [backslash, UInt8(ascii: "n")]
      case 12: bytes += [backslash, UInt8(ascii: "f")]
      case 13: bytes += [backslash, UInt8(ascii: "r")]
      case 0..<32:
        let digits = Array("0123456789abcdef".utf8)
        bytes += Array("\\u00".utf8) + [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      default: bytes.append(byte)
      }
    }
    return bytes
  }
}
