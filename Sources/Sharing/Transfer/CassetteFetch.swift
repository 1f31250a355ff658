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
    let image = try catalog.seal()
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
