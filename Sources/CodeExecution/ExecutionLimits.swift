/// What a run of model-written code may use.
///
/// Every limit is part of an execution's key, so that a changed limit never hides behind an old
/// recording. Processor time is the limit that should bite: it is nearly the same on a slow and on a
/// fast day. Wall-clock time is generous, and only ends what waits.
public struct ExecutionLimits: Hashable, Sendable, Codable {
  /// Wall-clock time in milliseconds, from the start of the interpreter.
  public var wallMilliseconds: Int
  /// Processor time in seconds, of the program and everything that it started.
  public var cpuSeconds: Int
  /// Address space of one process in MiB.
  public var memoryMiB: Int
  /// Memory of all processes together in MiB, files in memory included.
  public var totalMemoryMiB: Int
  /// Processes and threads at once.
  public var processes: Int
  /// Temporary files in MiB.
  public var diskMiB: Int
  /// Temporary files at once, folders included.
  public var files: Int
  /// Kept bytes of standard output.
  public var stdoutBytes: Int
  /// Kept bytes of standard error.
  public var stderrBytes: Int

  /// The limits where a sweep names none.
  ///
  /// The paper's own time limit was not published; 30 s is what its successor uses, here of
  /// processor time.
  public static let standard = ExecutionLimits()

  /// Creates limits.
  public init(
    wallMilliseconds: Int = 60_000, cpuSeconds: Int = 30, memoryMiB: Int = 512,
    totalMemoryMiB: Int = 1024, processes: Int = 32, diskMiB: Int = 64, files: Int = 10_000,
    stdoutBytes: Int = 64 * 1024, stderrBytes: Int = 64 * 1024
  ) {
    self.wallMilliseconds = wallMilliseconds
    self.cpuSeconds = cpuSeconds
    self.memoryMiB = memoryMiB
    self.totalMemoryMiB = totalMemoryMiB
    self.processes = processes
    self.diskMiB = diskMiB
    self.files = files
    self.stdoutBytes = stdoutBytes
    self.stderrBytes = stderrBytes
  }
}

extension ExecutionLimits {
  /// A limit with its name and the values that make sense.
  public struct Entry: Sendable {
    /// The name in a sweep's file, with its unit.
    public let name: String
    /// The values that are taken.
    public let range: ClosedRange<Int>
    /// Where the value lies.
    ///
    /// Key paths to stored properties of a `Sendable` value hold nothing that is shared.
    public let path: any WritableKeyPath<ExecutionLimits, Int> & Sendable
  }

  /// All limits, with the names and ranges that sweeps and the command line use.
  ///
  /// Below a range a Python does not even start, or nothing could be said; above it the limit no
  /// longer bounds anything.
  public static let entries: [Entry] = [
    Entry(name: "wall-ms", range: 10...3_600_000, path: \.wallMilliseconds),
    Entry(name: "cpu-s", range: 1...3_600, path: \.cpuSeconds),
    Entry(name: "memory-mib", range: 32...1_048_576, path: \.memoryMiB),
    Entry(name: "total-memory-mib", range: 32...1_048_576, path: \.totalMemoryMiB),
    Entry(name: "processes", range: 1...10_000, path: \.processes),
    Entry(name: "disk-mib", range: 1...1_048_576, path: \.diskMiB),
    Entry(name: "files", range: 1...1_000_000, path: \.files),
    Entry(name: "stdout-bytes", range: 1...8_388_608, path: \.stdoutBytes),
    Entry(name: "stderr-bytes", range: 1...8_388_608, path: \.stderrBytes),
  ]

  /// Checks that every limit lies in its range.
  ///
  /// - Throws: ``CodeExecutionError`` with the code `badLimits`, naming the first that does not.
  public func check() throws(CodeExecutionError) {
    for entry in Self.entries where !entry.range.contains(self[keyPath: entry.path]) {
      throw CodeExecutionError(
        .badLimits, "the execution limit \(entry.name) is \(self[keyPath: entry.path])",
        next: "give it a value from \(entry.range.lowerBound) to \(entry.range.upperBound)")
    }
  }
}

/// How much of the machine runs of model-written code may take together.
///
/// A run takes one core, and as much memory as its limits let it have. What it really uses is not
/// known before it ran, and a guess that is too low would let runs kill each other, which would end
/// up in the recording.
public struct ExecutionBudget: Hashable, Sendable {
  /// Processor cores.
  public var cores: Int
  /// Memory in MiB.
  public var memoryMiB: Int

  /// Creates a budget.
  public init(cores: Int, memoryMiB: Int) {
    self.cores = cores
    self.memoryMiB = memoryMiB
  }

  /// The budget where nobody names one: all cores, and half of the memory, because the other half
  /// belongs to the rest of the machine.
  ///
  /// - Parameters:
  ///   - cores: The machine's cores.
  ///   - memoryBytes: The machine's memory.
  public static func standard(cores: Int, memoryBytes: UInt64) -> ExecutionBudget {
    ExecutionBudget(cores: max(cores, 1), memoryMiB: Int(clamping: memoryBytes >> 21))
  }

  /// How many runs with these limits fit at once; 0 where not even one does.
  public func runsAtOnce(_ limits: ExecutionLimits) -> Int {
    min(max(cores, 0), max(memoryMiB, 0) / max(limits.totalMemoryMiB, 1))
  }
}

/// Lets a number of calls through at once; the others wait in line.
public actor CallGate {
  private var free: Int
  private var line: [CheckedContinuation<Void, Never>] = []

  /// Creates a gate for `width` calls at once.
  public init(width: Int) {
    free = max(width, 1)
  }

  /// Runs `body` once a place is free.
  public nonisolated func pass<Value: Sendable, Failure: Error>(
    _ body: @Sendable () async throws(Failure) -> Value
  ) async throws(Failure) -> Value {
    await enter()
    do {
      let value = try await body()
      await leave()
      return value
    } catch {
      await leave()
      throw error
    }
  }

  private func enter() async {
    guard free == 0 else {
      free -= 1
      return
    }
    await withCheckedContinuation { line.append($0) }
  }

  private func leave() {
    guard line.isEmpty else {
      line.removeFirst().resume()
      return
    }
    free += 1
  }
}
