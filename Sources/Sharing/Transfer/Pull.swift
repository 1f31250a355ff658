public import Basics
public import Cassettes
import Files
import Glibc

/// Fetches a bundle from a remote into a folder, from which it replays.
///
/// Everything arrives in a folder beside the destination and is verified there; then it is put in
/// place. What arrived of a pull that was cut short is kept for the next one.
public struct Pull: Sendable {
  private let remote: any Remote
  private let persistence: Persistence
  private let observe: @Sendable (TransferEvent) -> Void

  /// What a pull did.
  public struct Result: Sendable {
    /// The folder of the sweep.
    public let sweepFolder: String
    /// What was fetched.
    public let counts: TransferCounts
    /// Whether nothing was left out.
    public let isWhole: Bool
    /// What the signature that was asked for covers; `nil` where none was asked for.
    public let signed: SignatureCoverage?
  }

  /// Prepares a pull.
  public init(
    from remote: any Remote, persistence: Persistence = Persistence(),
    observe: @escaping @Sendable (TransferEvent) -> Void = { _ in }
  ) {
    self.remote = remote
    self.persistence = persistence
    self.observe = observe
  }

  /// The manifest of a digest: its own, or a root that the remote knows a manifest of.
  ///
  /// A root names exchanges only; the manifest's digest also names what is asked and how it is graded.
  public func manifest(_ digest: Digest) async throws(SharingError) -> BundleManifest {
    try await SmallObject(remote: remote, persistence: persistence).manifest(digest).0
  }

  /// Fetches what a manifest names.
  ///
  /// A destination that is there already is added to: files that are there must be the same. Nothing
  /// is ever written over.
  ///
  /// Throws `CassetteError` for cassettes that do not hold, or differ at a slot from those that are
  /// there.
  ///
  /// - Parameters:
  ///   - manifest: What to fetch.
  ///   - destination: The folder that it is put under.
  ///   - patterns: Which files, by their paths or names, as a shell would match them; all where there
  ///     are none.
  ///   - demand: Whose signature it must bear; `nil` if none is asked for.
  ///   - admission: Says which files belong to the sweep; a manifest with others is refused before
  ///     anything is written. `nil` if every file that the layout allows may come.
  ///   - actionDigest: Computes the digest of an action.
  public func run(
    _ manifest: BundleManifest, into destination: String, only patterns: [String] = [],
    signedBy demand: SignatureDemand? = nil, admission: BundleAdmission? = nil,
    actionDigest: ActionDigest? = nil
  ) async throws -> Result {
    let wanted = manifest.entries.filter { $0.isMatched(by: patterns) }
    guard !wanted.isEmpty || manifest.entries.isEmpty else {
      throw SharingError.nothingMatches(patterns, in: remote.title)
    }
    let place = try PullPlace(destination, manifest)
    var admitted: AdmittedSweep?
    if let admission {
      admitted = try await manifest.admitted(
        by: admission, from: remote, persistence: persistence)
    }
    let present = try place.present(of: wanted)
    let missing = wanted.filter { !present.contains($0.path) }
    let staging = try StagingFolder(place.staging)
    let counts = try await fetch(
      missing, staging, present: present.count, cassettes: manifest.cassettes)
    let intake = PullIntake(
      manifest: manifest, admitted: admitted, wanted: wanted, missing: missing, staging: staging,
      place: place)
    let signed: SignatureCoverage?
    do {
      signed = try intake.check(remote.title, signedBy: demand, actionDigest: actionDigest)
    } catch {
      // All of it has arrived, and is refused: no later pull goes on with it.
      staging.remove()
      throw error
    }
    try intake.publish()
    return Result(
      sweepFolder: place.path(of: manifest.folder), counts: counts,
      isWhole: wanted.count == manifest.entries.count, signed: signed)
  }

  private func fetch(
    _ entries: [BundleManifest.File], _ staging: StagingFolder, present: Int,
    cassettes: [BundleManifest.Cassette]
  ) async throws -> TransferCounts {
    var seen: Set<Digest> = []
    let missing = try entries.filter { entry in
      guard seen.insert(entry.digest).inserted else { return false }
      return try !staging.holds(entry.digest, size: entry.size)
    }
    var counts = TransferCounts()
    counts.present = present
    counts.moved = missing.count
    counts.movedBytes = missing.reduce(0) { $0 + $1.size }
    observe(.planned(files: missing.count, bytes: counts.movedBytes))
    try staging.checkSpace(for: missing)
    let objects = ObjectFetch(remote: remote, persistence: persistence, observe: observe)
    let byDigest = Dictionary(cassettes.map { ($0.line.fileDigest, $0) }) { first, _ in first }
    try await ParallelWork.forEach(missing) { entry in
      if let cassette = byDigest[entry.digest] {
        try await CassetteFetch(objects: objects, staging: staging).fetch(cassette)
      } else {
        try await objects.fetch(
          entry.digest, size: entry.size, into: staging.path(of: entry.digest))
      }
    }
    return counts
  }
}

extension BundleManifest.File {
  /// Whether a shell would match the path, or the name alone, by one of some patterns.
  fileprivate func isMatched(by patterns: [String]) -> Bool {
    patterns.isEmpty
      || patterns.contains { fnmatch($0, path.text, 0) == 0 || fnmatch($0, path.name, 0) == 0 }
  }
}

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
    isThere = Path.exists(path)
    guard !isThere || Path.isFolder(path) else { throw .exists(path) }
    guard !Path.isLink(staging) else { throw .linked(staging) }
    guard isThere else { return }
    // What is written must lie in the folder, wherever the folder itself may be.
    for entry in manifest.entries {
      if let link = Path.firstLink(on: entry.path.text, below: path) { throw .linked(link) }
    }
  }

  /// Where objects arrive: on the same disk, under a name that version control leaves out, and gone when
  /// all is in its place.
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
      guard Path.exists(local) else { continue }
      if Path.fileSize(of: local) == entry.size,
        try files(try ReadableFile(local).digest()) == entry.digest
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

/// What arrived, on its way from the staging folder to its place.
struct PullIntake {
  let manifest: BundleManifest
  /// The sweep, where it was read.
  let admitted: AdmittedSweep?
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
  /// that are there; and unless they are signed, if that is demanded.
  func check(
    _ title: String, signedBy demand: SignatureDemand?, actionDigest: ActionDigest?
  ) throws -> SignatureCoverage? {
    let cassettes = cassettes
    for (cassette, path) in cassettes {
      try SealedCassette(path: path).check(against: cassette.line)
    }
    var catalog = try ExchangeCatalog(
      CassetteSet(files: cassettes.map(\.path)), actionDigest: actionDigest)
    if cassettes.count == manifest.cassettes.count {
      guard catalog.root == manifest.root else {
        throw SharingError.badManifest(title, "gives another root than its cassettes have")
      }
    }
    let folder = place.path(of: manifest.folder)
    if place.isThere, Path.isFolder(folder) {
      let others = CassetteSet(try CassetteFolder(path: folder))
      // What plays afterwards is all of it, and so is what must be signed.
      catalog = try ExchangeCatalog(
        CassetteSet(joining: [others, CassetteSet(files: cassettes.map(\.path))]))
    }
    return try demand.map { try checkSignature(of: catalog, by: $0, title) }
  }

  private func checkSignature(
    of catalog: ExchangeCatalog, by demand: SignatureDemand, _ title: String
  ) throws(SharingError) -> SignatureCoverage {
    let stated =
      try decisive().map { SignatureStatement(catalog, files: $0) } ?? SignatureStatement(catalog)
    return try demand.check(stated, at: title) { (name) throws(SharingError) in
      guard let path = manifest.folder.appending(name),
        let file = manifest.files.first(where: { $0.path == path })
      else { return nil }
      guard wanted.contains(file) else {
        throw SharingError.badSignature(title, "its signature was left out with --only")
      }
      return missing.contains(file) ? staging.path(of: file.digest) : place.path(of: path)
    }
  }

  /// The SHA-256 of each file that decides a score, by its path as the sweep writes it: of those that
  /// come, and of those that lie in the folder without coming; `nil` where the sweep was not read.
  private func decisive() throws(SharingError) -> [String: Digest]? {
    guard let admitted else { return nil }
    let coming = Dictionary(manifest.files.map { ($0.path, $0.digest) }) { first, _ in first }
    var digests: [String: Digest] = [:]
    for (name, path) in admitted.opened {
      if let digest = coming[path] {
        digests[name] = digest
      } else if place.isThere, Path.exists(place.path(of: path)) {
        digests[name] = try files(try ReadableFile(place.path(of: path)).digest())
      }
    }
    return digests
  }

  /// Puts everything in place.
  func publish() throws {
    defer { withExtendedLifetime(staging) {} }
    if place.isThere {
      try move(to: place.destination)
      try mendIndex(of: place.path(of: manifest.folder))
    } else {
      try files(try Folder(staging.tree).create())
      try move(to: staging.tree)
      try mendIndex(of: "\(staging.tree)/\(manifest.folder.text)")
      try renameToNew(staging.tree, place.destination)
      try files(try Folder(Path.parent(of: place.destination)).synchronize())
    }
    staging.remove()
  }

  /// Moves the files below a folder, where nothing lies in their places.
  private func move(to folder: String) throws(SharingError) {
    var moved: Set<Digest> = []
    var folders: Set<String> = []
    for entry in missing {
      let target = "\(folder)/\(entry.path.text)"
      folders.insert(Path.parent(of: target))
      try files(try Folder(Path.parent(of: target)).create())
      // The same bytes may lie at several places, and then in files of their own.
      if moved.insert(entry.digest).inserted {
        try link(staging.path(of: entry.digest), to: target, entry)
      } else {
        try copy(entry, to: target)
      }
    }
    for folder in folders { try files(try Folder(folder).synchronize()) }
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
    let file = try files(try GrowingFile(new: target))
    let arrived = try files(try ReadableFile(staging.path(of: entry.digest)))
    try files(
      try arrived.forEachPiece { (piece) throws(FileError) in
        try file.append(piece)
        return true
      })
    try files(try file.synchronize())
  }

  /// Lets INDEX name the cassettes that came.
  private func mendIndex(of folder: String) throws {
    guard Path.isFolder(folder) else { return }
    _ = try CassetteFolder.mending(path: folder)
  }

  private func renameToNew(_ path: String, _ other: String) throws(SharingError) {
    guard !Path.exists(other) else { throw .exists(other) }
    try files(try Folder.rename(path, to: other))
  }
}
