/// What a run of model-written code may use.
public struct ExecutionLimits: Hashable, Sendable, Codable {
  /// Wall-clock time in milliseconds.
  public var wallMilliseconds: Int
  /// Processor time in seconds.
  public var cpuSeconds: Int
  /// Address space of one process in MiB.
  public var memoryMiB: Int
  /// Processes and threads at once.
  public var processes: Int
  /// Temporary files in MiB.
  public var diskMiB: Int
  /// Kept bytes of standard output, and of standard error.
  public var outputBytes: Int

  /// The limits where a sweep names none.
  ///
  /// The paper's own time limit was not published; 30 s is what
  /// its successor uses.
  public static let standard = ExecutionLimits(
    wallMilliseconds: 30_000, cpuSeconds: 30, memoryMiB: 512, processes: 32, diskMiB: 64,
    outputBytes: 64 * 1024)

  /// Creates limits.
  public init(
    wallMilliseconds: Int, cpuSeconds: Int, memoryMiB: Int, processes: Int, diskMiB: Int,
    outputBytes: Int
  ) {
    self.wallMilliseconds = wallMilliseconds
    self.cpuSeconds = cpuSeconds
    self.memoryMiB = memoryMiB
    self.processes = processes
    self.diskMiB = diskMiB
    self.outputBytes = outputBytes
  }
}
