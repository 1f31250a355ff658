/// The command line that runs a request behind bubblewrap: a pure function of the request.
///
///     bwrap            namespaces, mounts, no network; pid 1 inside is the shell
///       prlimit        processor time, address space, processes, file size, no core files
///         sh           writes the code and the input down, then waits as pid 1
///           env        the environment, in its order, whatever the shell makes of its own
///             python   pid 2
///
/// Code and input travel as arguments. So nothing of a run ever lies in a host folder, no traceback
/// shows a host path, and nobody has to feed a pipe whose reader may be killed.
///
/// The shell is pid 1, not a reaper of bubblewrap's: when pid 1 ends, the kernel kills all others and
/// only then lets bubblewrap see the end, so no process of a run outlives it.
struct BubblewrapCommand {
  /// What the shell writes to standard output before the interpreter starts.
  ///
  /// Without it the sandbox
  /// was not set up, and whatever was printed comes from its tools.
  static let startMark: UInt8 = 0x01

  /// The largest code and input together, as they travel.
  ///
  /// The kernel takes 2 MiB of arguments.
  static let maximumPayload = 1 << 20

  var tools: SandboxTools
  var interpreter: Interpreter

  /// The arguments after `bwrap`, each with its terminating zero.
  func arguments(for request: ExecutionRequest) throws(CodeExecutionError) -> [[UInt8]] {
    let limits = request.limits
    var arguments = mounts(diskBytes: limits.diskMiB << 20)
    arguments += ["--", tools.prlimit]
    arguments += [
      "--cpu=\(limits.cpuSeconds):\(limits.cpuSeconds + 1)",
      "--as=\(limits.memoryMiB << 20)",
      "--nproc=\(limits.processes)",
      "--fsize=\(limits.diskMiB << 20)",
      "--core=0",
    ]
    arguments += ["--", tools.shell, "-c", Self.script, "sh", interpreter.path]
    var bytes = arguments.map { Array($0.utf8) + [0] }
    bytes += try SandboxPayload(request, limit: Self.maximumPayload).arguments
    return bytes
  }

  /// The environment of bubblewrap itself: nothing of the host's, for a program might read it.
  static let environment = [Array("PATH=\(PythonCommand.searchPath)".utf8) + [0]]

  /// What the shell does.
  ///
  /// Its arguments: the interpreter, a format for `printf`, how many of the
  /// following arguments are code, the code, the input.
  ///
  /// The shell reports a program that a signal killed on its standard error, which is not ours to
  /// show. It keeps both output pipes open to the end, so that their end is the end of the run.
  private static let script = """
    umask 022
    python=$1 format=$2 pieces=$3
    shift 3
    while [ "$pieces" -gt 0 ]; do
      printf "$format" "$1" || exit 1
      shift
      pieces=$((pieces - 1))
    done >\(PythonCommand.script) || exit 1
    printf "$format" "$@" >/code/input || exit 1
    [ -x "$python" ] || { echo "no interpreter at $python" >&2; exit 1; }
    exec 3>&2 2>/dev/null
    printf '\\001'
    (exec env -i \(environmentWords) "$python" \(argumentWords) </code/input 2>&3 3>&-)
    exit $?
    """

  private static let argumentWords = PythonCommand.arguments.joined(separator: " ")
  private static let environmentWords =
    PythonCommand.environment.map { "\($0.name)=\($0.value)" }.joined(separator: " ")

  private func mounts(diskBytes: Int) -> [String] {
    [
      "--unshare-all", "--unshare-user", "--die-with-parent", "--new-session", "--as-pid-1",
      "--uid", "1000", "--gid", "1000", "--hostname", "sandbox",
    ] + systemFolders + [
      "--proc", "/proc",
      "--dev", "/dev",
      "--perms", "1777", "--size", "\(diskBytes)", "--tmpfs", "/dev/shm",
      "--perms", "1777", "--size", "\(diskBytes)", "--tmpfs", "/tmp",
      "--size", "\(2 * Self.maximumPayload)", "--tmpfs", "/code",
      "--chdir", "/tmp",
      // What bubblewrap builds on is a file system in memory, as large as half of it.
      "--remount-ro", "/", "--remount-ro", "/dev",
    ]
  }

  /// The system's programs and libraries, read-only, and the interpreter's own where they lie
  /// elsewhere.
  private var systemFolders: [String] {
    var arguments = ["--ro-bind", "/usr", "/usr"]
    for folder in ["/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32"] {
      if let target = HostFiles.linkTarget(folder) {
        arguments += ["--symlink", target, folder]
      } else if HostFiles.isDirectory(folder) {
        arguments += ["--ro-bind", folder, folder]
      }
    }
    // The linker's cache, Debian's choice among libraries, and Python's site configuration.
    for path in ["/etc/ld.so.cache", "/etc/alternatives", "/etc/\(interpreter.label)"] {
      arguments += ["--ro-bind-try", path, path]
    }
    for prefix in interpreter.prefixes where prefix != "/usr" && !prefix.hasPrefix("/usr/") {
      arguments += ["--ro-bind", prefix, prefix]
    }
    return arguments
  }
}

/// Code and input in a form that arguments can carry.
private struct SandboxPayload {
  /// Format, number of pieces of code, code, input; each with its terminating zero.
  let arguments: [[UInt8]]

  /// The kernel takes 128 KiB in one argument; an escaped piece may be twice its size and more.
  private static let pieceBytes = 24 << 10

  init(_ request: ExecutionRequest, limit: Int) throws(CodeExecutionError) {
    try Self.check(request.code.utf8.count + request.input.utf8.count, limit: limit)
    // An argument ends at its first zero byte, so text with zero bytes travels escaped.
    let isEscaped = request.code.utf8.contains(0) || request.input.utf8.contains(0)
    let code = Self.pieces(request.code, isEscaped: isEscaped)
    let input = Self.pieces(request.input, isEscaped: isEscaped)
    try Self.check((code + input).reduce(0) { $0 + $1.count - 1 }, limit: limit)
    let format = isEscaped ? "%b" : "%s"
    arguments = [Array(format.utf8) + [0], Array(String(code.count).utf8) + [0]] + code + input
  }

  private static func check(_ size: Int, limit: Int) throws(CodeExecutionError) {
    guard size > limit else { return }
    throw CodeExecutionError(
      .codeTooLarge, "code and input of an execution take \(size) bytes together",
      next: "keep them within \(limit) bytes")
  }

  private static func pieces(_ text: String, isEscaped: Bool) -> [[UInt8]] {
    let bytes = Array(text.utf8)
    return stride(from: 0, to: bytes.count, by: pieceBytes).map { start in
      let piece = bytes[start..<min(start + pieceBytes, bytes.count)]
      return (isEscaped ? piece.flatMap(escape) : Array(piece)) + [0]
    }
  }

  /// A byte as `printf %b` reads it.
  private static func escape(_ byte: UInt8) -> [UInt8] {
    switch byte {
    case 0: Array(#"\0000"#.utf8)
    case UInt8(ascii: "\\"): Array(#"\\"#.utf8)
    default: [byte]
    }
  }
}
