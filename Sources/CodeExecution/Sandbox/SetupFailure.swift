/// What the sandbox's tools said when the program was never started.
struct SetupFailure {
  private let text: String

  init(_ stderr: [UInt8]) {
    var text = String(decoding: stderr.prefix(500), as: UTF8.self)
    while text.last?.isWhitespace == true { text.removeLast() }
    self.text = text
  }

  /// The refusal, with the way out that fits.
  var error: CodeExecutionError {
    CodeExecutionError(
      .sandboxUnavailable, "the sandbox cannot be set up, and code never runs without one",
      next: next, cause: text.isEmpty ? "no message" : text)
  }

  private var next: String {
    if text.contains("max_*_namespaces") {
      return "allow more namespaces: sudo sysctl -w user.max_user_namespaces=15000"
    }
    if Self.namespaceSigns.contains(where: text.contains) {
      return """
        allow namespaces to all users: sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0 \
        (Ubuntu), or sudo sysctl -w kernel.unprivileged_userns_clone=1 (older Debian), or start the \
        container with --security-opt seccomp=unconfined
        """
    }
    if text.contains("proc") {
      return """
        start the container so that it may mount /proc: --security-opt systempaths=unconfined \
        --security-opt seccomp=unconfined
        """
    }
    return "run bwrap by hand to see why: bwrap --unshare-all --ro-bind / / true"
  }

  /// What bubblewrap says where user namespaces, or rights inside of them, are refused.
  private static let namespaceSigns = [
    "namespace", "uid map", "RTM_NEWADDR", "Failed to make / slave", "Operation not permitted",
  ]
}
