public import Glibc

/// What a path says, and what stands there.
public enum Path {
  /// The path without its last part; `.` for a bare name.
  public static func parent(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// The last part of a path.
  public static func name(of path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
  }

  /// A path without `.`, and without `..` and the part before it, as it is written: nothing is looked up.
  public static func lexical(_ path: String) -> String {
    var parts: [Substring] = []
    for part in path.split(separator: "/") where part != "." {
      if part != ".." {
        parts.append(part)
      } else if let last = parts.last, last != ".." {
        parts.removeLast()
      } else if !path.hasPrefix("/") {
        parts.append(part)
      }
    }
    return (path.hasPrefix("/") ? "/" : "") + parts.joined(separator: "/")
  }

  /// Whether there is something, be it a symbolic link to nowhere.
  public static func exists(_ path: String) -> Bool {
    var status = stat()
    return !path.utf8.contains(0) && lstat(path, &status) == 0
  }

  /// Whether a symbolic link stands there.
  public static func isLink(_ path: String) -> Bool {
    var status = stat()
    return !path.utf8.contains(0) && lstat(path, &status) == 0
      && status.st_mode & S_IFMT == S_IFLNK
  }

  /// The first symbolic link on the way from a folder to something below it, the last part included;
  /// `nil` if there is none.
  ///
  /// - Parameters:
  ///   - relative: The path below the folder, without `.` and `..`.
  ///   - folder: The folder, which may itself be reached by links.
  public static func firstLink(on relative: String, below folder: String) -> String? {
    var path = folder
    for part in relative.split(separator: "/") {
      path += "/" + part
      if isLink(path) { return path }
    }
    return nil
  }

  /// Whether a path, its symbolic links followed, leads to a folder.
  public static func isFolder(_ path: String) -> Bool {
    status(of: path).map { $0.st_mode & S_IFMT == S_IFDIR } ?? false
  }

  /// The size in bytes of a regular file, symbolic links followed; `nil` if there is none.
  public static func fileSize(of path: String) -> Int? {
    guard let status = status(of: path), status.st_mode & S_IFMT == S_IFREG else { return nil }
    return Int(status.st_size)
  }

  private static func status(of path: String) -> stat? {
    var status = stat()
    return !path.utf8.contains(0) && stat(path, &status) == 0 ? status : nil
  }
}

/// A folder of the file system.
public struct Folder: Hashable, Sendable {
  public let path: String

  public init(_ path: String) {
    self.path = path
  }

  /// The path of something in it.
  public func path(of name: String) -> String {
    path.hasSuffix("/") ? path + name : path + "/" + name
  }

  /// The names in it, sorted by their bytes.
  public func names() throws(FileError) -> [String] {
    guard let names = try namesIfThere() else { throw FileError(.reading, path, .system(ENOENT)) }
    return names
  }

  /// The names in it, sorted by their bytes; `nil` if there is no such folder.
  public func namesIfThere() throws(FileError) -> [String]? {
    guard !path.utf8.contains(0) else { return nil }
    guard let stream = opendir(path) else {
      if errno == ENOENT { return nil }
      throw .reading(path)
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
    guard errno == 0 else { throw .reading(path) }
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// Creates the folder and those above it; one that is there already is fine.
  ///
  /// - Parameters:
  ///   - mode: The permissions of the folders that are made, of which the process's mask takes some.
  ///   - isDurable: Whether they outlive a power cut.
  public func create(mode: mode_t = 0o777, isDurable: Bool = false) throws(FileError) {
    guard !path.utf8.contains(0) else { throw FileError(.writing, path, .system(ENOENT)) }
    var prefix = path.hasPrefix("/") ? "/" : ""
    for part in path.split(separator: "/") {
      let parent = prefix
      prefix += part + "/"
      if mkdir(prefix, mode) == 0 {
        if isDurable { try Folder(parent.isEmpty ? "." : parent).synchronize() }
      } else if errno != EEXIST {
        throw .writing(prefix)
      }
    }
    guard Path.isFolder(path) else { throw FileError(.writing, path, .isNoFolder) }
  }

  /// Removes a file from it; one that is not there is fine.
  public func remove(_ name: String) throws(FileError) {
    guard unlink(path(of: name)) == 0 || errno == ENOENT else { throw .writing(path(of: name)) }
  }

  /// Removes the folder if nothing is in it.
  public func removeIfEmpty() { rmdir(path) }

  /// Removes a file, or a folder with all that is in it; what cannot be removed stays.
  public static func removeAll(_ path: String) {
    var status = stat()
    guard !path.utf8.contains(0), lstat(path, &status) == 0 else { return }
    guard status.st_mode & S_IFMT == S_IFDIR else {
      unlink(path)
      return
    }
    let folder = Folder(path)
    // A folder that cannot be listed cannot be emptied either.
    for name in (try? folder.names()) ?? [] { removeAll(folder.path(of: name)) }
    folder.removeIfEmpty()
  }

  /// Makes creations, renames and removals in it outlive a power cut.
  public func synchronize() throws(FileError) {
    try Descriptor(path, O_RDONLY | O_DIRECTORY, for: .writing).synchronize()
  }

  /// Gives the folder another name, for good, where there may be an empty folder but nothing else.
  public func move(to other: String) throws(FileError) {
    try synchronize()
    try Self.rename(path, to: other)
    try Folder(Path.parent(of: other)).synchronize()
  }

  /// Gives a file or a folder another name at once: a file by that name is replaced.
  ///
  /// Neither the file nor the folders are made to outlive a power cut.
  public static func rename(_ path: String, to other: String) throws(FileError) {
    guard Glibc.rename(path, other) == 0 else { throw .writing(other) }
  }

  /// The bytes that are free to this user where the folder lies; `nil` if the system does not say.
  public var freeBytes: Int? {
    var status = statvfs()
    guard statvfs(path, &status) == 0 else { return nil }
    let (bytes, overflow) = Int(clamping: status.f_bavail)
      .multipliedReportingOverflow(by: Int(clamping: status.f_frsize))
    return overflow ? nil : bytes
  }
}
