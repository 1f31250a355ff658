import Analysis
import ArgumentParser
import CodeExecution
import Foundation
import ScoreSheets
import Statistics
import Sweeps
import Trials

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

  /// How many runs with these limits may be in flight.
  ///
  /// A machine on which nobody stated a budget makes at least one run at a time; a stated budget that
  /// is too small for one is refused.
  func runsAtOnce(_ limits: ExecutionLimits) throws -> Int {
    let machine = ProcessInfo.processInfo
    var budget = ExecutionBudget.standard(
      cores: machine.activeProcessorCount, memoryBytes: machine.physicalMemory)
    if let executionCores { budget.cores = executionCores }
    if let executionMemoryMb { budget.memoryMiB = executionMemoryMb }
    let runs = budget.runsAtOnce(limits)
    guard runs > 0 || executionMemoryMb == nil else {
      throw CommandFailure(
        .usage,
        "--execution-memory-mb \(budget.memoryMiB) is too little for one run of code, which may take "
          + "\(limits.totalMemoryMiB) MiB. Raise it, or lower total-memory-mib in the sweep, which "
          + "makes recordings of their own.")
    }
    return max(runs, 1)
  }
}
