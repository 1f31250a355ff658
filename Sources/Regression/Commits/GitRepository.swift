import Basics
import FoundationEssentials

/// A git repository, asked through git itself; nothing in it is changed.
public struct GitRepository: Sendable {
  /// The top folder of the user's tree.
  public let root: String
  /// The folder of the repository's own files, which all its trees share.
  public let commonFolder: String

  private static let timeLimit = Duration.seconds(600)

  /// Finds the repository that a folder lies in.
  ///
  /// - Throws: ``RegressionError`` with code `repository` where there is none.
  public init(around folder: String) async throws {
    let answer = try await Self.ask(
      ["rev-parse", "--show-toplevel", "--path-format=absolute", "--git-common-dir"], in: folder)
    let lines = answer.text.split(separator: "\n").map(String.init)
    guard answer.status == 0, lines.count == 2 else {
      throw RegressionError(
        .repository, "\(folder) does not lie in a git repository (\(Self.reason(answer)))",
        next: "Run this in a clone of the project")
    }
    root = lines[0]
    commonFolder = lines[1]
  }

  /// The commit that a word means.
  public func commit(_ word: String) async throws -> String {
    let answer = try await ask([
      "rev-parse", "--verify", "--quiet", "--end-of-options", "\(word)^{commit}",
    ])
    let id = String(answer.text.trimmed(where: \.isWhitespace))
    guard answer.status == 0, !id.isEmpty else {
      let shallow = try await isShallow
      throw RegressionError(
        .revision, "\(VisibleText.escape(word)) is no revision of this repository",
        next: shallow
          ? "This clone is shallow: git fetch --unshallow, then the same command"
          : "git log --oneline and git tag list what there is; a branch of a remote needs its name, "
            + "such as origin/main")
    }
    return id
  }

  /// Whether a commit is another or one that it descends from.
  func isAncestor(_ commit: String, of other: String) async throws -> Bool {
    try await ask(["merge-base", "--is-ancestor", commit, other]).status == 0
  }

  /// The newest commit that two descend from; `nil` where there is none.
  func mergeBase(_ left: String, _ right: String) async throws -> String? {
    let answer = try await ask(["merge-base", left, right])
    return answer.status == 0 ? answer.text.split(separator: "\n").first.map(String.init) : nil
  }

  /// Whether the clone lacks the older part of its history.
  var isShallow: Bool {
    get async throws {
      try await ask(["rev-parse", "--is-shallow-repository"]).text.hasPrefix("true")
    }
  }

  /// Tracked files that differ from the last commit.
  func changedFiles() async throws -> [String] {
    let answer = try await demand([
      "status", "--porcelain=v1", "-z", "--untracked-files=no", "--ignore-submodules",
    ])
    return answer.text.split(separator: "\0").compactMap { entry in
      entry.utf8.count > 3 ? String(entry.dropFirst(3)) : nil
    }
  }

  /// The commits on every path from one to another, parents before children, the first included.
  func graph(from good: String, to bad: String) async throws -> CommitGraph {
    let answer = try await demand([
      "rev-list", "--topo-order", "--reverse", "--parents", "--ancestry-path", "\(good)..\(bad)",
    ])
    let lines = answer.text.split(separator: "\n").map {
      $0.split(separator: " ").map(String.init)
    }
    return CommitGraph(
      [(id: good, parents: [])] + lines.map { (id: $0[0], parents: Array($0.dropFirst())) })
  }

  /// What lies in a folder of a commit: names with the digests of their contents; empty where there is
  /// no such folder.
  func entries(of commit: String, in folder: String = "") async throws -> [(
    name: String, id: String
  )] {
    let answer = try await ask(["ls-tree", "-z", "--full-tree", "\(commit):\(folder)"])
    guard answer.status == 0 else { return [] }
    return answer.text.split(separator: "\0").compactMap { entry in
      let parts = entry.split(separator: "\t", maxSplits: 1)
      let fields = parts.first?.split(separator: " ") ?? []
      guard parts.count == 2, fields.count == 3 else { return nil }
      return (String(parts[1]), "\(fields[0]) \(fields[2])")
    }
  }

  /// The bytes of a file of a commit; `nil` where it has none.
  func file(_ path: String, of commit: String) async throws -> [UInt8]? {
    let answer = try await ask(["cat-file", "blob", "\(commit):\(path)"])
    return answer.status == 0 ? answer.output : nil
  }

  /// What a file of one commit is called in an older one, where it was renamed in between.
  func formerName(of path: String, at newer: String, in older: String) async throws -> String? {
    let answer = try await ask([
      "diff-tree", "-r", "-z", "-M", "--diff-filter=R", "--name-status", older, newer,
    ])
    let fields = answer.text.split(separator: "\0").map(String.init)
    return stride(from: 0, to: fields.count - 2, by: 3).first { fields[$0 + 2] == path }
      .map { fields[$0 + 1] }
  }

  /// Who made a commit, when and what for.
  func note(of commit: String) async throws -> CommitNote {
    let answer = try await demand([
      "show", "--no-patch", "--format=%H%x00%an <%ae>%x00%aI%x00%s", commit,
    ])
    let fields = answer.text.trimmed(where: \.isNewline)
      .split(separator: "\0", omittingEmptySubsequences: false).map(String.init)
    let names = try await ask([
      "log", "-1", "-m", "--first-parent", "--format=", "-z", "-M", "--name-status", commit,
    ])
    return CommitNote(
      id: commit, author: fields.count > 1 ? fields[1] : "",
      date: fields.count > 2 ? fields[2] : "",
      subject: fields.count > 3 ? fields[3] : "", files: CommitNote.files(names.text))
  }

  /// Asks git.
  func ask(_ arguments: [String]) async throws -> ChildProcess.Ending {
    try await Self.ask(arguments, in: root)
  }

  /// Asks git for what must be there.
  @discardableResult
  func demand(_ arguments: [String], in folder: String? = nil) async throws -> ChildProcess.Ending {
    let answer = try await Self.ask(arguments, in: folder ?? root)
    guard answer.status == 0 else {
      throw RegressionError(
        .repository,
        "git \(arguments.prefix(2).joined(separator: " ")) failed (\(Self.reason(answer)))",
        next: "Run the same command by hand in \(folder ?? root) to see what is wrong")
    }
    return answer
  }

  /// Asks git in any folder: without hooks, prompts or optional locks, so that nothing of the user's is
  /// run or written.
  static func ask(_ arguments: [String], in folder: String) async throws -> ChildProcess.Ending {
    let quiet = [
      "-c", "core.hooksPath=/dev/null", "-c", "advice.detachedHead=false", "-c", "gc.auto=0",
      "-c", "core.quotePath=false",
    ]
    return try await ChildProcess(
      program: "git", arguments: quiet + arguments, folder: folder,
      environment: [
        "LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0", "GIT_PAGER": "cat",
        "GIT_DIR": nil, "GIT_WORK_TREE": nil, "GIT_INDEX_FILE": nil,
      ],
      timeLimit: timeLimit
    ).run()
  }

  private static func reason(_ answer: ChildProcess.Ending) -> String {
    let line = answer.errors.split(separator: "\n").last.map(String.init)
    return VisibleText.escape(
      line ?? "it ended with \(answer.status.map(String.init) ?? "a signal")")
  }
}

/// A commit for people: who made it, when, what for, and which files it touches.
public struct CommitNote: Hashable, Sendable {
  /// The commit's id.
  public let id: String
  /// The author with the address.
  public let author: String
  /// When it was written, as ISO 8601 with its zone.
  public let date: String
  /// The first line of its message.
  public let subject: String
  /// The files that it touches, `OLD -> NEW` for a renamed one, against its first parent.
  public let files: [String]

  /// The first digits of the id, as git shows it.
  public var short: String { String(id.prefix(10)) }

  /// Reads the names of `git diff-tree -z --name-status`.
  static func files(_ text: String) -> [String] {
    var fields = text.split(separator: "\0").map(String.init)[...]
    var files: [String] = []
    while let status = fields.popFirst(), let name = fields.popFirst() {
      let isMoved = status.hasPrefix("R") || status.hasPrefix("C")
      if isMoved, let other = fields.popFirst() {
        files.append("\(name) -> \(other)")
      } else {
        files.append(name)
      }
    }
    return files
  }
}

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
