import Basics
import Cassettes

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

/// What is sent of a cassette that a remote does not hold: all of it, or what is new in it beside
/// cassettes that the remote holds.
struct RecipePlan {
  /// What is sent for the cassette.
  enum Way {
    /// The file.
    case whole
    /// A cassette of what is new, and a recipe.
    case difference(SealedImage?, CassetteRecipe)
  }

  /// The cassette's exchanges.
  let leaves: CassetteLeaves
  let way: Way

  /// Plans a cassette.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - bases: Cassettes that the remote holds, with their leaves.
  init(
    _ path: String, bases: [(cassette: BundleManifest.Cassette, leaves: CassetteLeaves)]
  ) throws {
    let catalog = try ExchangeCatalog(CassetteSet(files: [path]))
    let leaves = CassetteLeaves(catalog.entries.map(\.fingerprint))
    self.leaves = leaves
    // A base that holds anything else would bring that too.
    let usable = bases.filter { $0.leaves.fingerprints.isSubset(of: leaves.fingerprints) }
    let covered = usable.reduce(into: Set<UInt64>()) { $0.formUnion($1.leaves.fingerprints) }
    let new = catalog.entries.filter { !covered.contains($0.fingerprint) }
    let newBytes = new.reduce(0) { $0 + $1.rawByteCount }
    guard !covered.isEmpty, newBytes <= catalog.rawByteCount / 2 else {
      way = .whole
      return
    }
    let image = new.isEmpty ? nil : try catalog.seal(new)
    var parts = usable.map {
      CassetteRecipe.Part(digest: $0.cassette.line.fileDigest, size: $0.cassette.size)
    }
    if let image { parts.append(.init(digest: image.fileDigest, size: image.bytes.count)) }
    way = .difference(image, CassetteRecipe(parts))
  }
}
