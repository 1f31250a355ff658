import Basics
import Cassettes

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
