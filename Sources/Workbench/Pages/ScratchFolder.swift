import Basics
import Foundation

/// A temporary folder of a command.
struct ScratchFolder {
  private let url: URL

  /// Makes the folder.
  init() throws {
    url = FileManager.default.temporaryDirectory
      .appending(path: "steerbench-\(UUID().uuidString)", directoryHint: .isDirectory)
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: false)
  }

  /// A file of the folder.
  func file(_ name: String) -> URL { url.appending(path: name) }

  /// Takes the folder away; readers that are open outlive their files' names.
  func remove() { try? FileManager.default.removeItem(at: url) }
}

/// Digests of files of any size.
enum FileDigest {
  private static let pieceSize = 1 << 20

  /// The digest of a file's bytes.
  static func sha256(of file: URL) throws -> Digest {
    let handle = try FileHandle(forReadingFrom: file)
    defer { try? handle.close() }
    var builder = DigestBuilder()
    while let piece = try handle.read(upToCount: pieceSize), !piece.isEmpty {
      piece.withUnsafeBytes { builder.update($0) }
    }
    return builder.finalize()
  }
}
