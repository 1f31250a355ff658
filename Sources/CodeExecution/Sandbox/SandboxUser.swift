import Glibc

/// The user outside whom the sandboxed user 1000 stands for.
///
/// A user other than root stands for itself. Root does not: the kernel never counts root's processes
/// against a limit, not even from within a user namespace, so root's sandboxes are started as a user
/// that owns nothing.
///
/// `setpriv` changes the user, and not swift-subprocess: between `fork` and `exec` of a process with
/// several threads, glibc's `setgroups` waits for threads that the child does not have, and one start
/// in a few hundred never returns.
enum SandboxUser {
  /// In the range that Debian's policy keeps free (65000 to 65533), and below 65536, beyond which a
  /// container may have no users at all.
  static let throwAway: uid_t = 65_432

  /// The program to start and its first arguments, up to bubblewrap's own.
  static func command(_ tools: SandboxTools) -> (program: String, arguments: [String]) {
    guard isRootAmongUsers else { return (tools.bubblewrap, []) }
    return (
      tools.setpriv,
      ["--reuid=\(throwAway)", "--regid=\(throwAway)", "--clear-groups", "--", tools.bubblewrap]
    )
  }

  /// Whether this is root and there are other users to become: in some containers root is the only
  /// one, and stands for a user whose processes are counted.
  private static let isRootAmongUsers: Bool = {
    guard geteuid() == 0, let users = HostFiles.text(of: "/proc/self/uid_map"),
      let groups = HostFiles.text(of: "/proc/self/gid_map")
    else { return false }
    let mayDropGroups = HostFiles.text(of: "/proc/self/setgroups")?.hasPrefix("deny") != true
    return mayDropGroups && IdentityMap(users).holds(throwAway)
      && IdentityMap(groups).holds(throwAway)
  }()
}

/// The users, or groups, that a namespace has: the kernel's `uid_map`.
struct IdentityMap {
  private var ranges: [Range<UInt64>] = []

  /// Reads lines of three numbers: the first inside, the first outside, and how many.
  init(_ text: String) {
    for line in text.split(separator: "\n") {
      let numbers = line.split(separator: " ").compactMap { UInt32($0) }
      guard numbers.count == 3 else { continue }
      ranges.append(UInt64(numbers[0])..<(UInt64(numbers[0]) + UInt64(numbers[2])))
    }
  }

  /// Whether an identity exists.
  func holds(_ identity: UInt32) -> Bool {
    ranges.contains { $0.contains(UInt64(identity)) }
  }
}
