import Basics
package import Foundation
import Sweeps

/// Finds sweeps on disk.
package enum SweepLocator {
  private static let shelf = "cassettes"

  /// The folder that a user's word means: a path, or a name under `cassettes/`.
  package static func folder(_ word: String) throws -> URL {
    let trimmed = word.hasSuffix("/\(SweepFolder.sweepFileName)") ? String(word.dropLast(11)) : word
    for candidate in [trimmed, "\(shelf)/\(trimmed)"] where isSweep(candidate) {
      return URL(filePath: candidate, directoryHint: .isDirectory)
    }
    let names = all().map(\.lastPathComponent)
    let hint = names.isEmpty ? "" : " " + NearMatch.hint(for: word, among: names)
    throw WorkbenchError(
      .usage, "\(word) is not a sweep: there is no \(SweepFolder.sweepFileName) in it.\(hint)")
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
