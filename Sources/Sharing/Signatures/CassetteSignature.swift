public import Basics
public import Cassettes
import Files

/// A signature of a sweep and its cassettes: a small file beside them, named by the key.
public struct CassetteSignature: Sendable {
  private static let byteLimit = 1 << 20

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

  /// Throws unless a key has signed exactly this statement; says what of it the signature covers.
  ///
  /// - Parameter cassettesOnly: Whether a signature is taken that covers the cassettes and leaves open, or
  ///   contradicts, what stands beside them.
  @discardableResult
  public func check(
    by key: VerifyingKey, over stated: SignatureStatement, cassettesOnly: Bool = false
  ) throws(SharingError) -> SignatureCoverage {
    guard let bytes = try? CanonicalJSON.bytes(of: statement), key.isSignature(signature, of: bytes)
    else { throw .badSignature(path, "the signature is not one of the key \(key.id)") }
    if bytes == stated.bytes() { return SignatureCoverage(key: key.id, uncovered: []) }
    guard let signed = SignatureStatement(signed: statement) else {
      throw .badSignature(path, "what was signed is of a kind that this steerbench does not read")
    }
    guard signed.aboutCassettes == stated.aboutCassettes else {
      throw .badSignature(
        path,
        "what was signed is \(VisibleText.escape(String(signed.root.prefix(64)))), and what is here "
          + "is \(stated.root)")
    }
    let uncovered = stated.differing(from: signed)
    if cassettesOnly { return SignatureCoverage(key: key.id, uncovered: uncovered) }
    throw signed.files == nil
      ? .partSigned(path, uncovered: uncovered) : .otherSigned(path, differing: uncovered)
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

/// What of a sweep a signature holds for.
public struct SignatureCoverage: Hashable, Sendable {
  /// What the key is called that signed.
  public let key: String
  /// The files that it does not cover, from the sweep's folder, sorted; none where it covers everything
  /// that decides a score.
  public let uncovered: [String]
}

/// What is signed of a sweep: the Merkle root over its exchanges, where they come from, and the SHA-256
/// of every file that decides a score beside them.
///
/// The root covers every exchange with its own provenance; the rest of the first part repeats what of it
/// people ask for first. All of it is computed from what is there, when it is signed and when it is
/// checked.
public struct SignatureStatement: Hashable, Sendable {
  /// Distinct values that are listed.
  private static let listLimit = 20
  private static let format = "steerbench-signature-2"
  /// What older versions wrote: the cassettes and nothing else.
  private static let cassetteFormat = "steerbench-signature-1"

  /// The Merkle root over all exchanges, in hexadecimal digits.
  public let root: String
  /// What is said of the cassettes.
  let aboutCassettes: JSONObject
  /// The SHA-256 of each file, by its path from the sweep's folder; `nil` where nothing is said of them.
  let files: [String: String]?

  /// States what some cassettes are, and nothing of what stands beside them.
  public init(_ catalog: ExchangeCatalog) {
    self.init(catalog, files: nil)
  }

  /// States what a sweep is.
  ///
  /// - Parameter files: Every file that decides a score, by its path from the sweep's folder.
  public init(_ catalog: ExchangeCatalog, files: [String: Digest]) {
    self.init(catalog, files: files.mapValues(\.hex))
  }

  private init(_ catalog: ExchangeCatalog, files: [String: String]?) {
    var times: Set<String> = []
    var tools: Set<String> = []
    for entry in catalog.entries {
      guard let provenance = try? JSONValue(parsing: entry.provenance) else { continue }
      if let time = provenance["recorded"]?.string { times.insert(time) }
      if let tool = provenance["tool"]?.string { tools.insert(tool) }
    }
    let inOrder = times.sorted(by: Self.precedes)
    root = catalog.root.hex
    self.files = files
    let listed = tools.sorted(by: Self.precedes).prefix(Self.listLimit).map { JSONValue.string($0) }
    var about = JSONObject()
    about["exchanges"] = .integer(Int64(catalog.entries.count))
    about["provenance"] = [
      "first": inOrder.first.map { .string($0) } ?? .null,
      "last": inOrder.last.map { .string($0) } ?? .null, "tools": .array(listed),
    ]
    about["root"] = .string(root)
    aboutCassettes = about
  }

  /// Reads what somebody signed; `nil` for a kind that is not known.
  init?(signed value: JSONValue) {
    guard var object = value.object, let root = value["root"]?.string,
      let format = value["format"]?.string
    else { return nil }
    switch format {
    case Self.cassetteFormat: files = nil
    case Self.format:
      guard let list = value["files"]?.array else { return nil }
      var files: [String: String] = [:]
      for entry in list {
        guard let path = entry["path"]?.string, let digest = entry["sha256"]?.string else {
          return nil
        }
        files[path] = digest
      }
      self.files = files
    default: return nil
    }
    object["format"] = nil
    object["files"] = nil
    self.root = root
    aboutCassettes = object
  }

  /// The statement.
  public var value: JSONValue {
    var object = aboutCassettes
    object["format"] = .string(files == nil ? Self.cassetteFormat : Self.format)
    if let files {
      object["files"] = .array(
        files.sorted { Self.precedes($0.key, $1.key) }.map {
          ["path": .string($0.key), "sha256": .string($0.value)]
        })
    }
    return .object(object)
  }

  /// The files that another statement says other things of, or nothing, sorted.
  func differing(from other: SignatureStatement) -> [String] {
    let (mine, theirs) = (files ?? [:], other.files ?? [:])
    return Set(mine.keys).union(theirs.keys).filter { mine[$0] != theirs[$0] }
      .sorted(by: Self.precedes)
  }

  private static func precedes(_ left: String, _ right: String) -> Bool {
    left.utf8.lexicographicallyPrecedes(right.utf8)
  }

  /// The bytes that are signed.
  func bytes() -> [UInt8] { CanonicalJSON.bytes(ofOwn: value) }
}
