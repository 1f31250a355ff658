import Basics
import Glibc

/// The few questions about the host's file system that setting up a sandbox asks.
enum HostFiles {
  /// Whether this user may run a file.
  static func isExecutable(_ path: String) -> Bool {
    access(path, X_OK) == 0 && !isDirectory(path)
  }

  /// Whether there is a folder, or a link to one.
  static func isDirectory(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// Where a symbolic link points to; `nil` for anything else.
  static func linkTarget(_ path: String) -> String? {
    let target = [UInt8](unsafeUninitializedCapacity: Int(PATH_MAX)) { buffer, count in
      guard let base = buffer.baseAddress else { return }
      count = base.withMemoryRebound(to: CChar.self, capacity: buffer.count) {
        max(readlink(path, $0, buffer.count), 0)
      }
    }
    return target.isEmpty ? nil : String(decoding: target, as: UTF8.self)
  }

  /// The first executable of a name in a search path such as `/usr/bin:/bin`.
  static func find(_ name: String, in searchPath: String) -> String? {
    for folder in searchPath.utf8.split(separator: UInt8(ascii: ":")) {
      let path = "\(Substring(folder))/\(name)"
      if path.utf8.first == UInt8(ascii: "/"), isExecutable(path) { return path }
    }
    return nil
  }

  /// The SHA-256 of a file.
  static func digest(of path: String) throws(CodeExecutionError) -> Digest {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    defer { if file >= 0 { close(file) } }
    var builder = DigestBuilder()
    var buffer = [UInt8](repeating: 0, count: 1 << 18)
    while file >= 0 {
      let count = buffer.withUnsafeMutableBytes { read(file, $0.baseAddress, $0.count) }
      if count == 0 { return builder.finalize() }
      guard count > 0 else { break }
      buffer.withUnsafeBytes { builder.update(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
    }
    throw CodeExecutionError(
      .launchFailed, "\(path) cannot be read", next: "let this user read it",
      cause: String(cString: strerror(errno)))
  }

  /// The folder and the name of a path.
  static func split(_ path: String) -> (folder: String, name: String) {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return (".", path) }
    let folder = path[..<slash]
    return (folder.isEmpty ? "/" : String(folder), String(path[path.utf8.index(after: slash)...]))
  }
}

/// The system's programs and libraries, which every run may read.
enum SystemFolders {
  /// Folders that are links on most systems, and folders of their own on others.
  static let besideUsr = ["/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32"]

  /// Single files and folders outside `/usr`: the linker's cache, Debian's choice among libraries,
  /// and Python's site configuration.
  static func settings(of interpreter: Interpreter) -> [String] {
    ["/etc/ld.so.cache", "/etc/alternatives", "/etc/\(interpreter.label)"]
  }

  /// The interpreter's own folders, where they lie elsewhere.
  static func ownFolders(of interpreter: Interpreter) -> [String] {
    interpreter.prefixes.filter { $0 != "/usr" && !$0.hasPrefix("/usr/") }
  }

  /// All of them.
  static func readable(for interpreter: Interpreter) -> [String] {
    ["/usr"] + besideUsr + settings(of: interpreter) + ownFolders(of: interpreter)
  }
}
