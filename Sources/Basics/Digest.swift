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
