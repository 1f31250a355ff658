/// A set of bytes that answers in a few instructions.
struct ByteSet: Sendable {
  /// Tells the sets apart; below ``count``.
  let id: Int
  /// How many different bytes it has to choose from, for judging chance.
  let size: Int
  private var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)

  /// The number of sets.
  static let count = 18

  /// Creates a set of the bytes of a text.
  private init(_ id: Int, _ text: String) {
    self.id = id
    size = text.utf8.count
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

  /// The bytes of the set, in order.
  var bytes: [UInt8] { (0...255).filter(contains) }

  private static let upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
  private static let lower = "abcdefghijklmnopqrstuvwxyz"
  private static let digit = "0123456789"
  private static let letters = upper + lower

  /// Letters and digits.
  static let alphanumeric = ByteSet(1, letters + digit)
  /// What most credentials are made of.
  static let token = ByteSet(2, letters + digit + "-_")
  /// What may follow `Bearer` (RFC 6750).
  static let bearer = ByteSet(3, letters + digit + "-._~+/=")
  /// Base64 of either alphabet.
  static let base64 = ByteSet(4, letters + digit + "+/=-_")
  /// Upper-case base32, as access key ids of AWS are written.
  static let base32 = ByteSet(5, upper + "234567")
  /// White space.
  static let space = ByteSet(6, " \t\r\n")
  /// What a value given to a name is made of.
  static let value = ByteSet(7, letters + digit + "-._~+/=%")

  /// The sets under the names that the table gives them.
  static let named: [String: ByteSet] = [
    "an": alphanumeric, "tok": token, "bearer": bearer, "b64": base64, "b32": base32, "ws": space,
    "dot": ByteSet(8, letters + digit + "-_.~"), "sig": ByteSet(9, letters + digit + "+/=-_~%."),
    "hex": ByteSet(10, digit + "abcdef"), "HEX": ByteSet(11, digit + "abcdefABCDEF"),
    "up": ByteSet(12, digit + upper), "low": ByteSet(13, digit + lower),
    "bech": ByteSet(14, "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7Lqpzry9x8gf2tvdws3jn4khceumual"),
    "dig": ByteSet(15, digit), "name": ByteSet(16, letters + digit + "-._/"),
    "std": ByteSet(17, letters + digit + "+/"),
  ]
}

/// Tells what was drawn by chance from words, placeholders and counting.
enum Randomness {
  /// How many bytes are looked at: enough to judge by, and a bound on the time.
  private static let window = 128
  /// Words that stand in documentation and templates where a credential would.
  private static let placeholders = [
    "example", "placeholder", "redacted", "changeme", "your-", "your_", "dummy", "xxxxx", "-here",
    "_here", "*****", "....",
  ].map { Array($0.utf8) }

  /// Whether some bytes look drawn by chance.
  ///
  /// They must use enough different characters evenly enough (the inverse of the chance that two of
  /// them are equal, 8 unless another is given), not count upwards or repeat themselves, hold no word
  /// of a template, and have digits and letters, or letters of both cases, unless `isMixed` is not
  /// asked; where `stretch` is given, so in an unbroken stretch of letters and digits that long.
  static func isRandom(
    _ bytes: UnsafeBufferPointer<UInt8>, stretch: Int?, evenness: Int = 8, isMixed: Bool = true
  ) -> Bool {
    let bytes = UnsafeBufferPointer(rebasing: bytes.prefix(window))
    return isEven(bytes, evenness) && !isSequence(bytes)
      && (stretch.map { hasStretch(bytes, atLeast: $0) } ?? (!isMixed || hasClasses(bytes)))
      && !placeholders.contains { holds(bytes, $0) }
  }

  /// Whether some bytes hold a word that stands for a credential in documentation.
  static func isPlaceholder(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    let bytes = UnsafeBufferPointer(rebasing: bytes.prefix(window))
    return placeholders.contains { holds(bytes, $0) }
  }

  /// Whether some bytes use so many different characters, evenly.
  static func isEven(_ bytes: UnsafeBufferPointer<UInt8>, _ evenness: Int) -> Bool {
    withUnsafeTemporaryAllocation(of: Int32.self, capacity: 256) { counts in
      counts.initialize(repeating: 0)
      for byte in bytes { counts[Int(byte)] += 1 }
      var squares = 0
      for byte in bytes { squares += Int(counts[Int(byte)]) }
      return bytes.count * bytes.count >= evenness * squares
    }
  }

  static func isSequence(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    var steps = 0
    for index in bytes.indices.dropFirst() {
      let step = Int(bytes[index]) - Int(bytes[index - 1])
      if step == 0 || step == 1 { steps += 1 }
    }
    return 2 * steps >= bytes.count
  }

  private static func hasStretch(_ bytes: UnsafeBufferPointer<UInt8>, atLeast least: Int) -> Bool {
    var (digits, upper, lower) = (0, 0, 0)
    for byte in bytes {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): digits += 1
      case UInt8(ascii: "A")...UInt8(ascii: "Z"): upper += 1
      case UInt8(ascii: "a")...UInt8(ascii: "z"): lower += 1
      default: (digits, upper, lower) = (0, 0, 0)
      }
      if digits + upper + lower >= least, isMixed(digits, upper, lower) { return true }
    }
    return false
  }

  private static func hasClasses(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    var (digits, upper, lower) = (0, 0, 0)
    for byte in bytes {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): digits += 1
      case UInt8(ascii: "A")...UInt8(ascii: "Z"): upper += 1
      case UInt8(ascii: "a")...UInt8(ascii: "z"): lower += 1
      default: break
      }
    }
    return isMixed(digits, upper, lower)
  }

  private static func isMixed(_ digits: Int, _ upper: Int, _ lower: Int) -> Bool {
    // Names such as loadConfigurationFromFile have one capital letter in six or seven.
    (digits >= 2 && upper + lower >= 2)
      || (upper >= 3 && lower >= 3 && 5 * upper >= upper + lower)
  }

  private static func holds(_ bytes: UnsafeBufferPointer<UInt8>, _ word: [UInt8]) -> Bool {
    guard bytes.count >= word.count else { return false }
    for start in 0...(bytes.count - word.count) {
      var offset = 0
      while offset < word.count, bytes[start + offset] | 0x20 == word[offset] | 0x20 { offset += 1 }
      if offset == word.count { return true }
    }
    return false
  }
}
