import Basics
import Files
import Glibc

/// The form of a key's file: one line of three words.
private enum KeyLine {
  static let privateWord = "steerbench-private-key"
  static let publicWord = "steerbench-public-key"
  private static let algorithm = "ed25519"
  private static let byteLimit = 1024

  static func text(_ word: String, _ key: [UInt8]) -> String {
    "\(word) \(algorithm) \(Hexadecimal.encode(key))\n"
  }

  static func key(_ word: String, in path: String) throws(SharingError) -> [UInt8] {
    let next = "`steerbench cassette key FILE` makes a pair of keys"
    guard let bytes = try files(try ReadableFile.bytes(of: path, limit: byteLimit)) else {
      throw .badKey(path, "it is too large for a key", next: next)
    }
    let words = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isWhitespace)
    guard words.count == 3, words[0] == word, words[1] == algorithm,
      let key = Hexadecimal.decode(words[2]), key.count == Ed25519.keySize
    else {
      let kind = word == privateWord ? "private" : "public"
      throw .badKey(path, "it is no \(kind) key of steerbench", next: next)
    }
    return key
  }
}

/// A private Ed25519 key, with which cassettes are signed.
public struct SigningKey: Sendable {
  private let key: [UInt8]
  /// The public key.
  public let verifying: VerifyingKey

  /// Reads a key from its file, which nobody else may be able to read.
  public init(path: String) throws(SharingError) {
    var status = stat()
    guard stat(path, &status) == 0 else { throw .reading(path, errno) }
    guard status.st_mode & 0o077 == 0 else {
      throw .badKey(
        path, "others than its owner can read this private key",
        next: "Run `chmod 600` on it; if others may have read it, make another one")
    }
    let bytes = try KeyLine.key(KeyLine.privateWord, in: path)
    guard let key = SigningKey(bytes) else {
      throw .badKey(path, "it is no Ed25519 key", next: "Make another one")
    }
    self = key
  }

  private init?(_ key: [UInt8]) {
    guard let publicKey = Ed25519.publicKey(of: key) else { return nil }
    self.key = key
    verifying = VerifyingKey(publicKey)
  }

  /// Makes a pair of keys: the private one in a new file that only its owner can read, the public one
  /// beside it.
  public static func create(at path: String) throws(SharingError) -> SigningKey {
    guard let key = Ed25519.create().flatMap(SigningKey.init) else {
      throw .badKey(path, "the system has no randomness to give", next: "Try again later")
    }
    try write(KeyLine.text(KeyLine.privateWord, key.key), to: path, mode: 0o600)
    do throws(SharingError) {
      try write(key.verifying.text, to: path + VerifyingKey.suffix, mode: 0o644)
    } catch {
      unlink(path)
      throw error
    }
    return key
  }

  private static func write(_ text: String, to path: String, mode: mode_t) throws(SharingError) {
    let file = try files(try GrowingFile(new: path, mode: mode))
    do throws(SharingError) {
      try files(try file.append(Array(text.utf8)))
      try files(try file.synchronize())
    } catch {
      unlink(path)
      throw error
    }
  }

  /// Signs bytes.
  func signature(of bytes: [UInt8]) throws(SharingError) -> [UInt8] {
    guard let signature = Ed25519.signature(of: bytes, by: key) else {
      throw .badKey(verifying.id, "it cannot sign", next: "Make another one")
    }
    return signature
  }
}

/// A public Ed25519 key, by which signatures are checked.
public struct VerifyingKey: Sendable {
  /// What a public key's file is called after the private one's name.
  static let suffix = ".pub"
  /// How the name of a signature ends.
  static let signatureSuffix = ".sig"

  private let key: [UInt8]

  /// Reads a key from its file.
  public init(path: String) throws(SharingError) {
    key = try KeyLine.key(KeyLine.publicWord, in: path)
  }

  init(_ key: [UInt8]) {
    self.key = key
  }

  /// Takes the bytes of a key; `nil` for another number of them than a key has.
  init?(bytes: [UInt8]) {
    guard bytes.count == Ed25519.keySize else { return nil }
    key = bytes
  }

  /// Its bytes, in hexadecimal digits.
  var hex: String { Hexadecimal.encode(key) }

  /// The key as its file has it.
  var text: String { KeyLine.text(KeyLine.publicWord, key) }

  /// What the key is called: the first 16 digits of the SHA-256 of its bytes.
  public var id: String {
    String(Digest.sha256(key).hex.prefix(16))
  }

  /// The file, beside the cassettes, that holds a signature of this key.
  public var fileName: String { id + Self.signatureSuffix }

  /// Whether a signature of some bytes is this key's.
  func isSignature(_ signature: [UInt8], of bytes: [UInt8]) -> Bool {
    Ed25519.isValid(signature, of: bytes, by: key)
  }
}
