package import Basics
package import Cassettes
import Files
package import FoundationEssentials
import Glibc
package import Methods
import RecordReplay
import Sweeps
package import Tasks

/// Finds sweeps on disk.
package enum SweepLocator {
  private static let shelf = "cassettes"

  /// The folder that a user's word means: a path, or a name under `cassettes/`.
  package static func folder(_ word: String) throws -> URL {
    let trimmed = word.hasSuffix("/\(SweepFolder.sweepFileName)") ? String(word.dropLast(11)) : word
    for candidate in [trimmed, "\(shelf)/\(trimmed)"] where isSweep(candidate) {
      return URL(filePath: candidate, directoryHint: .isDirectory)
    }
    guard !TarMagic.opens(word) else { throw TarMagic.unpacking(word, "a sweep's folder") }
    let names = all().map(\.lastPathComponent)
    let hint = names.isEmpty ? "" : " " + NearMatch.hint(for: word, among: names)
    let isThere = FileManager.default.fileExists(atPath: word)
    let reason = isThere ? "no \(SweepFolder.sweepFileName) in it" : "no such folder or bundle"
    throw WorkbenchError(.usage, "\(word) is not a sweep: there is \(reason).\(hint)")
  }

  /// The folders that a user's words mean; every sweep under `cassettes/` where there is none.
  package static func folders(_ words: [String]) throws -> [URL] {
    guard words.isEmpty else { return try words.map(folder) }
    let all = all()
    guard !all.isEmpty else {
      throw WorkbenchError(
        .usage,
        "There is no cassettes/ folder with sweeps here. Run this in the project's folder, or name "
          + "a folder that holds a sweep.yaml.")
    }
    return all
  }

  /// Every sweep under `cassettes/`, by name.
  package static func all() -> [URL] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: shelf)) ?? []
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
      .filter { isSweep("\(shelf)/\($0)") }
      .map { URL(filePath: "\(shelf)/\($0)", directoryHint: .isDirectory) }
  }

  /// Whether there is a sweep in a folder.
  package static func isSweep(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: "\(path)/\(SweepFolder.sweepFileName)")
  }
}

/// Tells a bundle from other files without reading it: a tar file says so in its first block.
enum TarMagic {
  private static let offset = 257
  private static let word = Array("ustar".utf8)

  /// The error for a bundle where something else is wanted.
  static func unpacking(_ word: String, _ wanted: String) -> WorkbenchError {
    WorkbenchError(
      .usage,
      "\(word) is a bundle, and this command works on \(wanted). Unpack it: steerbench pull \(word) "
        + "--into FOLDER")
  }

  /// Whether a file begins as a tar file does.
  static func opens(_ path: String) -> Bool {
    // What is no file that can be read is no bundle; whoever opens it says why.
    let head = (try? ReadableFile(path).prefix(offset + word.count)) ?? []
    return head.dropFirst(offset).elementsEqual(word)
  }
}

/// Finds cassettes on disk.
package enum CassetteLocator {
  private static let shelf = "cassettes"

  /// The path that a user's word means: itself, or a name under `cassettes/`.
  package static func path(_ word: String) throws -> String {
    for path in [word, "\(shelf)/\(word)"] where exists(path) {
      guard !TarMagic.opens(path) else {
        throw TarMagic.unpacking(path, "cassettes or a folder of them")
      }
      return path
    }
    let names = SweepLocator.all().map(\.lastPathComponent)
    let near = NearMatch.names(like: word, among: names)
    let hint = near.isEmpty ? "Check the path." : "Did you mean \(near.joined(separator: ", "))?"
    throw WorkbenchError(.usage, "\(word): there is no such cassette or folder. \(hint)")
  }

  /// The cassettes that a user's word means.
  package static func set(_ word: String) throws -> CassetteSet {
    try CassetteSet(path: path(word))
  }

  /// The folder of cassettes that a user's word means.
  package static func folder(_ word: String) throws -> CassetteFolder {
    let path = try path(word)
    guard Path.isFolder(path) else {
      throw WorkbenchError(
        .usage, "\(path): this is one file. Give the folder that it lies in, with its INDEX.")
    }
    return try CassetteFolder(path: path)
  }

  /// The digest of an action as cassettes store it; `nil` for bytes that are no action.
  package static func actionDigest(_ kind: ExchangeKind, _ request: [UInt8]) -> Digest? {
    (try? Action(kind: kind, request: request))?.digest
  }

  /// Whether there is anything, a link that leads nowhere included: what is wrong with it is said by
  /// whoever opens it.
  private static func exists(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0 || errno != ENOENT && errno != ENOTDIR
  }
}

/// Finds tasks and their questions by name.
package struct QuestionFinder {
  /// The folder of the tasks.
  let folder: String

  /// Creates it of its parts.
  package init(folder: String) {
    self.folder = folder
  }

  /// The task of a name.
  ///
  /// - Parameter name: The name of a shipped task, or the folder of a declared one.
  package static func task(_ name: String) throws -> any BenchTask {
    if TaskFolder.isFolder(name) { return try TaskFolder(name).task }
    guard let task = TaskRegistry.shipped.task(named: name) else {
      let known = TaskRegistry.shipped.all.map(\.description.name)
      throw WorkbenchError(
        .usage, "No task is named \"\(name)\". \(NearMatch.hint(for: name, among: known))")
    }
    return task
  }

  /// The questions of a task's files: those of the first edition, then what the second adds.
  package func questions(of name: String) throws -> [Question] {
    if TaskFolder.isFolder(name) { return try TaskFolder(name).made.questions }
    let first = try questions(of: name, .first)
    let second = "\(folder)/\(name)/\(QuestionFile.name(of: .second))"
    guard FileManager.default.fileExists(atPath: second) else { return first }
    let known = Set(first.map(\.id))
    return first + (try questions(of: name, .second)).filter { !known.contains($0.id) }
  }

  private func questions(of name: String, _ edition: QuestionEdition) throws -> [Question] {
    let task = try Self.task(name)
    let path = "\(folder)/\(task.description.name)/\(QuestionFile.name(of: edition))"
    guard let data = FileManager.default.contents(atPath: path) else {
      throw WorkbenchError(
        .usage,
        "\(path): there is no such file. Write it with: steerbench tasks generate \(name)")
    }
    return try QuestionFile.questions(in: Array(data), named: path)
  }

  /// A question by its id; the first where there is none.
  package func question(_ id: String?, of task: String) throws -> Question {
    let questions = try questions(of: task)
    guard let id else {
      guard let first = questions.first else {
        throw WorkbenchError(
          .usage,
          "\(task) has no question: its file is empty. Write it with: steerbench tasks generate \(task)"
        )
      }
      return first
    }
    guard let found = questions.first(where: { $0.id == id }) else {
      let hint = NearMatch.hint(for: id, among: questions.map(\.id))
      throw WorkbenchError(.usage, "\(task) has no question \"\(id)\". \(hint)")
    }
    return found
  }
}

/// Finds methods by name.
package enum NamedMethods {
  /// The variant of a name such as `all-code@2`.
  package static func variant(_ name: String) throws -> MethodVariant {
    do {
      return try MethodVariant(named: name)
    } catch {
      let known = MethodRegistry.shipped.all.map(\.description.name)
      let hint = error.code == .unknownMethod ? " " + NearMatch.hint(for: name, among: known) : ""
      throw WorkbenchError(.usage, error.message + hint)
    }
  }
}

/// The version of this tool.
package enum ToolVersion {
  /// As `--version` prints it and recordings keep it.
  package static let current = "0.1.0"
}
