public import Basics
import Files

/// The keys of a lab in one signed file: which of them count, and which were revoked.
///
/// One key, which people know, signs the list and may lie in a drawer otherwise; the keys in it sign
/// sweeps. A key is rotated by adding another one, and revoked by saying so: each change gives the list
/// the next number, by which an older list is told from a newer one.
public struct KeyList: Sendable {
  private static let format = "steerbench-keys-1"
  private static let byteLimit = 1 << 20
  private static let keyLimit = 1000

  /// One key of it.
  public struct Entry: Sendable {
    /// The key.
    public var key: VerifyingKey
    /// Why it was revoked, perhaps empty; `nil` as long as it counts.
    public var revocation: String?
  }

  /// The number of the list, from 1; every change adds one.
  public private(set) var number: Int
  /// The keys, in the order in which they were added.
  public private(set) var entries: [Entry]

  /// Creates a list without keys, which nobody has signed.
  public init() {
    number = 0
    entries = []
  }

  /// Reads a list; throws unless a key has signed it.
  public init(path: String, signedBy root: VerifyingKey) throws(SharingError) {
    guard let bytes = try files(try ReadableFile.bytes(of: path, limit: Self.byteLimit)),
      let value = try? JSONValue(parsing: bytes), let list = value["list"],
      let signature = value["signature"]?.string.flatMap({ Hexadecimal.decode($0) }),
      let signed = try? CanonicalJSON.bytes(of: list)
    else { throw .badKeyList(path, "it is no list of keys") }
    guard root.isSignature(signature, of: signed) else {
      throw .badKeyList(path, "it is not signed by the key \(root.id)")
    }
    guard list["format"]?.string == Self.format, let number = list["number"]?.integer, number > 0,
      let keys = list["keys"]?.array, keys.count <= Self.keyLimit
    else { throw .badKeyList(path, "it is of a kind that this steerbench does not read") }
    self.number = number
    entries = try keys.map { (value) throws(SharingError) in
      guard let bytes = value["key"]?.string.flatMap({ Hexadecimal.decode($0) }),
        let key = VerifyingKey(bytes: bytes)
      else { throw .badKeyList(path, "a key in it is none") }
      switch value["state"]?.string {
      case "valid": return Entry(key: key, revocation: nil)
      case "revoked": return Entry(key: key, revocation: value["reason"]?.string ?? "")
      default: throw .badKeyList(path, "a key in it is neither valid nor revoked")
      }
    }
  }

  /// Lets a key count; one that was revoked stays so.
  public mutating func add(_ key: VerifyingKey) throws(SharingError) {
    if let known = entries.first(where: { $0.key.id == key.id }) {
      guard known.revocation == nil else {
        throw .badKey(key.id, "it was revoked, which is for good", next: "Make another one")
      }
      return
    }
    entries.append(Entry(key: key, revocation: nil))
  }

  /// Revokes a key, whether it was in the list or not.
  public mutating func revoke(_ key: VerifyingKey, because reason: String) {
    entries.removeAll { $0.key.id == key.id }
    entries.append(Entry(key: key, revocation: reason))
  }

  /// Signs the list with the next number, and writes it.
  public mutating func write(to path: String, by root: SigningKey) throws(SharingError) {
    number += 1
    let signature = try root.signature(of: CanonicalJSON.bytes(ofOwn: value))
    var bytes = CanonicalJSON.bytes(
      ofOwn: ["list": value, "signature": .string(Hexadecimal.encode(signature))])
    bytes.append(UInt8(ascii: "\n"))
    try files(try WholeFile.write(bytes, to: path, .durable))
  }

  /// The list for programs, which is what is signed.
  public var value: JSONValue {
    let keys = entries.map { entry -> JSONValue in
      var value = JSONObject()
      value["id"] = .string(entry.key.id)
      value["key"] = .string(entry.key.hex)
      value["state"] = .string(entry.revocation == nil ? "valid" : "revoked")
      if let reason = entry.revocation { value["reason"] = .string(reason) }
      return .object(value)
    }
    return [
      "format": .string(Self.format), "keys": .array(keys), "number": .integer(Int64(number)),
    ]
  }
}

/// Whose signature is asked for, and of what.
public struct SignatureDemand: Sendable {
  /// The keys whose signatures count, any of them.
  let keys: [VerifyingKey]
  /// The keys that were revoked, by what they are called, with the reason.
  let revoked: [String: String]
  /// Whether a signature is taken that covers the cassettes only.
  public let cassettesOnly: Bool

  /// Asks for one key's signature.
  public init(_ key: VerifyingKey, cassettesOnly: Bool = false) {
    keys = [key]
    revoked = [:]
    self.cassettesOnly = cassettesOnly
  }

  /// Asks for a signature of any key of a list, those that were revoked excepted.
  public init(_ list: KeyList, cassettesOnly: Bool = false) {
    keys = list.entries.filter { $0.revocation == nil }.map(\.key)
    revoked = Dictionary(
      list.entries.compactMap { entry in entry.revocation.map { (entry.key.id, $0) } },
      uniquingKeysWith: { first, _ in first })
    self.cassettesOnly = cassettesOnly
  }

  /// Throws unless one of the keys has signed a statement.
  ///
  /// - Parameters:
  ///   - place: What errors call the place that it was looked for at.
  ///   - path: Gives the path of a signature by the name of its file; `nil` if there is none.
  public func check(
    _ stated: SignatureStatement, at place: String,
    finding path: (_ fileName: String) throws(SharingError) -> String?
  ) throws(SharingError) -> SignatureCoverage {
    var failure: SharingError?
    for key in keys {
      guard let found = try path(key.fileName) else { continue }
      do throws(SharingError) {
        return try CassetteSignature(path: found).check(
          by: key, over: stated, cassettesOnly: cassettesOnly)
      } catch {
        failure = failure ?? error
      }
    }
    if let failure { throw failure }
    for (id, reason) in revoked.sorted(by: { $0.key < $1.key }) {
      guard try path(id + VerifyingKey.signatureSuffix) == nil else {
        throw .revoked(place, id, reason: reason)
      }
    }
    let names = keys.map(\.id).joined(separator: ", ")
    throw .badSignature(
      place,
      keys.isEmpty
        ? "no key of the list counts any more"
        : "it bears no signature of the key \(names)")
  }
}
