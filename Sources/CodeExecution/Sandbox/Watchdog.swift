import Glibc

/// Ends a sandbox at its wall-clock limit, or when nobody wants its outcome any more.
actor Watchdog {
  /// Why a sandbox was killed.
  enum Reason: Sendable {
    case wallLimit
    case cancelled
  }

  /// How long bubblewrap may take to notice that what it ran is dead.
  private static let patience = Duration.milliseconds(500)

  private var process: pid_t?
  private var reason: Reason?
  private var timer: Task<Void, Never>?

  /// Starts to watch bubblewrap's own process.
  func watch(_ process: pid_t, until deadline: ContinuousClock.Instant) {
    self.process = process
    if reason != nil { killTree() }
    timer = Task {
      try? await Task.sleep(until: deadline, clock: .continuous)
      guard !Task.isCancelled else { return }
      kill(because: .wallLimit)
    }
  }

  /// Kills the sandbox, at once or as soon as it is there.
  func kill(because reason: Reason) {
    guard self.reason == nil else { return }
    self.reason = reason
    killTree()
  }

  /// Ends the watch once the process has been waited for; gives the reason if it was killed.
  func stop() -> Reason? {
    process = nil
    timer?.cancel()
    return reason
  }

  /// Kills pid 1 of the sandbox, and with it everything inside.
  ///
  /// bubblewrap ends only when the kernel has seen all of them die. Killing bubblewrap itself would end them too, but a little later than
  /// the run.
  private func killTree() {
    guard let process else { return }
    let children = ProcessTree.children(of: process)
    for child in children { _ = Glibc.kill(child, SIGKILL) }
    if children.isEmpty { _ = Glibc.kill(process, SIGKILL) }
    Task {
      try? await Task.sleep(for: Self.patience)
      killSurvivor()
    }
  }

  private func killSurvivor() {
    guard let process else { return }
    _ = Glibc.kill(process, SIGKILL)
  }
}
