import Basics

/// How a cassette that a remote does not hold as a file is made of cassettes that it holds: as the
/// union of their exchanges, sealed again.
///
/// Sealing the same exchanges gives the same bytes, so what comes out is the very file, or is found not
/// to be. This is what makes sharing a compacted, merged or otherwise rewritten cassette cost what is
/// new in it.
struct CassetteRecipe: Equatable {
  static let byteLimit = 1 << 16
  /// How deep what a cassette is made of may itself be made of others.
  static let depthLimit = 16
  private static let partLimit = 64

  /// One of the cassettes.
  struct Part: Hashable {
    var digest: Digest
    var size: Int
  }

  let parts: [Part]

  init(_ parts: [Part]) {
    self.parts = parts
  }

  /// The recipe as it is stored.
  func encoded() throws(SharingError) -> [UInt8] {
    let value: JSONValue = [
      "from": .array(
        parts.map { ["sha256": .string($0.digest.hex), "size": .integer(Int64($0.size))] })
    ]
    guard let bytes = try? CanonicalJSON.bytes(of: value) else {
      throw .badManifest("recipe", "has a number that cannot be written")
    }
    return bytes
  }

  /// Reads a recipe.
  init(decoding bytes: [UInt8], from place: String) throws(SharingError) {
    guard let list = (try? JSONValue(parsing: bytes))?["from"]?.array,
      (1...Self.partLimit).contains(list.count)
    else { throw .badManifest(place, "of a cassette's parts cannot be read") }
    parts = try list.map { (value) throws(SharingError) in
      guard let digest = value["sha256"]?.string.flatMap({ Digest(hex: $0) }),
        let size = value["size"]?.integer, (0...BundleManifest.fileLimit).contains(size)
      else { throw .badManifest(place, "of a cassette's parts describes one wrongly") }
      return Part(digest: digest, size: size)
    }
  }
}

/// Which exchanges a cassette holds, in a few bytes each: lets a push see, without fetching it, what of
/// a cassette on a remote another one holds too.
struct CassetteLeaves {
  private static let width = 8

  /// The beginning of each exchange's leaf in the Merkle tree.
  let fingerprints: Set<UInt64>

  init(_ fingerprints: some Sequence<UInt64>) {
    self.fingerprints = Set(fingerprints)
  }

  /// The leaves as they are stored: eight bytes each, big-endian, sorted.
  var encoded: [UInt8] {
    fingerprints.sorted().flatMap { word in withUnsafeBytes(of: word.bigEndian) { Array($0) } }
  }

  /// The size of the leaves of so many exchanges.
  static func byteCount(of exchanges: Int) -> Int { exchanges * width }

  /// Reads leaves; `nil` if there is half a one.
  init?(decoding bytes: [UInt8]) {
    guard bytes.count.isMultiple(of: Self.width) else { return nil }
    self.init(
      stride(from: 0, to: bytes.count, by: Self.width).map { place in
        bytes[place..<place + Self.width].reduce(0) { $0 << 8 | UInt64($1) }
      })
  }
}
