import Basics

/// A sweep as the files of a bundle describe it.
public struct AdmittedSweep: Sendable {
  /// The name that its file gives it.
  public var name: String
  /// The files that a loader opens, by their paths as the sweep writes them, from its folder.
  ///
  /// Not all need be there; signatures and cassettes are not among them. They are what decides a score
  /// beside the cassettes.
  public var opened: [String: BundlePath]

  /// Describes a sweep.
  public init(name: String, opened: [String: BundlePath]) {
    self.name = name
    self.opened = opened
  }
}

/// Finds out what a loader opens of a bundle; throws where the sweep cannot be read.
///
/// A sweep is read by a room above this one, which hands in how. It is given the manifest, and the bytes
/// of its YAML files, which say what else is opened, and of the texts and graders that these name.
public typealias BundleAdmission =
  @Sendable (BundleManifest, _ yaml: [BundlePath: [UInt8]]) throws -> AdmittedSweep

extension BundleManifest {
  /// Files that are read before anything else; a sweep has four of YAML, and one for each method and task
  /// of its user's, and a dozen prompts.
  private static let yamlLimit = 256
  /// The most bytes of all of them: one names every question of a sweep.
  private static let yamlByteLimit = 1 << 25

  /// The sweep; throws unless the manifest names only what a loader of it opens.
  ///
  /// Nothing is written.
  func admitted(
    by admission: BundleAdmission, from remote: any Remote, persistence: Persistence
  ) async throws -> AdmittedSweep {
    // Prompts of judges and programs that grade are a part of what a task is.
    let decisive = files.filter {
      $0.path.text.hasSuffix(".yaml") || $0.path.text.hasSuffix(".txt")
        || BundleLayout.isGrader($0.path.name)
    }
    guard decisive.count <= Self.yamlLimit,
      decisive.reduce(0, { $0 + $1.size }) <= Self.yamlByteLimit
    else {
      throw SharingError.badManifest(remote.title, "names more YAML and texts than a sweep reads")
    }
    let small = SmallObject(remote: remote, persistence: persistence)
    var yaml: [BundlePath: [UInt8]] = [:]
    for file in decisive {
      let bytes = try await small.bytes(.object(file.digest), limit: file.size) ?? []
      let found = Digest.sha256(bytes)
      guard found == file.digest else {
        throw SharingError.wrongBytes(file.digest, at: remote.title, found: found)
      }
      yaml[file.path] = bytes
    }
    let admitted = try admission(self, yaml)
    guard admitted.name == sweep else {
      throw SharingError.badManifest(remote.title, "calls the sweep other than its own file does")
    }
    let opened = Set(admitted.opened.values)
    for file in files where !opened.contains(file.path) {
      guard BundleLayout.isSignature(file.path.name), folder.appending(file.path.name) == file.path
      else { throw SharingError.misplaced(file.path.text, in: remote.title) }
    }
    return admitted
  }
}
