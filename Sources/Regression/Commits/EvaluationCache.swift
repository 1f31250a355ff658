import Analysis
import Basics
import Files
import FoundationEssentials
import ScoreSheets
import Statistics
import Sweeps
import Trials

/// What was learnt of commits, kept for the next search: sheets, findings, refusals and transcripts.
///
/// Everything is read back against its digest; what does not fit is as good as absent.
struct EvaluationCache: Sendable {
  /// One evaluation.
  struct Entry: Sendable {
    /// What the commit's replay said, or why there is none.
    var result: Result<JSONValue, CommitProbe.Refusal>
    /// The score sheet; `nil` where none could be written.
    var sheet: [UInt8]?
    /// How long it took.
    var buildSeconds = 0.0
    var replaySeconds = 0.0
  }

  private static let limit = 1 << 30

  private let folder: URL

  init(_ folder: URL) throws(RegressionError) {
    self.folder = folder.appending(path: "evaluations")
    try CacheFiles.makeFolder(self.folder)
  }

  /// What is kept for a key.
  func entry(_ key: EvaluationKey) -> Entry? {
    guard let json = value(named: key.name) else { return nil }
    var entry: Entry
    if let reason = json["refusal"]?.string {
      entry = Entry(
        result: .failure(
          CommitProbe.Refusal(
            reason: reason, log: json["log"]?.string ?? "",
            isBuild: json["isBuild"]?.bool ?? false)))
    } else if let findings = json["findings"] {
      entry = Entry(result: .success(findings))
    } else {
      return nil
    }
    if let digest = json["sheet"]?.string {
      let bytes = CacheFiles.read(sheetFile(key), limit: Self.limit)
      guard let bytes, Digest.sha256(bytes).hex == digest else { return nil }
      entry.sheet = bytes
    }
    entry.buildSeconds = json["buildSeconds"]?.double ?? 0
    entry.replaySeconds = json["replaySeconds"]?.double ?? 0
    return entry
  }

  /// Keeps an evaluation.
  func keep(_ entry: Entry, _ key: EvaluationKey) throws {
    if let sheet = entry.sheet { try CacheFiles.write(sheet, to: sheetFile(key)) }
    var json: JSONObject = JSONObject()
    switch entry.result {
    case .success(let findings): json["findings"] = findings
    case .failure(let refusal):
      json["refusal"] = .string(refusal.reason)
      json["log"] = .string(refusal.log)
      json["isBuild"] = .bool(refusal.isBuild)
    }
    json["sheet"] = entry.sheet.map { .string(Digest.sha256($0).hex) }
    json["buildSeconds"] = .double(entry.buildSeconds)
    json["replaySeconds"] = .double(entry.replaySeconds)
    try keep(.object(json), named: key.name)
  }

  /// A trial's transcript at a commit, if it was looked at before.
  func transcript(of trial: String, _ key: EvaluationKey) -> JSONValue? {
    value(named: Self.name(of: trial, key))
  }

  /// Keeps a transcript.
  func keep(_ transcript: JSONValue, of trial: String, _ key: EvaluationKey) throws {
    try keep(transcript, named: Self.name(of: trial, key))
  }

  private static func name(of trial: String, _ key: EvaluationKey) -> String {
    Digest.sha256("\(key.name) \(trial)").hex
  }

  private func sheetFile(_ key: EvaluationKey) -> URL {
    folder.appending(path: "\(key.name).tsv")
  }

  /// A file's first line is the digest of the second.
  private func value(named name: String) -> JSONValue? {
    let file = folder.appending(path: "\(name).json")
    guard let bytes = CacheFiles.read(file, limit: Self.limit),
      let end = bytes.firstIndex(of: UInt8(ascii: "\n"))
    else { return nil }
    let content = Array(bytes[(end + 1)...])
    guard Digest.sha256(content).hex.utf8.elementsEqual(bytes[..<end]) else { return nil }
    return try? JSONValue(parsing: content)
  }

  private func keep(_ value: JSONValue, named name: String) throws {
    let content = try CanonicalJSON.bytes(of: value)
    let head = Array("\(Digest.sha256(content).hex)\n".utf8)
    try CacheFiles.write(head + content, to: folder.appending(path: "\(name).json"))
  }
}

/// What an evaluation depends on: the part of a commit's tree that matters, the pinned cassettes, and
/// how the commit is built and asked.
///
/// Commits with one key are evaluated once: a change of the documentation alone costs nothing.
struct EvaluationKey: Hashable, Sendable {
  /// The version of what is asked of a commit and kept of its answer.
  private static let version = "steerbench evaluation 1"
  /// Names at the top of the tree that no build and no replay reads.
  private static let without: Set = [
    "README.md", "LICENSE", ".gitignore", ".ci", ".github", "ci", "cassettes",
  ]

  let digest: Digest

  var name: String { digest.hex }

  /// The key with a digest.
  init(digest: Digest) {
    self.digest = digest
  }

  /// The key of a commit.
  init(
    of commit: String, _ place: SweepPlace, cassettes: Digest, _ plan: ProbePlanKey,
    in repository: GitRepository
  ) async throws {
    // Whoever builds with a command of their own may read anything.
    let top = try await repository.entries(of: commit)
      .filter { !plan.isOwnLayout || !Self.without.contains($0.name) }
    let sweep = try await repository.entries(of: commit, in: place.folder)
      .filter { PinnedSweep.isOfSweep($0.name) }
    let file = sweep.first { $0.name == SweepPlace.fileName }
    let others = sweep.filter { $0.name != SweepPlace.fileName }
    let parts =
      [Self.version, cassettes.hex, place.folder, file?.id ?? ""] + plan.parts
      + top.flatMap { [$0.name, $0.id] }
      + others.flatMap { ["\(place.folder)/\($0.name)", $0.id] }
    digest = Digest.sha256(parts.map { "\($0.utf8.count):\($0)" }.joined(separator: "\n"))
  }
}

/// Files of the cache, written as a whole or not at all.
enum CacheFiles {
  static func makeFolder(_ folder: URL) throws(RegressionError) {
    do throws(FileError) {
      try Folder(folder.path).create()
    } catch { throw .unwritable(folder.path) }
  }

  /// Several searches may write the same at once; what a power cut takes is made again.
  static func write(_ bytes: [UInt8], to file: URL) throws(RegressionError) {
    do throws(FileError) {
      try WholeFile.write(bytes, to: file.path, .renamed, suffix: DraftFile.ownSuffix)
    } catch { throw .unwritable(file.path) }
  }

  static func copy(_ file: URL, to target: URL) throws(RegressionError) {
    do {
      try FileManager.default.copyItem(at: file, to: target)
    } catch { throw .unwritable(target.path) }
  }

  /// The bytes of a file up to a limit; `nil` where it is not there, or larger.
  static func read(_ file: URL, limit: Int) -> [UInt8]? {
    // What cannot be read is as good as absent: it is made again.
    try? ReadableFile.bytes(of: file.path, limit: limit)
  }
}

/// A lock that only one process can hold, and that ends with it however it ends.
final class CacheLock: Sendable {
  private let lock: FileLock

  init(_ folder: URL) throws(RegressionError) {
    try CacheFiles.makeFolder(folder)
    let path = folder.appending(path: "lock").path
    do throws(FileError) {
      lock = try FileLock(file: path)
    } catch {
      guard case .locked = error.fault else { throw .unwritable(path) }
      throw RegressionError(
        .files, "Another search of this repository is running with the cache \(folder.path)",
        next: "Wait until it has ended, or give this one a cache of its own: --cache FOLDER")
    }
  }
}

extension RegressionError {
  static func unwritable(_ path: String) -> RegressionError {
    RegressionError(
      .files, "\(path) cannot be written",
      next: "Check its permissions and the free space, or name another folder: --cache FOLDER")
  }
}
