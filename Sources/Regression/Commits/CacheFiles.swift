import Foundation
import Glibc

/// Files of the cache, written as a whole or not at all.
enum CacheFiles {
  static func makeFolder(_ folder: URL) throws(RegressionError) {
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    } catch { throw .unwritable(folder.path) }
  }

  static func write(_ bytes: [UInt8], to file: URL) throws(RegressionError) {
    do {
      try Data(bytes).write(to: file, options: .atomic)
    } catch { throw .unwritable(file.path) }
  }

  static func copy(_ file: URL, to target: URL) throws(RegressionError) {
    do {
      try FileManager.default.copyItem(at: file, to: target)
    } catch { throw .unwritable(target.path) }
  }

  /// The bytes of a file up to a limit; `nil` where it is not there, or larger.
  static func read(_ file: URL, limit: Int) -> [UInt8]? {
    guard let handle = try? FileHandle(forReadingFrom: file) else { return nil }
    defer { try? handle.close() }
    guard let data = try? handle.read(upToCount: limit + 1) else { return nil }
    return data.count <= limit ? Array(data) : nil
  }
}

/// A lock that only one process can hold, and that ends with it however it ends.
final class CacheLock: Sendable {
  private let descriptor: Int32

  init(_ folder: URL) throws(RegressionError) {
    try CacheFiles.makeFolder(folder)
    let path = folder.appending(path: "lock").path
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw .unwritable(path) }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      close(descriptor)
      throw RegressionError(
        .files, "Another search of this repository is running with the cache \(folder.path)",
        next: "Wait until it has ended, or give this one a cache of its own: --cache FOLDER")
    }
  }

  deinit { close(descriptor) }
}

extension RegressionError {
  static func unwritable(_ path: String) -> RegressionError {
    RegressionError(
      .files, "\(path) cannot be written",
      next: "Check its permissions and the free space, or name another folder: --cache FOLDER")
  }
}
