public import Basics

/// One exchange of a catalogue: everything but the bytes of its request and result.
public struct CatalogEntry: Hashable, Sendable {
  /// Where it belongs.
  public let slot: Slot
  /// What kind of action it is.
  public let kind: ExchangeKind
  /// The trial that recorded it.
  public let scope: String
  /// Canonical JSON: when, by which version, from which provider.
  public let provenance: [UInt8]
  /// The size of the request in bytes.
  public let requestSize: Int
  /// The SHA-256 of the request.
  public let requestDigest: Digest
  /// The size of the result in bytes.
  public let resultSize: Int
  /// The SHA-256 of the result.
  public let resultDigest: Digest

  /// Which of the catalogue's cassettes it is read from, and its number there.
  let place: CassetteUnion.Place

  /// The bytes of request and result together, before compression.
  public var rawByteCount: Int { requestSize + resultSize }

  /// What the Merkle root says about it.
  var leaf: Digest {
    let leaf = ExchangeLeaf(
      slot: slot, kind: kind.rawValue, request: requestDigest, result: resultDigest,
      scope: Array(scope.utf8), provenance: provenance)
    return leaf.digest
  }

  /// The first eight bytes of its leaf in the Merkle tree: enough to tell which exchanges two sets
  /// share, and no proof.
  public var fingerprint: UInt64 { UInt64(bitPattern: leaf.leading64) }

  /// Whether both are one exchange, whoever recorded it.
  func isSameExchange(as other: CatalogEntry) -> Bool {
    slot == other.slot && resultDigest == other.resultDigest
      && requestDigest == other.requestDigest && kind == other.kind
  }

  /// Whether both are one exchange, recorded by the same trial at the same time.
  func isSameRecording(as other: CatalogEntry) -> Bool {
    isSameExchange(as: other) && scope.utf8.elementsEqual(other.scope.utf8)
      && provenance == other.provenance
  }

  /// Whether the scope, then the provenance, comes before another's, by bytes: the same choice as
  /// sealing makes.
  func hasSmallerLabel(than other: CatalogEntry) -> Bool {
    if scope.utf8.elementsEqual(other.scope.utf8) {
      return provenance.lexicographicallyPrecedes(other.provenance)
    }
    return scope.utf8.lexicographicallyPrecedes(other.scope.utf8)
  }
}
