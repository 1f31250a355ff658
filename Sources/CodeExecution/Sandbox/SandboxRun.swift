import Glibc
import Subprocess
import SystemPackage

/// One run of bubblewrap, from its start to the outcome.
struct SandboxRun {
  private let tools: SandboxTools
  private let limits: ExecutionLimits
  private let watchdog: Watchdog

  init(_ tools: SandboxTools, _ limits: ExecutionLimits, _ watchdog: Watchdog) {
    self.tools = tools
    self.limits = limits
    self.watchdog = watchdog
  }

  /// What a finished run of bubblewrap left.
  private struct Remains {
    var status: TerminationStatus
    var stdout: CappedBytes
    var stderr: CappedBytes
    var killedBecause: Watchdog.Reason?
    var wall: Duration
  }

  /// Runs bubblewrap with these arguments.
  func result(
    of arguments: [[UInt8]]
  ) async -> Result<ExecutionOutcome, CodeExecutionError> {
    do throws(CodeExecutionError) {
      return .success(try outcome(of: try await remains(of: arguments)))
    } catch {
      return .failure(error)
    }
  }

  /// A process group of its own: Ctrl-C is for whoever records, not for the code that is being run,
  /// whose outcome is still wanted.
  private static var apartFromTheTerminal: PlatformOptions {
    var options = PlatformOptions()
    options.processGroupID = 0
    return options
  }

  private func remains(of arguments: [[UInt8]]) async throws(CodeExecutionError) -> Remains {
    let start = ContinuousClock.now
    let deadline = start + .milliseconds(limits.wallMilliseconds)
    let command = SandboxUser.command(tools)
    let prefix = command.arguments.map { Array($0.utf8) + [0] }
    do {
      let result = try await run(
        .path(FilePath(command.program)), arguments: Arguments(prefix + arguments),
        environment: .custom(BubblewrapCommand.environment),
        platformOptions: Self.apartFromTheTerminal,
        input: .none, output: .sequence, error: .sequence
      ) { execution in
        await watchdog.watch(execution.processIdentifier.value, until: deadline)
        // One byte more: the mark that the shell puts in front.
        async let stdout = CappedBytes.collect(
          execution.standardOutput, limit: limits.outputBytes + 1)
        async let stderr = CappedBytes.collect(execution.standardError, limit: limits.outputBytes)
        return try await (stdout, stderr)
      }
      let reason = await watchdog.stop()
      return Remains(
        status: result.terminationStatus, stdout: result.closureResult.0,
        stderr: result.closureResult.1, killedBecause: reason, wall: ContinuousClock.now - start)
    } catch {
      _ = await watchdog.stop()
      throw .launchFailed("bubblewrap could not be run", cause: "\(error)")
    }
  }

  private func outcome(of remains: Remains) throws(CodeExecutionError) -> ExecutionOutcome {
    if remains.killedBecause == .cancelled { throw .cancelled }
    let hasStarted = remains.stdout.bytes.first == BubblewrapCommand.startMark
    guard hasStarted || remains.killedBecause == .wallLimit else {
      throw SetupFailure(remains.stderr.bytes).error
    }
    return ExecutionOutcome(
      end: try end(of: remains),
      stdout: Array(remains.stdout.bytes.dropFirst()),
      stderr: remains.stderr.bytes,
      stdoutTruncated: remains.stdout.isTruncated,
      stderrTruncated: remains.stderr.isTruncated,
      wallMicroseconds: remains.wall.microseconds,
      tier: .namespaces)
  }

  /// How the program ended.
  ///
  /// bubblewrap, like a shell, says 128 and the number for a signal.
  private func end(of remains: Remains) throws(CodeExecutionError) -> ExecutionEnd {
    let killed = 128 + Int(SIGKILL)
    switch remains.status {
    case .exited(let status) where remains.killedBecause == .wallLimit && Int(status) == killed:
      return .wallLimit
    case .exited(let status) where Int(status) == 128 + Int(SIGXCPU): return .cpuLimit
    case .exited(let status) where (129...159).contains(status): return .signaled(Int(status) - 128)
    case .exited(let status): return .exited(Int(status))
    case .signaled where remains.killedBecause == .wallLimit: return .wallLimit
    case .signaled(let signal):
      throw .launchFailed("bubblewrap itself was ended by signal \(signal)", cause: nil)
    }
  }
}

extension Duration {
  /// Whole microseconds.
  fileprivate var microseconds: Int {
    Int(components.seconds) * 1_000_000 + Int(components.attoseconds / 1_000_000_000_000)
  }
}

extension CodeExecutionError {
  fileprivate static func launchFailed(_ message: String, cause: String?) -> CodeExecutionError {
    CodeExecutionError(
      .launchFailed, message, next: "run the same command again; nothing was recorded",
      cause: cause)
  }
}
