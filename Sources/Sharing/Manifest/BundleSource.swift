public import Basics
public import Cassettes

/// A bundle whose files lie on this machine: what is pushed, and what a bundle's one file is made of.
public struct BundleSource: Sendable {
  /// What belongs to it.
  public let manifest: BundleManifest
  /// The manifest as it is stored.
  let manifestBytes: [UInt8]
  /// Where each file lies, by its SHA-256.
  let paths: [Digest: String]

  /// The SHA-256 of the manifest, which names all of it.
  public var digest: Digest { Digest.sha256(manifestBytes) }

  /// Gathers a sweep; every file is read, and every cassette verified.
  ///
  /// Throws `CassetteError` for a cassette that does not hold, and for two that differ at a slot.
  ///
  /// - Parameters:
  ///   - sweep: The sweep's name.
  ///   - folder: Where the sweep lies in the bundle.
  ///   - cassettes: Its cassettes.
  ///   - files: Its other files: where each lies in the bundle, and where it lies here.
  ///   - actionDigest: Computes the digest of an action.
  public init(
    sweep: String, folder: BundlePath, cassettes: CassetteFolder,
    files: [(path: BundlePath, local: String)], actionDigest: ActionDigest?
  ) throws {
    let catalog = try ExchangeCatalog(CassetteSet(cassettes), actionDigest: actionDigest)
    var paths: [Digest: String] = [:]
    var listed: [BundleManifest.Cassette] = []
    for line in cassettes.lines {
      let path = cassettes.path(of: line)
      listed.append(BundleManifest.Cassette(line: line, size: try ReadableFile(path).size))
      paths[line.fileDigest] = path
    }
    var others: [BundleManifest.File] = []
    for file in files {
      let content = try ReadableFile(file.local)
      let digest = try content.digest()
      others.append(BundleManifest.File(path: file.path, digest: digest, size: content.size))
      paths[digest] = file.local
    }
    try self.init(
      BundleManifest(
        sweep: sweep, folder: folder, root: catalog.root, cassettes: listed, files: others),
      paths: paths)
  }

  /// Joins a manifest with the places of its files, by their SHA-256.
  init(_ manifest: BundleManifest, paths: [Digest: String]) throws(SharingError) {
    self.manifest = manifest
    self.paths = paths
    manifestBytes = try manifest.encoded()
  }

  /// The content of a file.
  func content(of entry: BundleManifest.File) throws(SharingError) -> RemoteContent {
    guard let path = paths[entry.digest] else { throw .reading(entry.path.text, 2) }
    return RemoteContent(file: path, size: entry.size, digest: entry.digest)
  }
}
