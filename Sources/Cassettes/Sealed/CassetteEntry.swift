public import Basics

/// One exchange of a sealed cassette, without its bytes.
public struct CassetteEntry: Hashable, Sendable {
  /// Its number in whatever gave it: a cassette, or a folder's union.
  public internal(set) var row: Int
  /// Where it belongs.
  public let slot: Slot
  /// What kind of action it is.
  public let kind: ExchangeKind
  /// The trial that recorded it.
  public internal(set) var scope: String
  /// The size of the request in bytes.
  public internal(set) var requestSize: Int
  /// The size of the result in bytes.
  public let resultSize: Int
  /// The SHA-256 of the result.
  public let resultDigest: Digest
}

extension SealedCassette {
  /// Calls `body` with every exchange in the order of the file, scopes and request sizes left out.
  func forEachRow(
    _ body: (CassetteEntry) throws(CassetteError) -> Void
  ) throws(CassetteError) {
    let statement = try connection.prepare(
      "SELECT action,sample,ordinal,kind,seq,digest,n FROM entry ORDER BY id")
    var rows = 0
    while try statement.step() {
      // A tree whose branches share their leaves would never end.
      rows += 1
      guard rows <= entryCount else {
        throw .damaged(path, "it holds more exchanges than it says")
      }
      guard let action = statement.blob(0).flatMap({ Digest(bytes: $0) }),
        let sample = statement.unsigned32(1), let ordinal = statement.unsigned32(2),
        let kind = statement.integer(3).flatMap({ UInt8(exactly: $0) })
          .flatMap({ ExchangeKind(rawValue: $0) }),
        let row = statement.unsigned32(4),
        let digest = statement.blob(5).flatMap({ Digest(bytes: $0) }),
        let size = statement.unsigned32(6)
      else { throw .damaged(path, "a row is not an exchange") }
      try body(
        CassetteEntry(
          row: Int(row), slot: Slot(action: action, sample: sample, ordinal: ordinal), kind: kind,
          scope: "", requestSize: 0, resultSize: Int(size), resultDigest: digest))
    }
  }

  /// Every exchange with all its bytes, in the order of the rows.
  func exchanges() throws(CassetteError) -> [Exchange] {
    var exchanges: [Exchange] = []
    for entry in try entries() {
      guard let result = try result(at: entry.slot) else {
        throw .damaged(path, at: entry.slot, "the row")
      }
      exchanges.append(
        Exchange(
          slot: entry.slot, kind: entry.kind, request: try request(of: entry), result: result,
          scope: entry.scope, provenance: try provenance(of: entry)))
    }
    return exchanges
  }
}
