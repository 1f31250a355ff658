import Glibc

/// A folder of the file system, with the few acts that sealing needs.
struct Directory {
  let path: String

  /// The path of a file in it.
  func path(of name: String) -> String { path.hasSuffix("/") ? path + name : path + "/" + name }

  /// Whether there is something at a path.
  static func exists(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0
  }

  /// Whether a path, its symbolic links followed, leads to a folder.
  static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return !path.utf8.contains(0) && stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// The path without its last part.
  static func parent(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// The last part of a path.
  static func name(of path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
  }

  /// The names in it, sorted by their bytes; `nil` if there is no such folder.
  func names() throws(CassetteError) -> [String]? {
    guard !path.utf8.contains(0), let stream = opendir(path) else {
      let number = errno
      if number == ENOENT { return nil }
      throw SystemError.reading(path, number)
    }
    defer { closedir(stream) }
    var names: [String] = []
    errno = 0
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { raw in
        String(decoding: raw.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != "." && name != ".." { names.append(name) }
      errno = 0
    }
    guard errno == 0 else { throw .unreadable(path, cause: SystemError.text(of: errno)) }
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// Creates the folder and those above it, so that they outlive a power cut; one that is there
  /// already is fine.
  func create() throws(CassetteError) {
    var prefix = path.hasPrefix("/") ? "/" : ""
    for part in path.split(separator: "/") {
      let parent = prefix
      prefix += part + "/"
      if mkdir(prefix, 0o777) == 0 {
        try Directory(path: parent.isEmpty ? "." : parent).synchronize()
      } else if errno != EEXIST {
        throw SystemError.writing(prefix, errno)
      }
    }
  }

  /// Removes a file; one that is not there is fine.
  func remove(_ name: String) throws(CassetteError) {
    guard unlink(path(of: name)) == 0 || errno == ENOENT else {
      throw SystemError.writing(path(of: name), errno)
    }
  }

  /// Makes creations, renames and removals in this folder outlive a power cut.
  func synchronize() throws(CassetteError) {
    let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw SystemError.writing(path, errno) }
    defer { close(descriptor) }
    guard retrying({ Int(fsync(descriptor)) }) == 0 else { throw SystemError.writing(path, errno) }
  }

  /// Puts a file in place as a whole or not at all, even through a power cut.
  ///
  /// The bytes go to a neighbour, are synchronized, looked at by `check`, and renamed; then the
  /// folder is synchronized. A neighbour left by an earlier cut is written over.
  ///
  /// With `isNew`, a file that is there already throws `exists` and stays as it is.
  func place(
    _ bytes: [UInt8], as name: String, isNew: Bool = false,
    check: (String) throws(CassetteError) -> Void = { (_) throws(CassetteError) in }
  ) throws(CassetteError) {
    let partial = path(of: name) + ".partial"
    do throws(CassetteError) {
      try Self.write(bytes, to: partial)
      try check(partial)
      try isNew ? Self.renameToNew(partial, path(of: name)) : Self.rename(partial, path(of: name))
    } catch {
      unlink(partial)
      throw error
    }
    try synchronize()
  }

  private static func rename(_ path: String, _ other: String) throws(CassetteError) {
    guard Glibc.rename(path, other) == 0 else { throw SystemError.writing(other, errno) }
  }

  /// A second name never replaces a file, as a new name does.
  private static func renameToNew(_ path: String, _ other: String) throws(CassetteError) {
    if link(path, other) == 0 {
      unlink(path)
      return
    }
    // Some file systems know one name a file only.
    guard errno == EPERM || errno == EOPNOTSUPP || errno == EMLINK, !exists(other) else {
      throw SystemError.writing(other, errno)
    }
    try rename(path, other)
  }

  private static func write(_ bytes: [UInt8], to path: String) throws(CassetteError) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o666)
    guard descriptor >= 0 else { throw SystemError.writing(path, errno) }
    defer { close(descriptor) }
    var offset = 0
    while offset < bytes.count {
      let written = bytes.withUnsafeBytes { buffer in
        let rest = UnsafeRawBufferPointer(rebasing: buffer[offset...])
        return retrying { Glibc.write(descriptor, rest.baseAddress, rest.count) }
      }
      guard written > 0 else { throw SystemError.writing(path, errno) }
      offset += written
    }
    guard retrying({ Int(fsync(descriptor)) }) == 0 else { throw SystemError.writing(path, errno) }
  }
}

extension Directory {
  /// Gives the folder another name, where there may be an empty folder but nothing else.
  func rename(to other: String) throws(CassetteError) {
    try synchronize()
    try Self.rename(path, other)
    try Directory(path: Self.parent(of: other)).synchronize()
  }

  /// Removes the folder if nothing is in it.
  func removeIfEmpty() { rmdir(path) }
}
