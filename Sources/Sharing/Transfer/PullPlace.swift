import Basics

/// The folder that a bundle is put under.
struct PullPlace {
  /// The folder.
  let destination: String
  /// Whether it is there already.
  let isThere: Bool

  init(_ destination: String, _ manifest: BundleManifest) throws(SharingError) {
    guard !destination.isEmpty, !destination.utf8.contains(0) else {
      throw .reading(destination, 2)
    }
    var path = destination
    while path.count > 1, path.hasSuffix("/") { path.removeLast() }
    self.destination = path
    isThere = LocalFolder.exists(path)
    guard !isThere || LocalFolder.isFolder(path) else { throw .exists(path) }
  }

  /// Where objects arrive: on the same disk, under a name that version control leaves out.
  var staging: String {
    isThere ? "\(destination)/.steerbench-pull.partial" : "\(destination).partial"
  }

  /// Where something of the bundle lies.
  func path(of path: BundlePath) -> String { "\(destination)/\(path.text)" }

  /// The files that are there already; throws `exists` if one of them is another file.
  func present(of entries: [BundleManifest.File]) throws(SharingError) -> Set<BundlePath> {
    guard isThere else { return [] }
    var present: Set<BundlePath> = []
    var differing: [String] = []
    for entry in entries {
      let local = path(of: entry.path)
      guard LocalFolder.exists(local) else { continue }
      if LocalFolder.size(of: local) == entry.size,
        try ReadableFile(local).digest() == entry.digest
      {
        present.insert(entry.path)
      } else {
        differing.append(entry.path.text)
      }
    }
    guard differing.isEmpty else { throw .differs(differing, in: destination) }
    return present
  }
}
