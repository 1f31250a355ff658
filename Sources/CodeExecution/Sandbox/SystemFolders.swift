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
