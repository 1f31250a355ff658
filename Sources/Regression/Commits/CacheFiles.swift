import Files
import Foundation

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
