import Basics
import Glibc

/// A signature of some cassettes: a small file beside them, named by the key.
public struct CassetteSignature: Sendable {
  private static let byteLimit = 1 << 16

  private let path: String
  private let statement: JSONValue
  private let signature: [UInt8]

  /// Reads a signature from its file.
  public init(path: String) throws(SharingError) {
    guard LocalFolder.exists(path) else {
      throw .badSignature(path, "there is no signature of this key")
    }
    guard let bytes = try ReadableFile(path).bytes(limit: Self.byteLimit),
      let value = try? JSONValue(parsing: bytes), let statement = value["statement"],
      let signature = value["signature"]?.string.flatMap({ Hexadecimal.decode($0) })
    else { throw .badSignature(path, "it is no signature") }
    self.path = path
    self.statement = statement
    self.signature = signature
  }

  /// Throws unless a key has signed exactly this statement.
  public func check(by key: VerifyingKey, over stated: SignatureStatement) throws(SharingError) {
    guard let bytes = try? CanonicalJSON.bytes(of: statement), key.isSignature(signature, of: bytes)
    else { throw .badSignature(path, "the signature is not one of the key \(key.id)") }
    guard statement == stated.value else {
      let signed = statement["root"]?.string ?? "nothing"
      throw .badSignature(
        path,
        "what was signed is \(VisibleText.escape(String(signed.prefix(64)))), and what is here "
          + "is \(stated.root)")
    }
  }

  /// Signs a statement and writes the signature into a folder, in place of an older one of the same
  /// key; gives its path.
  public static func write(
    _ statement: SignatureStatement, by key: SigningKey, into folder: String
  ) throws(SharingError) -> String {
    let signature = try key.signature(of: try statement.bytes())
    let value: JSONValue = [
      "key": .string(key.verifying.id), "signature": .string(Hexadecimal.encode(signature)),
      "statement": statement.value,
    ]
    guard var bytes = try? CanonicalJSON.bytes(of: value) else {
      throw .badSignature(folder, "the statement has no canonical form")
    }
    bytes.append(UInt8(ascii: "\n"))
    let path = LocalFolder(folder).path(of: key.verifying.fileName)
    let partial = path + ".partial"
    LocalFolder.remove(partial)
    do throws(SharingError) {
      let file = try WritableFile(new: partial)
      guard bytes.withUnsafeBytes({ file.append($0) }) else {
        throw file.failure ?? .writing(partial, EIO)
      }
      try file.synchronize()
      try LocalFolder.rename(partial, to: path)
      try LocalFolder(folder).synchronize()
    } catch {
      LocalFolder.remove(partial)
      throw error
    }
    return path
  }
}
