import Glibc
import Sweeps
import Trials

/// A regular file that is open for reading, closed at the end of its life.
///
/// It has no position of its own, so that several readers may share it.
final class SheetFile: Sendable {
  private let path: String
  private let descriptor: Int32

  /// Opens a file; a directory, a pipe or a device is refused without waiting for it.
  init(path: String) throws(ScoreSheetError) {
    guard !path.utf8.contains(0) else { throw .unreadable(path, ENOENT) }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw .unreadable(path, errno) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw ScoreSheetError(
        .notASheet, file: path, "it is no regular file", next: "Name a baseline.tsv")
    }
    self.path = path
    self.descriptor = descriptor
  }

  deinit {
    close(descriptor)
  }

  /// Up to `count` bytes at an offset; none at the end.
  func read(_ count: Int, at offset: Int) throws(ScoreSheetError) -> [UInt8] {
    var got = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      repeat {
        got = pread(descriptor, buffer.baseAddress, count, off_t(offset))
      } while got < 0 && errno == EINTR
      initialized = max(got, 0)
    }
    guard got >= 0 else { throw .unreadable(path, errno) }
    return bytes
  }
}

extension ScoreSheetError {
  /// What the system says about a file that cannot be read.
  static func unreadable(_ path: String, _ number: Int32) -> ScoreSheetError {
    guard number != ENOENT else {
      return ScoreSheetError(
        .missing, file: path, "there is no such file",
        next: "Check the path, or write a first baseline with a replay")
    }
    return ScoreSheetError(
      .unreadable, file: path, "it cannot be read (\(text(of: number)))",
      next: "Check the file's permissions")
  }

  /// What the system says about a file that cannot be written.
  static func unwritable(_ path: String, _ number: Int32) -> ScoreSheetError {
    ScoreSheetError(
      .unwritable, file: path, "it cannot be written (\(text(of: number)))",
      next: "Check that the folder exists, can be written and has space left")
  }

  private static func text(of number: Int32) -> String {
    var buffer = [CChar](repeating: 0, count: 256)
    guard strerror_r(number, &buffer, buffer.count) == 0 else { return "error \(number)" }
    return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
