public import Basics
public import Cassettes
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
  ///   - key: Whose signature it must bear; `nil` if none is asked for.
  ///   - actionDigest: Computes the digest of an action.
  public func run(
    _ manifest: BundleManifest, into destination: String, only patterns: [String] = [],
    signedBy key: VerifyingKey? = nil, actionDigest: ActionDigest? = nil
  ) async throws -> Result {
    let wanted = manifest.entries.filter { $0.isMatched(by: patterns) }
    guard !wanted.isEmpty || manifest.entries.isEmpty else {
      throw SharingError.nothingMatches(patterns, in: remote.title)
    }
    let place = try PullPlace(destination, manifest)
    let present = try place.present(of: wanted)
    let missing = wanted.filter { !present.contains($0.path) }
    let staging = try StagingFolder(place.staging)
    let counts = try await fetch(
      missing, staging, present: present.count, cassettes: manifest.cassettes)
    let intake = PullIntake(
      manifest: manifest, wanted: wanted, missing: missing, staging: staging, place: place)
    try intake.check(remote.title, signedBy: key, actionDigest: actionDigest)
    try intake.publish()
    return Result(
      sweepFolder: place.path(of: manifest.folder), counts: counts,
      isWhole: wanted.count == manifest.entries.count)
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
