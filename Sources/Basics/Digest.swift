internal import CCrypto

/// A SHA-256 digest: the name of some bytes.
///
/// Digests order by their bytes, so that sorting them is the same on every machine.
public struct Digest: Hashable, Sendable {
  /// The number of bytes in a digest.
  public static let byteCount = 32

  private let word0: UInt64
  private let word1: UInt64
  private let word2: UInt64
  private let word3: UInt64

  /// Creates a digest from exactly 32 bytes; any other count gives `nil`.
  public init?(bytes: UnsafeRawBufferPointer) {
    guard bytes.count == Self.byteCount else { return nil }
    word0 = UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 0, as: UInt64.self))
    word1 = UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
    word2 = UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 16, as: UInt64.self))
    word3 = UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 24, as: UInt64.self))
  }

  /// Creates a digest from exactly 32 bytes; any other count gives `nil`.
  public init?(bytes: [UInt8]) {
    guard let digest = bytes.withUnsafeBytes({ Digest(bytes: $0) }) else { return nil }
    self = digest
  }

  /// Creates a digest from 64 lower-case hexadecimal digits; anything else gives `nil`.
  public init?(hex: some StringProtocol) {
    guard let bytes = Hexadecimal.decode(hex), let digest = Digest(bytes: bytes) else {
      return nil
    }
    self = digest
  }

  /// The SHA-256 of some bytes.
  public static func sha256(_ bytes: UnsafeRawBufferPointer) -> Digest {
    var hash = DigestBuilder()
    hash.update(bytes)
    return hash.finalize()
  }

  /// The SHA-256 of some bytes.
  public static func sha256(_ bytes: [UInt8]) -> Digest {
    bytes.withUnsafeBytes { sha256($0) }
  }

  /// The SHA-256 of a string's UTF-8 bytes.
  public static func sha256(_ text: String) -> Digest {
    var text = text
    return text.withUTF8 { sha256(UnsafeRawBufferPointer($0)) }
  }

  /// Creates a digest from its bytes as four words in memory.
  fileprivate init(words: (UInt64, UInt64, UInt64, UInt64)) {
    word0 = UInt64(bigEndian: words.0)
    word1 = UInt64(bigEndian: words.1)
    word2 = UInt64(bigEndian: words.2)
    word3 = UInt64(bigEndian: words.3)
  }

  /// The first eight bytes as a big-endian signed number: a cassette's row number.
  public var leading64: Int64 { Int64(bitPattern: word0) }

  /// The 32 bytes.
  public var bytes: [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(Self.byteCount)
    append(to: &bytes)
    return bytes
  }

  /// Appends the 32 bytes to a buffer.
  public func append(to bytes: inout [UInt8]) {
    withUnsafeBytes { bytes.append(contentsOf: $0) }
  }

  /// Calls `body` with the 32 bytes, valid only for the duration of the call.
  public func withUnsafeBytes<Result, Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let words = (word0.bigEndian, word1.bigEndian, word2.bigEndian, word3.bigEndian)
    return try Swift.withUnsafeBytes(of: words) { (raw) throws(Failure) in try body(raw) }
  }

  /// The digest as 64 hexadecimal digits.
  public var hex: String { withUnsafeBytes { Hexadecimal.encode($0) } }

  /// The first 12 hexadecimal digits: enough to tell two layers of one sheet apart, short enough
  /// for a table.
  public var short: String { withUnsafeBytes { Hexadecimal.encode($0.prefix(6)) } }
}

extension Digest: Comparable {
  public static func < (left: Digest, right: Digest) -> Bool {
    (left.word0, left.word1, left.word2, left.word3)
      < (right.word0, right.word1, right.word2, right.word3)
  }
}

extension Digest: CustomStringConvertible {
  public var description: String { hex }
}

/// SHA-256 over bytes that arrive in pieces.
public struct DigestBuilder: Sendable {
  private var state = steerbench_sha256_state()

  /// Creates a builder that has seen no bytes.
  public init() {
    steerbench_sha256_begin(&state)
  }

  /// Adds bytes.
  public mutating func update(_ bytes: UnsafeRawBufferPointer) {
    steerbench_sha256_add(&state, bytes.baseAddress, bytes.count)
  }

  /// Adds bytes.
  public mutating func update(_ bytes: [UInt8]) {
    bytes.withUnsafeBytes { update($0) }
  }

  /// Adds the 32 bytes of a digest.
  public mutating func update(_ digest: Digest) {
    digest.withUnsafeBytes { update($0) }
  }

  /// The digest of everything added so far; the builder may go on.
  public func finalize() -> Digest {
    var ended = state
    var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
    withUnsafeMutableBytes(of: &words) { bytes in
      steerbench_sha256_end(&ended, bytes.assumingMemoryBound(to: UInt64.self).baseAddress)
    }
    return Digest(words: words)
  }
}

/// Lower-case hexadecimal, both ways.
public enum Hexadecimal {
  /// The bytes as two lower-case digits each.
  public static func encode(_ bytes: some Collection<UInt8>) -> String {
    String(unsafeUninitializedCapacity: bytes.count * 2) { text in
      var count = 0
      for byte in bytes {
        text[count] = digit(byte >> 4)
        text[count + 1] = digit(byte & 15)
        count += 2
      }
      return count
    }
  }

  private static func digit(_ value: UInt8) -> UInt8 {
    value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
  }

  /// The bytes that the digits stand for; `nil` for an odd count or any other character, upper case
  /// included: a digest has one spelling.
  public static func decode(_ text: some StringProtocol) -> [UInt8]? {
    let digits = Array(text.utf8)
    guard digits.count.isMultiple(of: 2) else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(digits.count / 2)
    for index in stride(from: 0, to: digits.count, by: 2) {
      guard let high = value(of: digits[index]), let low = value(of: digits[index + 1]) else {
        return nil
      }
      bytes.append(high << 4 | low)
    }
    return bytes
  }

  /// The value of one lower-case digit.
  static func value(of digit: UInt8) -> UInt8? {
    switch digit {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
    default: nil
    }
  }
}
