/// How a run ended.
public enum ExecutionEnd: Hashable, Sendable {
  /// The program ended by itself with this status. A status other than 0 is a result, not an error.
  case exited(Int)
  /// A signal ended it.
  case signaled(Int)
  /// It was killed at the wall-clock limit.
  case wallLimit
  /// It was killed at the processor-time limit.
  case cpuLimit
}

/// What a run of model-written code did.
public struct ExecutionOutcome: Hashable, Sendable {
  /// How it ended.
  public var end: ExecutionEnd
  /// Standard output, bytes as they were written, cut at the limit.
  public var stdout: [UInt8]
  /// Standard error, bytes as they were written, cut at the limit.
  public var stderr: [UInt8]
  /// Whether standard output was longer.
  public var stdoutTruncated: Bool
  /// Whether standard error was longer.
  public var stderrTruncated: Bool
  /// Wall-clock time in microseconds, start of the interpreter included.
  public var wallMicroseconds: Int
  /// What kept the program away from the machine.
  public var tier: SandboxTier

  /// Creates an outcome.
  public init(
    end: ExecutionEnd, stdout: [UInt8], stderr: [UInt8] = [], stdoutTruncated: Bool = false,
    stderrTruncated: Bool = false, wallMicroseconds: Int,
    tier: SandboxTier = .namespaces
  ) {
    self.end = end
    self.stdout = stdout
    self.stderr = stderr
    self.stdoutTruncated = stdoutTruncated
    self.stderrTruncated = stderrTruncated
    self.wallMicroseconds = wallMicroseconds
    self.tier = tier
  }

  /// Whether the program ended by itself with status 0.
  public var succeeded: Bool { end == .exited(0) }
}
