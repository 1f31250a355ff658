import Basics
import Cassettes
import Files

/// Fetches a cassette: its file, or, where the remote has no such file, what it is made of.
struct CassetteFetch: Sendable {
  let objects: ObjectFetch
  let staging: StagingFolder

  /// Fetches a cassette into its place in the staging folder.
  func fetch(_ cassette: BundleManifest.Cassette) async throws {
    try await fetch(
      cassette.line.fileDigest, size: cassette.size, rawByteCount: cassette.line.rawByteCount,
      depth: 0)
  }

  private func fetch(
    _ digest: Digest, size: Int, rawByteCount: Int, depth: Int
  ) async throws {
    let path = staging.path(of: digest)
    let entry = (digest: digest, size: size)
    guard try !staging.holds(entry.digest, size: entry.size) else { return }
    do throws(SharingError) {
      try await objects.fetch(digest, size: size, into: path)
    } catch {
      guard error.code == .notFound, depth < CassetteRecipe.depthLimit else { throw error }
      guard let recipe = try await recipe(for: digest) else { throw error }
      for part in recipe.parts {
        try await fetch(
          part.digest, size: part.size, rawByteCount: rawByteCount, depth: depth + 1)
      }
      try make(digest, of: recipe, at: path, rawByteCount: rawByteCount)
    }
  }

  private func recipe(for digest: Digest) async throws(SharingError) -> CassetteRecipe? {
    let small = SmallObject(remote: objects.remote, persistence: objects.persistence)
    guard
      let bytes = try await small.bytes(.recipe(digest), limit: CassetteRecipe.byteLimit)
    else { return nil }
    return try CassetteRecipe(decoding: bytes, from: objects.remote.title)
  }

  /// Seals the union of the parts, which must be the file.
  private func make(
    _ digest: Digest, of recipe: CassetteRecipe, at path: String, rawByteCount: Int
  ) throws {
    let catalog = try ExchangeCatalog(
      CassetteSet(files: recipe.parts.map { staging.path(of: $0.digest) }))
    // Bounded before it is in memory: no part holds more than the whole is said to.
    guard catalog.rawByteCount <= rawByteCount else {
      throw SharingError.badManifest(
        objects.remote.title, "of a cassette's parts gives more than the cassette holds")
    }
    var image = try catalog.seal()
    // A cassette may be made of those of another format; one with contents has no room in the first.
    for version in CassetteVersion.allCases
    where image.fileDigest != digest && version != catalog.version {
      if let other = try? catalog.seal(as: version) { image = other }
    }
    guard image.fileDigest == digest else {
      throw SharingError.wrongBytes(digest, at: objects.remote.title, found: image.fileDigest)
    }
    try files(try WholeFile.write(image.bytes, to: path, .synced, suffix: ObjectFetch.suffix))
    objects.observe(.finished)
  }
}

/// Where objects arrive before they are put in place: kept when a pull is cut short.
final class StagingFolder: Sendable {
  let path: String
  private let lock: FileLock

  private static let objects = "objects"
  private static let tree = "tree"

  /// Opens a staging folder, or creates it; throws `locked` if another process fetches into it.
  init(_ path: String) throws(SharingError) {
    try files(try Folder("\(path)/\(Self.objects)").create())
    lock = try files(try FileLock(folder: path))
    self.path = path
    // What was being put together is put together anew.
    Folder.removeAll(tree)
  }

  /// Where an object arrives.
  func path(of digest: Digest) -> String { "\(path)/\(Self.objects)/\(digest.hex)" }

  /// Where a new folder is put together.
  var tree: String { "\(path)/\(Self.tree)" }

  /// Whether an earlier pull has left a file, whole.
  func holds(_ digest: Digest, size: Int) throws(SharingError) -> Bool {
    let path = path(of: digest)
    guard Path.fileSize(of: path) == size else {
      Folder.removeAll(path)
      return false
    }
    guard try files(try ReadableFile(path).digest()) == digest else {
      Folder.removeAll(path)
      return false
    }
    return true
  }

  /// Throws `diskFull` unless there is room for some files, beside what has arrived of them.
  func checkSpace(for entries: [BundleManifest.File]) throws(SharingError) {
    let needed = entries.reduce(0) { sum, entry in
      let part = Path.fileSize(of: path(of: entry.digest) + ObjectFetch.suffix) ?? 0
      return sum + max(entry.size - part, 0)
    }
    guard let free = Folder(path).freeBytes, free < needed else { return }
    throw .tooLittleSpace(path, needed: needed, free: free)
  }

  /// Takes the folder away.
  func remove() { Folder.removeAll(path) }
}

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
  func encoded() -> [UInt8] {
    let value: JSONValue = [
      "from": .array(
        parts.map { ["sha256": .string($0.digest.hex), "size": .integer(Int64($0.size))] })
    ]
    return CanonicalJSON.bytes(ofOwn: value)
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
