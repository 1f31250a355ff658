public import Basics
public import Cassettes
import Files

/// A signature of some cassettes: a small file beside them, named by the key.
public struct CassetteSignature: Sendable {
  private static let byteLimit = 1 << 16

  private let path: String
  private let statement: JSONValue
  private let signature: [UInt8]

  /// Reads a signature from its file.
  public init(path: String) throws(SharingError) {
    guard Path.exists(path) else {
      throw .badSignature(path, "there is no signature of this key")
    }
    guard let bytes = try files(try ReadableFile.bytes(of: path, limit: Self.byteLimit)),
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
    let signature = try key.signature(of: statement.bytes())
    let value: JSONValue = [
      "key": .string(key.verifying.id), "signature": .string(Hexadecimal.encode(signature)),
      "statement": statement.value,
    ]
    var bytes = CanonicalJSON.bytes(ofOwn: value)
    bytes.append(UInt8(ascii: "\n"))
    let path = Folder(folder).path(of: key.verifying.fileName)
    try files(try WholeFile.write(bytes, to: path, .durable))
    return path
  }
}

/// What is signed of some cassettes: the Merkle root over their exchanges, and where they come from.
///
/// The root covers every exchange with its own provenance; the rest repeats what of it people ask for
/// first. All of it is computed from the cassettes, when they are signed and when they are checked.
public struct SignatureStatement: Hashable, Sendable {
  private static let format = "steerbench-signature-1"
  /// Distinct values that are listed.
  private static let listLimit = 20

  /// The statement.
  public let value: JSONValue
  /// The Merkle root over all exchanges, in hexadecimal digits.
  public let root: String

  /// States what some cassettes are.
  public init(_ catalog: ExchangeCatalog) {
    var times: Set<String> = []
    var tools: Set<String> = []
    for entry in catalog.entries {
      guard let provenance = try? JSONValue(parsing: entry.provenance) else { continue }
      if let time = provenance["recorded"]?.string { times.insert(time) }
      if let tool = provenance["tool"]?.string { tools.insert(tool) }
    }
    let inOrder = times.sorted(by: Self.precedes)
    root = catalog.root.hex
    value = [
      "exchanges": .integer(Int64(catalog.entries.count)), "format": .string(Self.format),
      "provenance": [
        "first": inOrder.first.map { .string($0) } ?? .null,
        "last": inOrder.last.map { .string($0) } ?? .null,
        "tools": .array(
          tools.sorted(by: Self.precedes).prefix(Self.listLimit).map { .string($0) }),
      ],
      "root": .string(root),
    ]
  }

  private static func precedes(_ left: String, _ right: String) -> Bool {
    left.utf8.lexicographicallyPrecedes(right.utf8)
  }

  /// The bytes that are signed.
  func bytes() -> [UInt8] { CanonicalJSON.bytes(ofOwn: value) }
}
