public import Basics
import Cassettes
import Synchronization

/// Sends a bundle to a remote: what is there already is not sent again, and nobody sees a manifest
/// before everything that it names is there.
public struct Push: Sendable {
  private let remote: any Remote
  private let persistence: Persistence
  private let observe: @Sendable (TransferEvent) -> Void

  /// What a push did.
  public struct Result: Sendable {
    /// The SHA-256 of the manifest: what is pulled.
    public let digest: Digest
    /// What was sent.
    public let counts: TransferCounts
    /// Whether the remote also knows the manifest by its roots: caches of builds take no such names.
    public let knowsRoots: Bool
  }

  /// Prepares a push.
  public init(
    to remote: any Remote, persistence: Persistence = Persistence(),
    observe: @escaping @Sendable (TransferEvent) -> Void = { _ in }
  ) {
    self.remote = remote
    self.persistence = persistence
    self.observe = observe
  }

  /// Sends a bundle.
  ///
  /// - Parameters:
  ///   - source: The bundle.
  ///   - earlier: A digest that was pushed there before. Of a cassette that holds what the cassettes of
  ///     that one hold, only the rest is sent; whoever pulls it gets the very same file.
  public func run(_ source: BundleSource, since earlier: Digest? = nil) async throws -> Result {
    var counts = TransferCounts()
    let missing = try await missing(of: source.manifest)
    let distinct = Set(source.manifest.entries.map(\.digest)).count
    counts.present = distinct - missing.count
    counts.moved = missing.count
    observe(.planned(files: missing.count, bytes: missing.reduce(0) { $0 + $1.size }))
    let isCassette = Set(source.manifest.cassettes.map(\.line.fileDigest))
    let bases =
      missing.contains { isCassette.contains($0.digest) } ? try await bases(of: earlier) : []
    let sent = Mutex(0)
    try await ParallelWork.forEach(missing) { entry in
      let content = try source.content(of: entry)
      var bytes = entry.size
      if isCassette.contains(entry.digest) {
        bytes = try await send(entry, content, bases)
      } else {
        try await send(.object(entry.digest), content)
      }
      sent.withLock { $0 += bytes }
      observe(.moved(bytes: entry.size))
      observe(.finished)
    }
    counts.movedBytes = sent.withLock { $0 }
    let manifest = RemoteContent(source.manifestBytes)
    if try await !holds(.object(source.digest), size: manifest.size) {
      try await send(.object(source.digest), manifest)
      counts.movedBytes += manifest.size
    }
    let knowsRoots = try await point(source.manifest.roots, to: source.digest)
    return Result(digest: source.digest, counts: counts, knowsRoots: knowsRoots)
  }

  /// The files that the remote does not have, each once.
  private func missing(of manifest: BundleManifest) async throws -> [BundleManifest.File] {
    var seen: Set<Digest> = []
    let distinct = manifest.entries.filter { seen.insert($0.digest).inserted }
    let isCassette = Set(manifest.cassettes.map(\.line.fileDigest))
    let present = Mutex<Set<Digest>>([])
    try await ParallelWork.forEach(distinct) { entry in
      let isPresent =
        isCassette.contains(entry.digest)
        ? try await hasCassette(entry.digest, size: entry.size)
        : try await holds(.object(entry.digest), size: entry.size)
      if isPresent { present.withLock { _ = $0.insert(entry.digest) } }
    }
    return present.withLock { present in distinct.filter { !present.contains($0.digest) } }
  }

  /// Whether the remote has all of something; what it has of another size is sent anew.
  private func holds(_ key: RemoteKey, size: Int) async throws(SharingError) -> Bool {
    let found = try await persistence.insist { () throws(SharingError) in
      try await remote.size(of: key)
    }
    return found == size || found == -1
  }

  /// Whether the remote has a cassette: its file, or all that it is made of.
  private func hasCassette(
    _ digest: Digest, size: Int, depth: Int = 0
  ) async throws(SharingError) -> Bool {
    if try await holds(.object(digest), size: size) { return true }
    let small = SmallObject(remote: remote, persistence: persistence)
    guard depth < CassetteRecipe.depthLimit,
      let bytes = try await small.bytes(.recipe(digest), limit: CassetteRecipe.byteLimit),
      let recipe = try? CassetteRecipe(decoding: bytes, from: remote.title)
    else { return false }
    for part in recipe.parts {
      guard try await hasCassette(part.digest, size: part.size, depth: depth + 1) else {
        return false
      }
    }
    return true
  }

  /// The cassettes of an earlier push, with what the remote says that they hold.
  private func bases(
    of earlier: Digest?
  ) async throws(SharingError) -> [(cassette: BundleManifest.Cassette, leaves: CassetteLeaves)] {
    let small = SmallObject(remote: remote, persistence: persistence)
    guard let earlier,
      let bytes = try await small.bytes(.object(earlier), limit: BundleManifest.byteLimit),
      Digest.sha256(bytes) == earlier,
      let manifest = try? BundleManifest(decoding: bytes, from: remote.title)
    else { return [] }
    var bases: [(cassette: BundleManifest.Cassette, leaves: CassetteLeaves)] = []
    for cassette in manifest.cassettes {
      // What is broken there, or is to be sent itself, is no ground to build on.
      guard try await hasCassette(cassette.line.fileDigest, size: cassette.size) else { continue }
      let limit = CassetteLeaves.byteCount(of: cassette.line.entryCount)
      guard let bytes = try await small.bytes(.leaves(cassette.line.fileDigest), limit: limit),
        bytes.count == limit, let leaves = CassetteLeaves(decoding: bytes)
      else { continue }
      bases.append((cassette, leaves))
    }
    return bases
  }

  /// Sends a cassette, or what is new in it; gives the bytes that were sent.
  private func send(
    _ entry: BundleManifest.File, _ content: RemoteContent,
    _ bases: [(cassette: BundleManifest.Cassette, leaves: CassetteLeaves)]
  ) async throws -> Int {
    guard case .file(let path) = content.source else { return 0 }
    let plan = try RecipePlan(path, bases: bases)
    let leaves = RemoteContent(plan.leaves.encoded)
    do throws(SharingError) {
      try await send(.leaves(entry.digest), leaves)
    } catch {
      guard error.isAboutNames else { throw error }
      try await send(.object(entry.digest), content)
      return entry.size
    }
    guard case .difference(let image, let recipe) = plan.way else {
      try await send(.object(entry.digest), content)
      return entry.size + leaves.size
    }
    if let image { try await send(.object(image.fileDigest), RemoteContent(image.bytes)) }
    let text = RemoteContent(recipe.encoded())
    try await send(.recipe(entry.digest), text)
    return (image?.bytes.count ?? 0) + text.size + leaves.size
  }

  /// Sends something and looks whether it arrived.
  private func send(_ key: RemoteKey, _ content: RemoteContent) async throws(SharingError) {
    try await persistence.insist { () throws(SharingError) in
      try await remote.write(key, content)
      let found = try await remote.size(of: key)
      guard found == content.size || found == -1 else {
        throw .notKept(key, at: remote.title, got: found, of: content.size)
      }
    }
  }

  /// Lets the roots lead to the manifest; whether the remote takes such names.
  private func point(_ roots: [Digest], to manifest: Digest) async throws(SharingError) -> Bool {
    let text = Array("\(manifest.hex)\n".utf8)
    do throws(SharingError) {
      for root in roots {
        try await persistence.insist { () throws(SharingError) in
          try await remote.write(.pointer(root), RemoteContent(text))
        }
      }
      return true
    } catch {
      // Everything is there by its digest already.
      guard error.isAboutNames else { throw error }
      return false
    }
  }
}

extension SharingError {
  /// Whether it may mean that a remote takes no names but SHA-256.
  var isAboutNames: Bool {
    code == .forbidden || code == .unreachable && !isTransient
  }
}
