import Basics
import Cassettes
import Glibc

/// What arrived, on its way from the staging folder to its place.
struct PullIntake {
  let manifest: BundleManifest
  /// Everything that was asked for.
  let wanted: [BundleManifest.File]
  /// What of it was not there.
  let missing: [BundleManifest.File]
  let staging: StagingFolder
  let place: PullPlace

  /// The cassettes that were asked for, with where each can be read now.
  private var cassettes: [(cassette: BundleManifest.Cassette, path: String)] {
    let asked = Set(wanted.map(\.path))
    let arrived = Set(missing.map(\.path))
    return manifest.cassettes.compactMap { cassette in
      let path = manifest.path(of: cassette)
      guard asked.contains(path) else { return nil }
      let isNew = arrived.contains(path)
      return (cassette, isNew ? staging.path(of: cassette.line.fileDigest) : place.path(of: path))
    }
  }

  /// Throws unless the cassettes hold, are those that the manifest names, and do not contradict those
  /// that are there; and unless they are signed by a key, if one is given.
  func check(
    _ title: String, signedBy key: VerifyingKey?, actionDigest: ActionDigest?
  ) throws {
    let cassettes = cassettes
    for (cassette, path) in cassettes {
      try SealedCassette(path: path).check(against: cassette.line)
    }
    let catalog = try ExchangeCatalog(
      CassetteSet(files: cassettes.map(\.path)), actionDigest: actionDigest)
    if cassettes.count == manifest.cassettes.count {
      guard catalog.root == manifest.root else {
        throw SharingError.badManifest(title, "gives another root than its cassettes have")
      }
    }
    if let key { try checkSignature(of: catalog, by: key, title) }
    let folder = place.path(of: manifest.folder)
    if place.isThere, LocalFolder.isFolder(folder) {
      let others = CassetteSet(try CassetteFolder(path: folder))
      _ = try ExchangeCatalog(
        CassetteSet(joining: [others, CassetteSet(files: cassettes.map(\.path))]))
    }
  }

  private func checkSignature(
    of catalog: ExchangeCatalog, by key: VerifyingKey, _ title: String
  ) throws {
    guard let path = manifest.folder.appending(key.fileName),
      let file = manifest.files.first(where: { $0.path == path })
    else { throw SharingError.badSignature(title, "it bears no signature of the key \(key.id)") }
    guard wanted.contains(file) else {
      throw SharingError.badSignature(title, "its signature was left out with --only")
    }
    let isNew = missing.contains(file)
    let local = isNew ? staging.path(of: file.digest) : place.path(of: path)
    try CassetteSignature(path: local).check(by: key, over: SignatureStatement(catalog))
  }

  /// Puts everything in place.
  func publish() throws {
    defer { withExtendedLifetime(staging) {} }
    if place.isThere {
      try move(to: place.destination)
      try mendIndex(of: place.path(of: manifest.folder))
    } else {
      try LocalFolder(staging.tree).create()
      try move(to: staging.tree)
      try mendIndex(of: "\(staging.tree)/\(manifest.folder.text)")
      try renameToNew(staging.tree, place.destination)
      try LocalFolder(LocalFolder.parent(of: place.destination)).synchronize()
    }
    staging.remove()
  }

  /// Moves the files below a folder, where nothing lies in their places.
  private func move(to folder: String) throws(SharingError) {
    var moved: Set<Digest> = []
    var folders: Set<String> = []
    for entry in missing {
      let target = "\(folder)/\(entry.path.text)"
      folders.insert(LocalFolder.parent(of: target))
      try LocalFolder(LocalFolder.parent(of: target)).create()
      // The same bytes may lie at several places, and then in files of their own.
      if moved.insert(entry.digest).inserted {
        try link(staging.path(of: entry.digest), to: target, entry)
      } else {
        try copy(entry, to: target)
      }
    }
    for folder in folders { try LocalFolder(folder).synchronize() }
  }

  /// Gives a file another name, and never that of a file that is there.
  private func link(
    _ path: String, to target: String, _ entry: BundleManifest.File
  ) throws(SharingError) {
    guard Glibc.link(path, target) != 0 else { return }
    // Some file systems know one name a file only.
    guard errno == EPERM || errno == EOPNOTSUPP || errno == EMLINK else {
      throw errno == EEXIST ? .exists(target) : .writing(target, errno)
    }
    try copy(entry, to: target)
  }

  private func copy(_ entry: BundleManifest.File, to target: String) throws(SharingError) {
    let file = try WritableFile(new: target)
    try ReadableFile(staging.path(of: entry.digest)).forEachPiece { (piece) throws(SharingError) in
      guard file.append(piece) else { throw file.failure ?? .writing(target, EIO) }
      return true
    }
    try file.synchronize()
  }

  /// Lets INDEX name the cassettes that came.
  private func mendIndex(of folder: String) throws {
    guard LocalFolder.isFolder(folder) else { return }
    _ = try CassetteFolder.mending(path: folder)
  }

  private func renameToNew(_ path: String, _ other: String) throws(SharingError) {
    guard !LocalFolder.exists(other) else { throw .exists(other) }
    try LocalFolder.rename(path, to: other)
  }
}
