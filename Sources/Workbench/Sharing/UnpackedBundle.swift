import Foundation
import Sharing

/// A bundle's files, in a private folder that goes with the value.
package final class UnpackedBundle {
  /// The bundle's file.
  let path: String
  /// The folder of its sweep.
  let sweep: URL

  private let folder: String

  /// Unpacks a bundle; everything in it is verified.
  init(path: String) async throws {
    let archive = try BundleArchive(path: path)
    folder = try Self.privateFolder()
    do {
      let pulled = try await Pull(from: archive).run(
        archive.manifest, into: "\(folder)/bundle", actionDigest: CassetteLocator.actionDigest)
      sweep = URL(filePath: pulled.sweepFolder, directoryHint: .isDirectory)
      self.path = path
    } catch {
      try? FileManager.default.removeItem(atPath: folder)
      throw error
    }
  }

  deinit {
    try? FileManager.default.removeItem(atPath: folder)
  }

  /// Whether a word of the user's is a bundle's file.
  package static func isBundle(_ word: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: word, isDirectory: &isFolder)
      && !isFolder.boolValue
      && !word.hasSuffix(".yaml") && !word.hasSuffix(".cas")
  }

  /// A new folder that only its owner can look into.
  private static func privateFolder() throws -> String {
    let pattern = FileManager.default.temporaryDirectory.appending(path: "steerbench-XXXXXX").path
    var path = Array(pattern.utf8CString)
    guard mkdtemp(&path) != nil else {
      throw WorkbenchError(
        .usage,
        "\(pattern): no folder can be made there (\(String(cString: strerror(errno)))). Set TMPDIR to "
          + "a folder with room for the bundle.")
    }
    return String(decoding: path.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
