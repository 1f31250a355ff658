import Basics

/// Where objects arrive before they are put in place: kept when a pull is cut short.
final class StagingFolder: Sendable {
  let path: String
  private let lock: LocalLock

  private static let objects = "objects"
  private static let tree = "tree"

  /// Opens a staging folder, or creates it; throws `locked` if another process fetches into it.
  init(_ path: String) throws(SharingError) {
    try LocalFolder("\(path)/\(Self.objects)").create()
    lock = try LocalLock(path)
    self.path = path
    // What was being put together is put together anew.
    LocalFolder.remove(tree)
  }

  /// Where an object arrives.
  func path(of digest: Digest) -> String { "\(path)/\(Self.objects)/\(digest.hex)" }

  /// Where a new folder is put together.
  var tree: String { "\(path)/\(Self.tree)" }

  /// Whether an earlier pull has left a file, whole.
  func holds(_ digest: Digest, size: Int) throws(SharingError) -> Bool {
    let path = path(of: digest)
    guard LocalFolder.size(of: path) == size else {
      LocalFolder.remove(path)
      return false
    }
    guard try ReadableFile(path).digest() == digest else {
      LocalFolder.remove(path)
      return false
    }
    return true
  }

  /// Throws `diskFull` unless there is room for some files, beside what has arrived of them.
  func checkSpace(for entries: [BundleManifest.File]) throws(SharingError) {
    let needed = entries.reduce(0) { sum, entry in
      let part = LocalFolder.size(of: path(of: entry.digest) + ObjectFetch.suffix) ?? 0
      return sum + max(entry.size - part, 0)
    }
    guard let free = LocalFolder(path).freeBytes, free < needed else { return }
    throw .tooLittleSpace(path, needed: needed, free: free)
  }

  /// Takes the folder away.
  func remove() { LocalFolder.remove(path) }
}
