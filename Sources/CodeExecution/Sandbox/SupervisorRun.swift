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
