import ArgumentParser
import CodeExecution

/// The limits of a run, each with the standard value where nothing is said.
struct LimitArguments: ParsableArguments {
  @Option(help: "Wall-clock time in milliseconds.") var wallMs: Int?
  @Option(help: "Processor time in seconds, of all processes together.") var cpuS: Int?
  @Option(help: "Address space of one process in MiB.") var memoryMb: Int?
  @Option(help: "Memory of all processes together in MiB.") var totalMemoryMb: Int?
  @Option(help: "Processes and threads at once.") var processes: Int?
  @Option(help: "Temporary files in MiB.") var diskMb: Int?
  @Option(help: "Temporary files, by number.") var files: Int?
  @Option(help: "Kept bytes of standard output.") var stdoutBytes: Int?
  @Option(help: "Kept bytes of standard error.") var stderrBytes: Int?

  /// The limits; whether they make sense is the sandbox's to say.
  var limits: ExecutionLimits {
    var limits = ExecutionLimits.standard
    if let wallMs { limits.wallMilliseconds = wallMs }
    if let cpuS { limits.cpuSeconds = cpuS }
    if let memoryMb { limits.memoryMiB = memoryMb }
    if let totalMemoryMb { limits.totalMemoryMiB = totalMemoryMb }
    if let processes { limits.processes = processes }
    if let diskMb { limits.diskMiB = diskMb }
    if let files { limits.files = files }
    if let stdoutBytes { limits.stdoutBytes = stdoutBytes }
    if let stderrBytes { limits.stderrBytes = stderrBytes }
    return limits
  }
}
