private import Crypto

/// SHA-256 over bytes that arrive in pieces.
public struct DigestBuilder: Sendable {
  private var hash = SHA256()

  /// Creates a builder that has seen no bytes.
  public init() {}

  /// Adds bytes.
  public mutating func update(_ bytes: UnsafeRawBufferPointer) {
    hash.update(bufferPointer: bytes)
  }

  /// Adds bytes.
  public mutating func update(_ bytes: [UInt8]) {
    bytes.withUnsafeBytes { hash.update(bufferPointer: $0) }
  }

  /// Adds the 32 bytes of a digest.
  public mutating func update(_ digest: Digest) {
    digest.withUnsafeBytes { hash.update(bufferPointer: $0) }
  }

  /// The digest of everything added so far; the builder may go on.
  public func finalize() -> Digest {
    Digest(hash.finalize())
  }
}
