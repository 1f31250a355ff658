public import Basics
public import Cassettes

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
    value = [
      "exchanges": .integer(Int64(catalog.entries.count)), "format": .string(Self.format),
      "provenance": [
        "first": inOrder.first.map { .string($0) } ?? .null,
        "last": inOrder.last.map { .string($0) } ?? .null,
        "tools": .array(
          tools.sorted(by: Self.precedes).prefix(Self.listLimit).map { .string($0) }),
      ],
      "root": .string(catalog.root.hex),
    ]
  }

  private static func precedes(_ left: String, _ right: String) -> Bool {
    left.utf8.lexicographicallyPrecedes(right.utf8)
  }

  /// The root.
  public var root: String { value["root"]?.string ?? "" }

  /// The bytes that are signed.
  func bytes() throws(SharingError) -> [UInt8] {
    do {
      return try CanonicalJSON.bytes(of: value)
    } catch {
      throw .badSignature(root, "the statement has no canonical form")
    }
  }
}
