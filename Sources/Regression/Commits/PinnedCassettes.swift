public import Basics
import Cassettes
import Files
import FoundationEssentials
import Glibc

/// A copy of a sweep's cassettes that no commit can change: every commit is replayed from it.
public struct PinnedCassettes: Hashable, Sendable {
  private static let indexName = "INDEX"
  /// No INDEX that opens is larger.
  private static let maximumIndex = 16 << 20

  /// The folder of the copy.
  public let folder: String
  /// The digest of what was copied: of INDEX, which names each file with its digest.
  public let digest: Digest
  /// The roots of the cassettes, ascending.
  public let roots: [Digest]

  /// Copies the cassettes of a folder, each verified, below a folder of copies.
  ///
  /// - Throws: `CassetteError` where they cannot be read or are damaged, ``RegressionError`` with code
  ///   `unrecorded` where there are none.
  public init(copying source: String, into shelf: String) throws {
    let union = try CassetteUnion(CassetteFolder(path: source))
    let index = URL(filePath: source).appending(path: Self.indexName)
    guard !union.folder.lines.isEmpty,
      let bytes = try ReadableFile.bytes(of: index.path, limit: Self.maximumIndex)
    else {
      throw RegressionError(
        .unrecorded, "\(source) holds no cassette",
        next: "Record the sweep first, or name a folder with cassettes: --cassettes FOLDER")
    }
    let files = union.folder.lines.map { URL(filePath: union.folder.path(of: $0)) } + [index]
    try self.init(files, Digest.sha256(bytes), into: shelf)
  }

  /// Takes the cassettes that a commit holds beside its sweep.
  init(
    of commit: String, in sweep: String, _ repository: GitRepository, into shelf: String
  ) async throws {
    let draft = URL(filePath: shelf).appending(path: "\(UUID().uuidString).draft")
    try CacheFiles.makeFolder(draft)
    defer { try? FileManager.default.removeItem(at: draft) }
    for (name, _) in try await repository.entries(of: commit, in: sweep)
    where name == Self.indexName || name.hasSuffix(".cas") {
      let path = "\(sweep)/\(name)"
      guard let bytes = try await repository.file(path, of: commit) else {
        throw RegressionError(
          .repository, "\(path) stands in commit \(commit) and cannot be read from it",
          next: "Check the repository: git fsck")
      }
      try CacheFiles.write(bytes, to: draft.appending(path: name))
    }
    try self.init(copying: draft.path, into: shelf)
  }

  private init(_ files: [URL], _ digest: Digest, into shelf: String) throws {
    let home = URL(filePath: shelf).appending(path: digest.hex)
    let draft = URL(filePath: shelf).appending(path: "\(digest.hex).\(UUID().uuidString).draft")
    try CacheFiles.makeFolder(draft)
    defer { try? FileManager.default.removeItem(at: draft) }
    for file in files {
      try CacheFiles.copy(file, to: draft.appending(path: file.lastPathComponent))
    }
    // One that is there already was checked when it was put there; it is checked again below.
    do throws(FileError) {
      try Folder.rename(draft.path, to: home.path)
    } catch {
      guard Path.isFolder(home.path) else { throw RegressionError.unwritable(home.path) }
    }
    let copy = try CassetteUnion(CassetteFolder(path: home.path))
    folder = home.path
    self.digest = digest
    roots = copy.folder.lines.map(\.root).sorted()
  }

  /// Puts the copy's files into a folder.
  func place(in target: URL) throws {
    for name in try FileManager.default.contentsOfDirectory(atPath: folder).sorted() {
      try CacheFiles.copy(
        URL(filePath: folder).appending(path: name), to: target.appending(path: name))
    }
  }
}

/// A commit's sweep with the pinned cassettes: a folder beside the sweep's own, so that the paths in its
/// file lead where they should, and no tracked file is touched.
///
/// Everything that the sweep's folder holds belongs to the sweep, such as prompts of its own; what was
/// recorded does not, for that is pinned, nor the scores that were accepted for it.
struct PinnedSweep {
  /// The folder.
  let url: URL

  /// Makes the folder; `nil` where the tree has no such sweep.
  init?(of place: SweepPlace, in tree: String, _ cassettes: PinnedCassettes) throws {
    let sweep = URL(filePath: tree).appending(path: place.folder)
    let file = sweep.appending(path: SweepPlace.fileName)
    guard FileManager.default.fileExists(atPath: file.path) else { return nil }
    url = sweep.deletingLastPathComponent()
      .appending(path: "\(sweep.lastPathComponent).pinned-\(getpid())")
    try? FileManager.default.removeItem(at: url)
    try CacheFiles.makeFolder(url)
    for name in try FileManager.default.contentsOfDirectory(atPath: sweep.path).sorted()
    where Self.isOfSweep(name) {
      try CacheFiles.copy(sweep.appending(path: name), to: url.appending(path: name))
    }
    try cassettes.place(in: url)
  }

  /// Whether an entry of a sweep's folder is a part of what the sweep asks and how it grades.
  static func isOfSweep(_ name: String) -> Bool {
    !name.hasPrefix(".") && !name.hasSuffix(".cas") && !name.contains(".journal")
      && ![CassetteFolder.indexName, SweepPlace.baselineName].contains(name)
  }

  /// Takes the folder away.
  func remove() { try? FileManager.default.removeItem(at: url) }
}
