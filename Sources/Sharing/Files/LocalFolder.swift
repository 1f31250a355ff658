import Glibc

/// A folder of the file system, with the few acts that sharing needs.
struct LocalFolder {
  let path: String

  init(_ path: String) {
    self.path = path
  }

  /// The path of something in it.
  func path(of name: String) -> String { path.hasSuffix("/") ? path + name : "\(path)/\(name)" }

  /// The path without its last part.
  static func parent(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// Whether there is something at a path.
  static func exists(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0
  }

  /// Whether a path leads to a folder.
  static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// The size of a regular file; `nil` if there is none.
  static func size(of path: String) -> Int? {
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    return Int(status.st_size)
  }

  /// Creates the folder and those above it; one that is there already is fine.
  func create(mode: mode_t = 0o777) throws(SharingError) {
    var prefix = path.hasPrefix("/") ? "/" : ""
    for part in path.split(separator: "/") {
      prefix += part + "/"
      guard mkdir(prefix, mode) == 0 || errno == EEXIST else { throw .writing(prefix, errno) }
    }
    guard Self.isFolder(path) else { throw .writing(path, ENOTDIR) }
  }

  /// The names in it, sorted by their bytes.
  func names() throws(SharingError) -> [String] {
    guard let stream = opendir(path) else { throw .reading(path, errno) }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { raw in
        String(decoding: raw.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// Removes a file or a folder with all that is in it; what cannot be removed stays.
  static func remove(_ path: String) {
    var status = stat()
    guard lstat(path, &status) == 0 else { return }
    guard status.st_mode & S_IFMT == S_IFDIR else {
      unlink(path)
      return
    }
    for name in (try? LocalFolder(path).names()) ?? [] { remove("\(path)/\(name)") }
    rmdir(path)
  }

  /// Gives a file another name, whether or not there is one.
  static func rename(_ path: String, to other: String) throws(SharingError) {
    guard Glibc.rename(path, other) == 0 else { throw .writing(other, errno) }
  }

  /// Makes creations, renames and removals in this folder outlive a power cut.
  func synchronize() throws(SharingError) {
    let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .writing(path, errno) }
    defer { close(descriptor) }
    guard retrying({ Int(fsync(descriptor)) }) == 0 else { throw .writing(path, errno) }
  }

  /// The bytes that are free to us where the folder lies; `nil` if the system does not say.
  var freeBytes: Int? {
    var status = statvfs()
    guard statvfs(path, &status) == 0 else { return nil }
    let (bytes, overflow) = Int(clamping: status.f_bavail)
      .multipliedReportingOverflow(by: Int(clamping: status.f_frsize))
    return overflow ? nil : bytes
  }
}

/// The right to change a folder, held by one process at a time.
final class LocalLock: Sendable {
  private let descriptor: Int32

  /// Takes the lock of a folder; throws `locked` if somebody else holds it.
  init(_ folder: String) throws(SharingError) {
    let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .reading(folder, errno) }
    if retrying({ Int(flock(descriptor, LOCK_EX | LOCK_NB)) }) != 0, errno == EWOULDBLOCK {
      close(descriptor)
      throw .locked(folder)
    }
    self.descriptor = descriptor
  }

  deinit {
    close(descriptor)
  }
}
