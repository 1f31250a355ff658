import Analysis
import ArgumentParser
import CodeExecution
import Foundation
import ScoreSheets
import Statistics
import Sweeps
import Trials
import Workbench

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
