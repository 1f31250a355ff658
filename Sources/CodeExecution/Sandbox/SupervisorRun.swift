import Glibc
import Subprocess
import SystemPackage

/// One run of the supervisor, from its start to the outcome.
struct SupervisorRun {
  private let program: SupervisorProgram
  private let arguments: [String]
  private let request: SupervisorRequest
  private let limits: ExecutionLimits
  private let tier: SandboxTier

  init(
    _ program: SupervisorProgram, arguments: [String], request: SupervisorRequest,
    limits: ExecutionLimits, tier: SandboxTier
  ) {
    self.program = program
    self.arguments = arguments
    self.request = request
    self.limits = limits
    self.tier = tier
  }

  /// How much longer than the wall limit the supervisor may take, before it is given up.
  private static let patience = Duration.seconds(15)

  /// Runs it to its end.
  ///
  /// A cancelled task does not make swift-subprocess kill what it started: the supervisor is told
  /// that nobody waits any more, ends everything, and is waited for.
  func outcome() async throws(CodeExecutionError) -> ExecutionOutcome {
    guard !Task.isCancelled else { throw .cancelled }
    let lifeline = Lifeline()
    let run = Task { await self.result(lifeline) }
    let ended = await withTaskCancellationHandler {
      await run.value
    } onCancel: {
      Task { await lifeline.cut() }
    }
    return try ended.get()
  }

  private func result(_ lifeline: Lifeline) async -> Result<ExecutionOutcome, CodeExecutionError> {
    do throws(CodeExecutionError) {
      return .success(try await self.run(lifeline))
    } catch {
      return .failure(error)
    }
  }

  private func run(_ lifeline: Lifeline) async throws(CodeExecutionError) -> ExecutionOutcome {
    // Without it, a supervisor that dies before it has read its request would take this process along.
    _ = Self.brokenPipesAreErrors
    let status: TerminationStatus
    let bytes: [UInt8]
    let complaint: String
    do {
      let result = try await Subprocess.run(
        .path(FilePath(program.path)), arguments: Arguments(arguments), environment: .custom([:]),
        platformOptions: Self.apartFromTheTerminal, input: .inputWriter, output: .sequence,
        error: .string(limit: 64 << 10)
      ) { execution in
        let writer = execution.standardInputWriter
        // Whoever ended before reading all of it says why elsewhere.
        _ = try? await writer.write(request.bytes)
        await lifeline.hold(writer)
        let alarm = Task {
          try await Task.sleep(for: .milliseconds(limits.wallMilliseconds) + Self.patience)
          try execution.send(signal: .kill)
        }
        defer { alarm.cancel() }
        return try await Self.collect(execution.standardOutput, limit: recordLimit)
      }
      (status, bytes) = (result.terminationStatus, result.closureResult)
      complaint = result.standardError
    } catch {
      throw .launchFailed("the supervisor could not be run", cause: "\(error)")
    }
    if await lifeline.isCut { throw .cancelled }
    guard let record = SupervisorRecord(bytes) else {
      throw SetupFailure(complaint, status: "\(status)").error
    }
    guard record.survivors == 0 else {
      throw CodeExecutionError(
        .launchFailed, "\(record.survivors) processes of a run did not end when they were killed",
        next:
          "look for what they wait for, such as a disk or a network file system, and run the same"
          + " command again; nothing was recorded")
    }
    guard let outcome = record.outcome(tier: tier, limits: limits) else {
      throw SetupFailure(refusal: record.message, error: record.status).error
    }
    return outcome
  }

  /// A process group of its own: Ctrl-C is for whoever records, not for the code that is being run,
  /// whose outcome is still wanted.
  private static var apartFromTheTerminal: PlatformOptions {
    var options = PlatformOptions()
    options.processGroupID = 0
    return options
  }

  private static let brokenPipesAreErrors: Void = { _ = signal(SIGPIPE, SIG_IGN) }()

  /// The largest record: two outputs, twice each.
  private var recordLimit: Int {
    SupervisorRecord.headSize + 2 * (limits.stdoutBytes + limits.stderrBytes) + 4096
  }

  private static func collect(
    _ output: SubprocessOutputSequence, limit: Int
  ) async throws -> [UInt8] {
    var bytes: [UInt8] = []
    for try await buffer in output where bytes.count <= limit {
      buffer.withUnsafeBytes { bytes.append(contentsOf: $0) }
    }
    return bytes
  }
}

/// The supervisor's standard input after the request: its end says that nobody waits any more.
private actor Lifeline {
  private(set) var isCut = false
  private var writer: StandardInputWriter?

  /// Keeps it open.
  func hold(_ writer: StandardInputWriter) async {
    self.writer = writer
    if isCut { try? await writer.finish() }
  }

  /// Closes it, at once or as soon as it is there.
  func cut() async {
    isCut = true
    try? await writer?.finish()
  }
}

extension CodeExecutionError {
  static let cancelled = CodeExecutionError(
    .cancelled, "an execution was cancelled", next: "run the same command again to go on")

  fileprivate static func launchFailed(_ message: String, cause: String?) -> CodeExecutionError {
    CodeExecutionError(
      .launchFailed, message, next: "run the same command again; nothing was recorded",
      cause: cause)
  }
}

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
