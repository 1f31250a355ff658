import Files
import FoundationEssentials
import Glibc
import Subprocess
import Synchronization
import SystemPackage

/// A program that is run to its end, with bounds on its time and on what is kept of its output.
///
/// It is started in a process group of its own: Ctrl-C is for whoever asked, and a program that is
/// ended takes along what it started.
struct ChildProcess: Sendable {
  /// How a program ended.
  struct Ending: Sendable {
    /// The exit status; `nil` for a program that a signal ended.
    var status: Int32?
    /// What it printed.
    var output: [UInt8]
    /// The end of what it said on standard error.
    var errors: String
    /// Whether it was ended for taking too long.
    var isLate: Bool

    /// What it printed, as text.
    var text: String { String(decoding: output, as: UTF8.self) }
  }

  private static let outputLimit = 512 << 20
  private static let errorLimit = 64 << 10

  /// The program: a path, or a name on the search path.
  var program: String
  var arguments: [String]
  /// The folder that it works in.
  var folder: String
  /// Variables beside this process's own; `nil` takes one away.
  var environment: [String: String?] = [:]
  /// How long it may take.
  var timeLimit: Duration

  /// Runs the program.
  ///
  /// An exit status other than 0 is not an error.
  ///
  /// - Throws: ``RegressionError`` with code `program` where it cannot be started, and
  ///   `CancellationError` where the task was cancelled; the program is ended then.
  func run() async throws -> Ending {
    try Task.checkCancellation()
    let (output, errors) = (try Scratch(), try Scratch())
    var options = PlatformOptions()
    options.processGroupID = 0
    // Else swift-subprocess kills the program at once, and alone.
    options.teardownSequence = [
      .gracefulShutDown(toProcessGroup: true, allowedDurationToNextStep: Deadline.patience)
    ]
    var variables: [Environment.Key: String?] = [:]
    for (name, value) in environment { variables[.init(stringLiteral: name)] = value }
    let deadline = Deadline()
    let status: TerminationStatus
    do {
      let isPath = program.utf8.contains(UInt8(ascii: "/"))
      let result = try await Subprocess.run(
        isPath ? .path(FilePath(program)) : .name(program), arguments: Arguments(arguments),
        environment: .inherit.updating(variables), workingDirectory: FilePath(folder),
        platformOptions: options, input: .none,
        output: .fileDescriptor(output.descriptor, closeAfterSpawningProcess: false),
        error: .fileDescriptor(errors.descriptor, closeAfterSpawningProcess: false)
      ) { execution in
        await deadline.watch(execution.processIdentifier.value, for: timeLimit)
      }
      status = result.terminationStatus
    } catch {
      try Task.checkCancellation()
      throw RegressionError(
        .program, "\(program) cannot be started in \(folder) (\(error))",
        next: "Install it, or name another")
    }
    try Task.checkCancellation()
    let code: Int32? = if case .exited(let code) = status { Int32(code) } else { nil }
    return Ending(
      status: code, output: try output.bytes(first: Self.outputLimit),
      errors: String(decoding: try errors.bytes(last: Self.errorLimit), as: UTF8.self),
      isLate: await deadline.isLate)
  }
}

/// The programs that were started and have not ended: a process that ends in haste takes them along.
public enum StartedPrograms {
  /// Each one's process group.
  private static let groups = Mutex<Set<pid_t>>([])

  /// Ends all of them, and what they started, without asking.
  public static func endAll() {
    groups.withLock { for group in $0 { kill(-group, SIGKILL) } }
  }

  fileprivate static func add(_ group: pid_t) { groups.withLock { _ = $0.insert(group) } }

  fileprivate static func remove(_ group: pid_t) { groups.withLock { _ = $0.remove(group) } }
}

/// Ends a program's whole group when its time is up, or when nobody waits for it any more.
private actor Deadline {
  private(set) var isLate = false

  /// Waits until a program has ended, for whatever reason.
  func watch(_ process: pid_t, for limit: Duration) async {
    StartedPrograms.add(process)
    defer { StartedPrograms.remove(process) }
    let clock = ContinuousClock()
    let end = clock.now + limit
    var pause = Duration.milliseconds(2)
    while !Self.hasEnded(process) {
      if Task.isCancelled || clock.now >= end {
        isLate = !Task.isCancelled
        return await stop(process)
      }
      try? await Task.sleep(for: pause)
      pause = min(pause * 2, .milliseconds(100))
    }
    // Whoever was cancelled may have ended the program alone, and not what it had started.
    if Task.isCancelled { await stop(process) }
  }

  /// Asks a program to end, which a build needs to end what it started, and then makes it.
  private func stop(_ process: pid_t) async {
    kill(-process, SIGTERM)
    // A cancelled task cannot sleep; another one can for it.
    let grace = Task.detached {
      let end = ContinuousClock().now + Self.patience
      while !Self.hasEnded(process), ContinuousClock().now < end {
        try? await Task.sleep(for: Self.tick)
      }
    }
    await grace.value
    kill(-process, SIGKILL)
  }

  /// How long a program that was asked to end may take.
  fileprivate static let patience = Duration.seconds(5)
  private static let tick = Duration.milliseconds(100)

  /// Whether a program has ended; who started it still collects its status.
  private static func hasEnded(_ process: pid_t) -> Bool {
    var info = siginfo_t()
    let found = waitid(P_PID, id_t(process), &info, WEXITED | WNOHANG | WNOWAIT)
    return found != 0 || info.si_signo == SIGCHLD
  }
}

/// A file without a name, for what a program prints.
private final class Scratch: Sendable {
  let descriptor: FileDescriptor

  init() throws(RegressionError) {
    let path = FileManager.default.temporaryDirectory.appending(path: "steerbench.XXXXXX").path
    var name = Array(path.utf8CString)
    let number = mkstemp(&name)
    guard number >= 0 else {
      throw RegressionError(
        .files, "\(path): no temporary file can be made (\(SystemError.text(of: errno)))",
        next: "Check the folder that TMPDIR names and the free space")
    }
    unlink(name)
    _ = fcntl(number, F_SETFD, FD_CLOEXEC)
    descriptor = FileDescriptor(rawValue: number)
  }

  deinit { try? descriptor.close() }

  func bytes(first limit: Int) throws -> [UInt8] { try bytes(from: 0, limit) }

  func bytes(last limit: Int) throws -> [UInt8] {
    try bytes(from: max(try descriptor.seek(offset: 0, from: .end) - Int64(limit), 0), limit)
  }

  private func bytes(from start: Int64, _ limit: Int) throws -> [UInt8] {
    let end = try descriptor.seek(offset: 0, from: .end)
    let count = Int(min(end - start, Int64(limit)))
    return try [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      filled = 0
      while filled < count {
        let read = try descriptor.read(
          fromAbsoluteOffset: start + Int64(filled),
          into: UnsafeMutableRawBufferPointer(
            rebasing: UnsafeMutableRawBufferPointer(buffer)[filled...]))
        guard read > 0 else { return }
        filled += read
      }
    }
  }
}
