/// A set of bytes that answers in a few instructions.
struct ByteSet: Sendable {
  /// Tells the sets apart.
  let id: Int
  private var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)

  /// Creates a set of the bytes of a text.
  init(_ id: Int, _ text: String) {
    self.id = id
    for byte in text.utf8 {
      let bit: UInt64 = 1 << UInt64(byte & 63)
      switch byte >> 6 {
      case 0: words.0 |= bit
      case 1: words.1 |= bit
      case 2: words.2 |= bit
      default: words.3 |= bit
      }
    }
  }

  /// Whether a byte is in the set.
  @inline(__always)
  func contains(_ byte: UInt8) -> Bool {
    let word =
      switch byte >> 6 {
      case 0: words.0
      case 1: words.1
      case 2: words.2
      default: words.3
      }
    return word >> UInt64(byte & 63) & 1 == 1
  }

  private static let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

  /// Letters and digits.
  static let alphanumeric = ByteSet(1, letters + "0123456789")
  /// What most credentials are made of.
  static let token = ByteSet(2, letters + "0123456789-_")
  /// What may follow `Bearer` (RFC 6750).
  static let bearer = ByteSet(3, letters + "0123456789-._~+/=")
  /// Standard base64.
  static let base64 = ByteSet(4, letters + "0123456789+/=")
  /// Upper-case base32, as access key ids of AWS are written.
  static let base32 = ByteSet(5, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
}
