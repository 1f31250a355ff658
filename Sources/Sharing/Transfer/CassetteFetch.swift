import Basics
import Cassettes

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
    let image = try catalog.seal()
    guard image.fileDigest == digest else {
      throw SharingError.wrongBytes(digest, at: objects.remote.title, found: image.fileDigest)
    }
    LocalFolder.remove(path + ObjectFetch.suffix)
    let file = try WritableFile(new: path + ObjectFetch.suffix)
    guard image.bytes.withUnsafeBytes({ file.append($0) }) else {
      throw file.failure ?? SharingError.writing(path, 5)
    }
    try file.synchronize()
    try LocalFolder.rename(path + ObjectFetch.suffix, to: path)
    objects.observe(.finished)
  }
}
