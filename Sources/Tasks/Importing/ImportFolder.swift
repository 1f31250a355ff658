import FoundationEssentials
import Glibc

/// A folder of foreign data, as an importer sees it.
///
/// Paths are relative, with slashes. What does not exist is `nil`; what exists and cannot be taken, such
/// as a symbolic link or a file beyond the limit, is an error.
public protocol ImportSource: Sendable {
  /// The names in a folder, in the order of their bytes.
  func names(in folder: String) throws(TaskError) -> [String]?

  /// The bytes of a file.
  func bytes(of file: String, limit: Int) throws(TaskError) -> [UInt8]?
}

/// A folder on disk, from which nothing leads out.
///
/// Every step of a path is opened relative to the one before, and no symbolic link is followed: neither
/// one that stands in the data nor one that is put there while it is read. Only regular files are read.
public struct ImportFolder: ImportSource {
  /// The most names that are listed in one folder.
  public static let nameLimit = 200_000

  /// The folder.
  public let path: String

  /// Names a folder; it is opened by each call.
  public init(_ path: String) {
    self.path = path
  }

  public func names(in folder: String) throws(TaskError) -> [String]? {
    guard let descriptor = try open(folder, flags: O_RDONLY | O_DIRECTORY) else { return nil }
    guard let stream = fdopendir(descriptor) else {
      _ = close(descriptor)
      throw error(folder, "the folder cannot be listed")
    }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = Self.name(of: entry)
      guard let name, name != ".", name != ".." else { continue }
      guard names.count < Self.nameLimit else {
        throw error(folder, "the folder holds more than \(Self.nameLimit) names")
      }
      names.append(name)
    }
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  public func bytes(of file: String, limit: Int) throws(TaskError) -> [UInt8]? {
    // Without O_NONBLOCK a pipe would be waited for.
    guard let descriptor = try open(file, flags: O_RDONLY | O_NONBLOCK) else { return nil }
    defer { _ = close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw error(file, "this is no regular file")
    }
    guard status.st_size <= limit else {
      throw error(file, "the file is larger than \(limit) bytes")
    }
    return try contents(of: descriptor, limit: limit, file: file)
  }

  /// Reads to the end, which may have moved since the size was looked up.
  private func contents(
    of descriptor: Int32, limit: Int, file: String
  ) throws(TaskError) -> [UInt8] {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = read(descriptor, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw error(file, "the file cannot be read") }
      guard count > 0 else { return bytes }
      guard bytes.count + count <= limit else {
        throw error(file, "the file is larger than \(limit) bytes")
      }
      bytes += buffer[..<count]
    }
  }

  /// Opens a path step by step; `nil` if a step does not exist.
  private func open(_ relative: String, flags: Int32) throws(TaskError) -> Int32? {
    let steps = relative.split(separator: "/").map(String.init)
    guard !steps.contains(".."), !steps.contains("."), !relative.utf8.contains(0) else {
      throw error(relative, "the path leads out of the folder")
    }
    // The folder itself was named by the user, through a symbolic link or not.
    var descriptor = Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw TaskError(
        .unreadableData, "\(path): this is no folder that can be read. Check --from.")
    }
    for (index, step) in steps.enumerated() {
      let isLast = index == steps.count - 1
      let next = openat(
        descriptor, step, (isLast ? flags : O_RDONLY | O_DIRECTORY) | O_NOFOLLOW | O_CLOEXEC)
      let fault = errno
      _ = close(descriptor)
      guard next >= 0 else {
        if fault == ENOENT { return nil }
        let reason =
          fault == ELOOP || fault == ENOTDIR
          ? "a symbolic link is not followed, and a folder is needed where a file stands"
          : String(cString: strerror(fault))
        throw error(relative, reason)
      }
      descriptor = next
    }
    return descriptor
  }

  private func error(_ relative: String, _ reason: String) -> TaskError {
    TaskError(.unreadableData, "\(path)/\(relative): \(reason).")
  }

  /// The name of an entry; `nil` if it is not UTF-8.
  private static func name(of entry: UnsafeMutablePointer<dirent>) -> String? {
    withUnsafeBytes(of: entry.pointee.d_name) { bytes in
      String(validating: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
  }
}
