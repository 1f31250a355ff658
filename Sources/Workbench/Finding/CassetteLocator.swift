package import Basics
package import Cassettes
import Foundation
import RecordReplay

/// Finds cassettes on disk.
package enum CassetteLocator {
  private static let shelf = "cassettes"

  /// The path that a user's word means: itself, or a name under `cassettes/`.
  package static func path(_ word: String) throws -> String {
    for path in [word, "\(shelf)/\(word)"] where exists(path) { return path }
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
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue
    else {
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
