import Analysis
import ArgumentParser
import Basics
import Foundation
import ScoreSheets
import Statistics
import Sweeps
import Trials

/// The sweeps that a command works on.
struct SweepArguments: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      "Folders with a sweep.yaml, or their names under cassettes/.",
      discussion: "Without any: every sweep under cassettes/.", valueName: "sweep"))
  var sweeps: [String] = []

  /// The folders, in order.
  func folders() throws -> [URL] {
    guard sweeps.isEmpty else { return try sweeps.map(SweepLocator.folder) }
    let all = SweepLocator.all()
    guard !all.isEmpty else {
      throw CommandFailure(
        .usage,
        "There is no cassettes/ folder with sweeps here. Run this in the project's folder, or name "
          + "a folder that holds a sweep.yaml.")
    }
    return all
  }
}

/// The one sweep that a command works on.
struct SweepArgument: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      "A folder with a sweep.yaml, or its name under cassettes/.", valueName: "sweep"))
  var sweep: String

  /// The folder.
  func folder() throws -> URL { try SweepLocator.folder(sweep) }
}

/// Finds sweeps on disk.
enum SweepLocator {
  private static let shelf = "cassettes"

  /// The folder that a user's word means: a path, or a name under `cassettes/`.
  static func folder(_ word: String) throws -> URL {
    let trimmed = word.hasSuffix("/\(SweepFolder.sweepFileName)") ? String(word.dropLast(11)) : word
    for candidate in [trimmed, "\(shelf)/\(trimmed)"] where isSweep(candidate) {
      return URL(filePath: candidate, directoryHint: .isDirectory)
    }
    let names = all().map(\.lastPathComponent)
    let hint = names.isEmpty ? "" : " " + NearMatch.hint(for: word, among: names)
    throw CommandFailure(
      .usage, "\(word) is not a sweep: there is no \(SweepFolder.sweepFileName) in it.\(hint)")
  }

  /// Every sweep under `cassettes/`, by name.
  static func all() -> [URL] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: shelf)) ?? []
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
      .filter { isSweep("\(shelf)/\($0)") }
      .map { URL(filePath: "\(shelf)/\($0)", directoryHint: .isDirectory) }
  }

  /// Whether there is a sweep in a folder.
  static func isSweep(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: "\(path)/\(SweepFolder.sweepFileName)")
  }
}
