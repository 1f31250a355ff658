import Glibc

/// The processes that a process started.
enum ProcessTree {
  /// The children of a process with one thread, as bubblewrap is; none where the kernel does not
  /// tell.
  static func children(of process: pid_t) -> [pid_t] {
    let text = HostFiles.text(of: "/proc/\(process)/task/\(process)/children") ?? ""
    return text.split(separator: " ").compactMap { pid_t($0) }
  }
}
