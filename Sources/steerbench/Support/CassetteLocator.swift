import Analysis
import ArgumentParser
import Basics
import Cassettes
import Foundation
import RecordReplay
import ScoreSheets
import Statistics
import Sweeps
import Trials

/// The cassettes that a command works on: a file, a folder, or a sweep's name.
struct CassetteArgument: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      "A .cas file, a folder of cassettes, or a sweep's name under cassettes/.",
      valueName: "cassettes"))
  var cassettes: String

  /// The cassettes.
  func set() throws -> CassetteSet { try CassetteLocator.set(cassettes) }

  /// The path that was meant.
  func path() throws -> String { try CassetteLocator.path(cassettes) }
}

/// Finds cassettes on disk.
enum CassetteLocator {
  private static let shelf = "cassettes"

  /// The path that a user's word means: itself, or a name under `cassettes/`.
  static func path(_ word: String) throws -> String {
    for path in [word, "\(shelf)/\(word)"] where exists(path) { return path }
    let names = SweepLocator.all().map(\.lastPathComponent)
    let near = NearMatch.names(like: word, among: names)
    let hint = near.isEmpty ? "Check the path." : "Did you mean \(near.joined(separator: ", "))?"
    throw CommandFailure(.usage, "\(word): there is no such cassette or folder. \(hint)")
  }

  /// The cassettes that a user's word means.
  static func set(_ word: String) throws -> CassetteSet { try CassetteSet(path: path(word)) }

  /// The folder of cassettes that a user's word means.
  static func folder(_ word: String) throws -> CassetteFolder {
    let path = try path(word)
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue
    else {
      throw CommandFailure(
        .usage, "\(path): this is one file. Give the folder that it lies in, with its INDEX.")
    }
    return try CassetteFolder(path: path)
  }

  /// The digest of an action as cassettes store it; `nil` for bytes that are no action.
  static func actionDigest(_ kind: ExchangeKind, _ request: [UInt8]) -> Digest? {
    (try? Action(kind: kind, request: request))?.digest
  }

  /// Whether there is anything, a link that leads nowhere included: what is wrong with it is said by
  /// whoever opens it.
  private static func exists(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0 || errno != ENOENT && errno != ENOTDIR
  }
}

extension CassetteIndexLine {
  /// The line for programs.
  var json: JSONValue {
    [
      "file": .string(fileName), "root": .string(root.hex),
      "fileDigest": .string(fileDigest.hex), "exchanges": .integer(Int64(entryCount)),
      "rawBytes": .integer(Int64(rawByteCount)),
    ]
  }
}

extension ExchangeKind {
  /// The kind for programs.
  var name: String { self == .completion ? "completion" : "execution" }
  /// The kind for people, in a column.
  var column: String { self == .completion ? "call" : "run " }
}
