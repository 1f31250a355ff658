/// Foreign text, made fit for a message: short, on one line, without control characters.
enum Excerpt {
  /// The longest message that is kept of a provider's error, in bytes of UTF-8.
  static let messageLimit = 500

  /// The start of a text.
  static func of(_ text: String, limit: Int = messageLimit) -> String {
    var excerpt = ""
    var count = 0
    for scalar in text.unicodeScalars {
      count += UTF8.width(scalar)
      guard count <= limit else { return excerpt + "…" }
      excerpt.unicodeScalars.append(isControl(scalar) ? " " : scalar)
    }
    return excerpt
  }

  /// The start of a text whose bytes are given; invalid UTF-8 becomes U+FFFD.
  static func of(_ bytes: UnsafeBufferPointer<UInt8>, limit: Int = messageLimit) -> String {
    // Four more bytes than the limit, so that a character cut here falls to the limit as well.
    of(String(decoding: bytes.prefix(limit + 4), as: UTF8.self), limit: limit)
  }

  /// Control characters, and the marks that change the direction of the text around them.
  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7f..<0xa0, 0x200e...0x200f, 0x2028...0x202e, 0x2066...0x2069: true
    default: false
    }
  }
}
