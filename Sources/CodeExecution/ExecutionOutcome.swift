/// How a run ended.
public enum ExecutionEnd: Hashable, Sendable {
  /// The program ended by itself with this status. A status other than 0 is a result, not an error.
  ///
  /// `exited(137)` is a program that called `exit(137)`; a program that a signal ended is
  /// ``signaled(_:)``.
  case exited(Int)
  /// A signal ended it.
  case signaled(Int)
  /// It was killed because it reached a limit.
  case limit(Limit)

  /// A limit that kills a run.
  public enum Limit: String, Hashable, Sendable, CaseIterable {
    /// Wall-clock time.
    case wall
    /// Processor time.
    case cpu
    /// Memory of all its processes together.
    ///
    /// A single process that asks for more than its own limit is refused, not killed: Python raises
    /// `MemoryError`.
    case memory
    /// Output: it went on writing long after its output was cut.
    case output
    /// Temporary files: too many, or too large together.
    ///
    /// In tier `namespaces` a file that is too large is refused, not killed.
    case disk

    /// Its name in sentences: `processor time limit`.
    public var name: String {
      switch self {
      case .wall: "time limit"
      case .cpu: "processor time limit"
      case .memory: "memory limit"
      case .output: "output limit"
      case .disk: "limit of temporary files"
      }
    }
  }

  /// Whether a limit killed it.
  public var isLimit: Bool {
    switch self {
    case .exited, .signaled: false
    case .limit: true
    }
  }

  /// For programs: `exited 3`, `signaled 9`, `wall limit`.
  ///
  /// The digests of trials are made of these bytes, so they stay what they are.
  public var word: String {
    switch self {
    case .exited(let status): "exited \(status)"
    case .signaled(let signal): "signaled \(signal)"
    case .limit(let limit): "\(limit.rawValue) limit"
    }
  }

  /// For people: `exit status 3`, `killed by signal 9`, `killed at the time limit`.
  public var sentence: String {
    switch self {
    case .exited(let status): "exit status \(status)"
    case .signaled(let signal): "killed by signal \(signal)"
    case .limit(let limit): "killed at the \(limit.name)"
    }
  }
}

/// What a run of model-written code did.
public struct ExecutionOutcome: Hashable, Sendable {
  /// How it ended.
  public var end: ExecutionEnd
  /// Standard output, bytes as they were written; if it was longer than the limit its first and its
  /// last bytes, with a notice between them, exactly as long as the limit.
  public var stdout: [UInt8]
  /// Standard error, likewise.
  public var stderr: [UInt8]
  /// Whether standard output was longer.
  public var stdoutTruncated: Bool
  /// Whether standard error was longer.
  public var stderrTruncated: Bool
  /// Wall-clock time in microseconds, start of the interpreter included, the sandbox's own not.
  public var wallMicroseconds: Int
  /// Processor time of the program and everything that it started, in microseconds; `nil` in
  /// recordings of before it was measured.
  public var cpuMicroseconds: Int?
  /// The largest resident memory of one process in KiB; `nil` likewise.
  public var peakKiB: Int?
  /// What kept the program away from the machine.
  public var tier: SandboxTier

  /// Creates an outcome.
  public init(
    end: ExecutionEnd, stdout: [UInt8], stderr: [UInt8] = [], stdoutTruncated: Bool = false,
    stderrTruncated: Bool = false, wallMicroseconds: Int, cpuMicroseconds: Int? = nil,
    peakKiB: Int? = nil, tier: SandboxTier = .namespaces
  ) {
    self.end = end
    self.stdout = stdout
    self.stderr = stderr
    self.stdoutTruncated = stdoutTruncated
    self.stderrTruncated = stderrTruncated
    self.wallMicroseconds = wallMicroseconds
    self.cpuMicroseconds = cpuMicroseconds
    self.peakKiB = peakKiB
    self.tier = tier
  }

  /// Whether the program ended by itself with status 0.
  public var succeeded: Bool { end == .exited(0) }
}
