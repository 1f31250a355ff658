import Glibc

/// What the sandbox's tools said when the program was never started.
struct SetupFailure {
  private let text: String
  private let errorNumber: Int

  /// What bubblewrap, or the supervisor outside it, wrote before it ended.
  init(_ text: String, status: String) {
    var text = text.prefix(500)
    while text.last?.isWhitespace == true { text.removeLast() }
    self.text = text.isEmpty ? "no message, \(status)" : String(text)
    errorNumber = 0
  }

  /// What the supervisor said inside its record.
  init(refusal: String, error: Int) {
    text = String(refusal.prefix(500))
    errorNumber = error
  }

  /// The refusal, with the way out that fits.
  var error: CodeExecutionError {
    CodeExecutionError(
      .sandboxUnavailable, "the sandbox cannot be set up, and code never runs without one",
      next: next, cause: text)
  }

  private var next: String {
    if errorNumber == ENOSPC || errorNumber == EDQUOT {
      return "free space in the folder for temporary files, or name another in TMPDIR"
    }
    if text.contains("run's folder") || text.contains("temporary files") {
      return "let this user write to the folder for temporary files, or name another in TMPDIR"
    }
    if text.contains("interpreter") {
      return "use a Python that every user may read, such as the distribution's own in /usr/bin"
    }
    if text.contains("Landlock") {
      return
        "use a kernel with Landlock (Linux 5.13 or newer, with landlock among the lsm= modules)"
        + ", or tier namespaces"
    }
    return bubblewrapNext
  }

  private var bubblewrapNext: String {
    if text.contains("max_*_namespaces") {
      return "allow more namespaces: sudo sysctl -w user.max_user_namespaces=15000"
    }
    if Self.namespaceSigns.contains(where: text.contains) {
      return """
        allow namespaces to all users: sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0 \
        (Ubuntu), or sudo sysctl -w kernel.unprivileged_userns_clone=1 (older Debian), or start the \
        container with --security-opt seccomp=unconfined; or use tier landlock
        """
    }
    if text.contains("proc") {
      return """
        start the container so that it may mount /proc: --security-opt systempaths=unconfined \
        --security-opt seccomp=unconfined; or use tier landlock
        """
    }
    return "run bwrap by hand to see why: bwrap --unshare-all --ro-bind / / true"
  }

  /// What bubblewrap says where user namespaces, or rights inside of them, are refused.
  private static let namespaceSigns = [
    "namespace", "uid map", "RTM_NEWADDR", "Failed to make / slave", "Operation not permitted",
  ]
}
