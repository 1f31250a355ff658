import ArgumentParser
import CodeExecution
import FoundationEssentials
import Trials
import Workbench

/// What keeps model-written code away from the machine, as somebody asks for it.
struct TierArguments: ParsableArguments {
  /// The tiers that may be asked for by name.
  enum Tier: String, ExpressibleByArgument, CaseIterable {
    case namespaces
    case landlock
  }

  @Option(
    help: "The sandbox that code runs in. Default: the best that works here, and it is shown.")
  var tier: Tier?
  @Flag(help: "Run model-written code without any sandbox, with all rights of this user.")
  var unsafeNoSandbox = false

  func validate() throws {
    guard tier == nil || !unsafeNoSandbox else {
      throw ValidationError("--tier and --unsafe-no-sandbox exclude each other.")
    }
  }

  /// The wish.
  var wish: TierWish {
    if unsafeNoSandbox { return .only(.unprotected) }
    switch tier {
    case .namespaces: return .only(.namespaces)
    case .landlock: return .only(.landlock)
    case nil: return .best
    }
  }
}

/// How much of this machine runs of code may take together.
struct BudgetArguments: ParsableArguments {
  @Option(help: "Cores for runs of code; each takes one. Default: all of this machine.")
  var executionCores: Int?
  @Option(
    help: """
      Memory in MiB for runs of code; each takes what its limit of total memory is. Default: half of \
      this machine's.
      """)
  var executionMemoryMb: Int?

  func validate() throws {
    if let executionCores, !(1...1024).contains(executionCores) {
      throw ValidationError("--execution-cores must be from 1 to 1024.")
    }
    if let executionMemoryMb, !(1...1_073_741_824).contains(executionMemoryMb) {
      throw ValidationError("--execution-memory-mb must be from 1 to 1073741824.")
    }
  }

  /// Whether anything was said.
  var isStated: Bool { executionCores != nil || executionMemoryMb != nil }

  /// How a session runs code within it.
  func running(_ tier: TierWish) -> CodeRunning {
    let machine = ProcessInfo.processInfo
    var budget = ExecutionBudget.standard(
      cores: machine.activeProcessorCount, memoryBytes: machine.physicalMemory)
    if let executionCores { budget.cores = executionCores }
    if let executionMemoryMb { budget.memoryMiB = executionMemoryMb }
    return CodeRunning(
      tier: tier, budget: budget, namesMemory: executionMemoryMb != nil,
      environment: machine.environment)
  }
}

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
