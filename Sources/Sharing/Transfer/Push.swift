import Synchronization
public import Wire

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
  public func run(_ source: BundleSource) async throws -> Result {
    var counts = TransferCounts()
    let missing = try await missing(of: source.manifest)
    let distinct = Set(source.manifest.entries.map(\.digest)).count
    counts.present = distinct - missing.count
    counts.moved = missing.count
    counts.movedBytes = missing.reduce(0) { $0 + $1.size }
    observe(.planned(files: missing.count, bytes: counts.movedBytes))
    try await ParallelWork.forEach(missing) { entry in
      try await send(.object(entry.digest), try source.content(of: entry))
      observe(.moved(bytes: entry.size))
      observe(.finished)
    }
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
    let present = Mutex<Set<Digest>>([])
    try await ParallelWork.forEach(distinct) { entry in
      if try await holds(.object(entry.digest), size: entry.size) {
        present.withLock { _ = $0.insert(entry.digest) }
      }
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
      guard error.code == .forbidden || error.code == .unreachable && !error.isTransient else {
        throw error
      }
      return false
    }
  }
}
