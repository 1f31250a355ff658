import Glibc
import Subprocess

/// The user outside whom the sandboxed user 1000 stands for.
///
/// A user other than root stands for itself. Root does not: the kernel never counts root's processes
/// against a limit, not even from within a user namespace, so root's sandboxes are started as a user
/// that owns nothing.
enum SandboxUser {
  /// In the range that Debian's policy keeps free (65000 to 65533), and below 65536, beyond which a
  /// container may have no users at all.
  static let throwAway: uid_t = 65_432

  /// How swift-subprocess starts the sandbox.
  static var platformOptions: PlatformOptions {
    var options = PlatformOptions()
    if geteuid() == 0 {
      options.userID = throwAway
      options.groupID = throwAway
      options.supplementaryGroups = []
    }
    return options
  }
}
