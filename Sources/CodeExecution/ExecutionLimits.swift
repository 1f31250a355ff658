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
