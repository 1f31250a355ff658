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

  /// Whether it comes before another in a sealed cassette: by scope, then by slot.
  func precedes(_ other: CassetteEntry) -> Bool {
    scope.utf8.elementsEqual(other.scope.utf8)
      ? slot < other.slot : scope.utf8.lexicographicallyPrecedes(other.scope.utf8)
  }
}

/// What rides beside an exchange: its trial and its provenance.
struct ExchangeLabel: Equatable {
  /// The size of the request in bytes.
  var requestSize: Int
  var scope: [UInt8]
  var provenance: [UInt8]

  init(requestSize: Int, scope: [UInt8], provenance: [UInt8]) {
    self.requestSize = requestSize
    self.scope = scope
    self.provenance = provenance
  }

  /// Reads a label; `nil` if the bytes are anything else.
  ///
  /// - Parameter known: The size of the request where the label does not hold it, as in format 2.
  init?(_ bytes: ArraySlice<UInt8>, requestSize known: Int? = nil) {
    var reader = ByteReader(bytes)
    guard let requestSize = known ?? reader.varint(), let count = reader.varint(),
      let scope = reader.range(count)
    else { return nil }
    self.init(
      requestSize: requestSize, scope: Array(bytes[scope]),
      provenance: Array(bytes[scope.upperBound...]))
  }

  /// The label as a record of format 1, which begins with the size of the request.
  var record1: [UInt8] {
    var bytes: [UInt8] = []
    bytes.append(varint: requestSize)
    return bytes + record2
  }

  /// The label as a record of format 2.
  var record2: [UInt8] {
    var bytes: [UInt8] = []
    bytes.append(varint: scope.count)
    return bytes + scope + provenance
  }
}
