internal import CCrypto

/// Ed25519 signatures (RFC 8032) and the HMAC of SHA-256, by the system's libcrypto.
///
/// A private key is a seed of 32 bytes, a public key has 32 bytes and a signature 64. Where the
/// library fails, which only want of memory or of randomness makes it do, the answer is `nil`.
public enum Ed25519 {
  /// The bytes of a key of either kind.
  public static let keySize = 32
  /// The bytes of a signature.
  public static let signatureSize = 64

  /// A new private key.
  public static func create() -> [UInt8]? {
    filled(keySize) { steerbench_ed25519_create($0) }
  }

  /// The public key of a private one; `nil` where that is no key.
  public static func publicKey(of privateKey: [UInt8]) -> [UInt8]? {
    guard privateKey.count == keySize else { return nil }
    return filled(keySize) { steerbench_ed25519_public(privateKey, $0) }
  }

  /// The signature of a message; `nil` where there is no such key.
  public static func signature(of message: [UInt8], by privateKey: [UInt8]) -> [UInt8]? {
    guard privateKey.count == keySize else { return nil }
    return filled(signatureSize) {
      steerbench_ed25519_sign(privateKey, message, message.count, $0)
    }
  }

  /// Whether a signature of a message was made with a public key's private one.
  public static func isValid(
    _ signature: [UInt8], of message: [UInt8], by publicKey: [UInt8]
  ) -> Bool {
    guard publicKey.count == keySize, signature.count == signatureSize else { return false }
    return steerbench_ed25519_verify(publicKey, message, message.count, signature) == 1
  }
}

extension Digest {
  /// The HMAC of a message with SHA-256; `nil` where the library has no memory for it.
  public static func hmac(of message: [UInt8], key: [UInt8]) -> [UInt8]? {
    filled(byteCount) {
      steerbench_hmac_sha256(key, key.count, message, message.count, $0)
    }
  }
}

/// So many bytes that a function of the library fills; `nil` where it fails.
private func filled(_ count: Int, _ fill: (UnsafeMutablePointer<UInt8>?) -> Int32) -> [UInt8]? {
  var isFilled = false
  let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
    buffer.initialize(repeating: 0)
    isFilled = fill(buffer.baseAddress) == 1
    initialized = count
  }
  return isFilled ? bytes : nil
}
