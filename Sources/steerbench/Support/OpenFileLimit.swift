import Glibc

/// The number of files and connections that the process may have open.
enum OpenFileLimit {
  /// More is of no use: some programs close every number that might be open.
  private static let enough = rlim_t(65_536)

  /// Raises it as far as the system lets anybody: a thousand calls in flight are a thousand
  /// connections, and many systems allow a process 1,024 unless it asks.
  static func raise() {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
    guard limit.rlim_cur < enough else { return }
    limit.rlim_cur = min(limit.rlim_max, enough)
    _ = setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
  }
}
