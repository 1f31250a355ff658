public import Basics

/// One slot for which cassettes hold different recordings.
public struct ExchangeConflict: Hashable, Sendable {
  /// One of the recordings.
  public struct Side: Hashable, Sendable {
    /// The cassette that holds it.
    public let file: String
    /// The trial that recorded it.
    public let scope: String
    /// Canonical JSON: when, by which version, from which provider.
    public let provenance: [UInt8]
    /// What kind of action it is.
    public let kind: ExchangeKind
    /// The size of the request in bytes.
    public let requestSize: Int
    /// The SHA-256 of the request.
    public let requestDigest: Digest
    /// The size of the result in bytes.
    public let resultSize: Int
    /// The SHA-256 of the result.
    public let resultDigest: Digest
  }

  /// The slot.
  public let slot: Slot
  /// The recordings that differ, two at least, in the order of their digests.
  public let sides: [Side]
}

extension ExchangeConflict.Side {
  init(_ entry: CatalogEntry, in file: String) {
    self.file = file
    scope = entry.scope
    provenance = entry.provenance
    kind = entry.kind
    requestSize = entry.requestSize
    requestDigest = entry.requestDigest
    resultSize = entry.resultSize
    resultDigest = entry.resultDigest
  }
}

extension ExchangeConflict: CustomStringConvertible {
  /// The slot, and a line a side.
  public var description: String {
    let lines = sides.map { side in
      "  result \(side.resultDigest.short), \(side.resultSize) bytes, of request "
        + "\(side.requestDigest.short), recorded by \(side.scope) in \(side.file)"
    }
    return (["\(slot):"] + lines).joined(separator: "\n")
  }
}
