/// The tier `namespaces`: each run behind bubblewrap, under the supervisor as pid 1.
///
/// A run sees the system's programs read-only, an empty `/tmp` of its own, no network, no other
/// process, no variable of the host's environment, and no file of any user. It is user 1000 and
/// process 2, on a machine of that name.
public struct NamespacesLauncher: Launcher {
  public let interpreter: Interpreter
  private let program: SupervisorProgram
  private let command: BubblewrapCommand

  public var tier: SandboxTier { .namespaces }

  /// Finds bubblewrap where the system has it; nothing is run yet.
  ///
  /// Not through the user's `PATH`: what keeps hostile code in must not come from a folder that
  /// anybody may write to.
  init(
    interpreter: Interpreter, program: SupervisorProgram,
    searchPath: String = PythonCommand.searchPath
  ) throws(CodeExecutionError) {
    guard let bubblewrap = HostFiles.find("bwrap", in: searchPath) else {
      throw CodeExecutionError(
        .missingTool, "tier namespaces needs bubblewrap, and bwrap is not in \(searchPath)",
        next: "install it: sudo apt-get install bubblewrap")
    }
    self.interpreter = interpreter
    self.program = program
    command = BubblewrapCommand(bubblewrap: bubblewrap, interpreter: interpreter)
  }

  public func run(
    _ request: ExecutionRequest, conditions: RunConditions
  ) async throws(CodeExecutionError) -> ExecutionOutcome {
    try check(request)
    return try await SupervisorRun(
      program, arguments: command.arguments(for: request.limits),
      request: SupervisorRequest(request, interpreter, conditions), limits: request.limits,
      tier: tier
    ).outcome()
  }

  public func provenance() async throws(CodeExecutionError) -> SandboxProvenance {
    try await program.provenance(tier: tier, interpreter: interpreter)
  }
}

/// The command line of tier `namespaces`: what bubblewrap builds around the supervisor.
///
///     supervisor enter   gives up root
///       bwrap            namespaces, mounts, no network
///         supervisor     pid 1 inside: limits, system-call filter, watch, record
///           python       pid 2
///
/// The program sees the system's folders read-only, an empty `/tmp` and `/dev/shm` of its own in
/// memory, three devices, and random devices that are files with the same bytes in every run.
struct BubblewrapCommand {
  var bubblewrap: String
  var interpreter: Interpreter

  /// The descriptor by which the supervisor starts itself again; `identity.c` opens it.
  private static let ownProgram = "/proc/self/fd/9"

  /// The arguments of the supervisor.
  func arguments(for limits: ExecutionLimits) -> [String] {
    ["enter", bubblewrap] + Self.walls + systemFolders + Self.kernelFolders
      + Self.devices + writableFolders(diskBytes: limits.diskMiB << 20)
      // What bubblewrap builds on is a file system in memory, as large as half of it.
      + ["--chdir", "/tmp", "--remount-ro", "/", "--", Self.ownProgram, "namespaces"]
  }

  private static let walls = [
    "--unshare-all", "--unshare-user", "--die-with-parent", "--new-session", "--as-pid-1",
    "--uid", "1000", "--gid", "1000", "--hostname", "sandbox",
    // For the supervisor alone, which hides the machine's part of /proc, closes its own folders, and
    // gives the right up before it starts anything.
    "--cap-add", "CAP_SYS_ADMIN",
  ]

  private var systemFolders: [String] {
    var arguments = ["--ro-bind", "/usr", "/usr"]
    for folder in SystemFolders.besideUsr {
      if let target = HostFiles.linkTarget(folder) {
        arguments += ["--symlink", target, folder]
      } else if HostFiles.isDirectory(folder) {
        arguments += ["--ro-bind", folder, folder]
      }
    }
    for path in SystemFolders.settings(of: interpreter) {
      arguments += ["--ro-bind-try", path, path]
    }
    for folder in SystemFolders.ownFolders(of: interpreter) {
      arguments += ["--ro-bind", folder, folder]
    }
    return arguments
  }

  /// `/proc`, of which the supervisor leaves the run's own processes, and the number of processors:
  /// always two.
  private static let kernelFolders = [
    "--proc", "/proc",
    "--dir", "/sys/devices/system/cpu",
    "--symlink", "/run/cpus", "/sys/devices/system/cpu/online",
    "--symlink", "/run/cpus", "/sys/devices/system/cpu/possible",
  ]

  private static let devices =
    ["null", "zero", "full"].flatMap { ["--dev-bind", "/dev/\($0)", "/dev/\($0)"] }
    + ["urandom", "random"].flatMap { ["--symlink", "/run/random", "/dev/\($0)"] }
    + [
      "--symlink", "/proc/self/fd", "/dev/fd",
      "--symlink", "/proc/self/fd/0", "/dev/stdin",
      "--symlink", "/proc/self/fd/1", "/dev/stdout",
      "--symlink", "/proc/self/fd/2", "/dev/stderr",
    ]

  private func writableFolders(diskBytes: Int) -> [String] {
    ["/tmp", "/dev/shm"].flatMap {
      ["--perms", "1777", "--size", "\(diskBytes)", "--tmpfs", $0]
    } + [
      // The supervisor's: the code, and what the random devices give.
      "--size", "\(2 * ExecutionRequest.maximumBytes)", "--tmpfs", "/code",
      "--size", "\(2 << 20)", "--tmpfs", "/run",
    ]
  }
}
