import Basics
import Foundation

/// A working tree of our own, in the cache: the user's is never touched.
///
/// It stays between searches, so that a build goes on from the last one.
public struct CommitWorktree: Sendable {
  /// The folder of the tree.
  public let path: String
  /// Where its builds are kept.
  let scratch: String
  private let repository: GitRepository

  /// Makes the tree ready, a new one where there is none or the old one is of no use.
  init(_ repository: GitRepository, in cache: URL) async throws {
    self.repository = repository
    // SwiftPM takes the folder's name for the package's.
    path = cache.appending(path: "tree/steerbench").path
    scratch = cache.appending(path: "build").path
    let known = FileManager.default.fileExists(atPath: path)
    if known, try await isUsable() { return }
    try? FileManager.default.removeItem(atPath: path)
    try CacheFiles.makeFolder(cache.appending(path: "tree"))
    try await repository.demand(["worktree", "prune"])
    try await repository.demand([
      "worktree", "add", "--force", "--force", "--detach", "--no-checkout", path, "HEAD",
    ])
    try keepResolvedVersions()
  }

  /// Whether the tree belongs to the repository still; a lock that a killed git left is taken away.
  private func isUsable() async throws -> Bool {
    let answer = try await GitRepository.ask(
      ["rev-parse", "--path-format=absolute", "--git-common-dir", "--git-dir"], in: path)
    let lines = answer.text.split(separator: "\n").map(String.init)
    guard answer.status == 0, lines.count == 2, lines[0] == repository.commonFolder else {
      return false
    }
    try? FileManager.default.removeItem(atPath: lines[1] + "/index.lock")
    return true
  }

  /// Every commit is built with the versions of packages that the user builds with.
  private func keepResolvedVersions() throws {
    let name = "Package.resolved"
    let source = URL(filePath: repository.root).appending(path: name)
    guard let bytes = CacheFiles.read(source, limit: 16 << 20) else { return }
    try CacheFiles.write(bytes, to: URL(filePath: path).appending(path: name))
  }

  /// Puts a commit's files into the tree; what the last one left behind is taken away, what git ignores
  /// (builds, resolved versions) stays.
  func checkOut(_ commit: String) async throws {
    try await repository.demand(["checkout", "--force", "--quiet", "--detach", commit], in: path)
    try await repository.demand(["clean", "--force", "--quiet", "-d"], in: path)
  }
}

/// Where a sweep lies in a repository.
public struct SweepPlace: Hashable, Sendable {
  /// The file that makes a folder a sweep.
  static let fileName = "sweep.yaml"
  /// The score sheet beside the cassettes.
  static let baselineName = "baseline.tsv"

  /// The folder from the root of the repository, such as `cassettes/smollm2-135m`.
  public let folder: String

  /// Creates a place.
  public init(folder: String) {
    self.folder = folder
  }

  /// The sweep's file from the root of the repository.
  var file: String { "\(folder)/\(Self.fileName)" }
  /// The baseline from the root of the repository.
  var baseline: String { "\(folder)/\(Self.baselineName)" }
}
