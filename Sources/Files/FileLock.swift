import Glibc

/// The right to change a folder, held by one process at a time.
///
/// It is an advisory lock: no file is left behind by a lock on a folder itself, and the system takes it
/// back when the process ends, however it ends. A file system that knows no such locks gives one that
/// keeps nobody out.
public final class FileLock: Sendable {
  private let descriptor: Descriptor

  /// Takes the lock of a folder; throws `locked` if somebody else holds it.
  public init(folder: String) throws(FileError) {
    descriptor = try Descriptor(folder, O_RDONLY | O_DIRECTORY, for: .reading)
    guard descriptor.lock() else {
      throw FileError(.writing, folder, .locked(by: LockHolder.process(of: folder)))
    }
  }

  /// Takes the lock of a file, which is created where it is missing; throws `locked` if somebody else
  /// holds it.
  public init(file: String) throws(FileError) {
    descriptor = try Descriptor(file, O_RDWR | O_CREAT, mode: 0o644, for: .writing)
    guard descriptor.lock() else {
      throw FileError(.writing, file, .locked(by: LockHolder.process(of: file)))
    }
  }

  deinit { descriptor.unlock() }
}

/// Who holds a lock on a file, as the kernel tells it.
public enum LockHolder {
  private static let table = "/proc/locks"
  private static let maximumTable = 1 << 20

  /// The process that holds a lock on a file; `nil` if none is known.
  ///
  /// The kernel's table is read, because asking the file itself would take opening it, and closing
  /// it again would end every lock that this very process has there.
  public static func process(of path: String) -> Int32? {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    let file = "\(device(UInt64(status.st_dev))):\(status.st_ino)"
    // A line is `1: POSIX  ADVISORY  WRITE 4711 fe:01:5678 1073741824 1073742335`.
    for line in contents().split(separator: "\n") {
      let words = line.split(separator: " ")
      guard words.count == 8, ["POSIX", "FLOCK"].contains(words[1]), words[5] == file else {
        continue
      }
      if let process = Int32(words[4]), process > 0 { return process }
    }
    return nil
  }

  /// A device as the table writes it: major and minor number, in hexadecimal, as glibc packs them.
  private static func device(_ number: UInt64) -> String {
    let major = number >> 8 & 0xFFF | number >> 32 & 0xFFFF_F000
    let minor = number & 0xFF | number >> 12 & 0xFFFF_FF00
    return [major, minor].map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }
      .joined(separator: ":")
  }

  /// The kernel's table of locks; empty where there is none.
  private static func contents() -> String {
    let descriptor = open(table, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return "" }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 14)
    while bytes.count < maximumTable {
      let got = retrying { read(descriptor, &chunk, chunk.count) }
      guard got > 0 else { break }
      bytes += chunk[..<got]
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
