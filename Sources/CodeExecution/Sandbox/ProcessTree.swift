import Glibc

/// The processes that a process started.
enum ProcessTree {
  /// The children of a process with one thread, as bubblewrap is; none where the kernel does not
  /// tell.
  static func children(of process: pid_t) -> [pid_t] {
    let file = open("/proc/\(process)/task/\(process)/children", O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return [] }
    defer { close(file) }
    var buffer = [UInt8](repeating: 0, count: 256)
    let count = buffer.withUnsafeMutableBytes { read(file, $0.baseAddress, $0.count) }
    guard count > 0 else { return [] }
    return String(decoding: buffer[..<count], as: UTF8.self).split(separator: " ").compactMap {
      pid_t($0)
    }
  }
}
