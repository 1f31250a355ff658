package import CodeExecution
import RecordReplay
import Sweeps
import Trials

/// How a session runs code: the sandbox that is wished for, and how much of the machine runs may take
/// together.
package struct CodeRunning: Sendable {
  /// The tier that is asked for.
  package var tier: TierWish
  /// What runs may take together.
  package var budget: ExecutionBudget
  /// Whether the user named the budget's memory, so that too little of it is an error.
  package var namesMemory: Bool
  /// Where the sandbox looks for what it needs.
  package var environment: [String: String]

  /// Creates a wish.
  package init(
    tier: TierWish = .best, budget: ExecutionBudget, namesMemory: Bool = false,
    environment: [String: String]
  ) {
    self.tier = tier
    self.budget = budget
    self.namesMemory = namesMemory
    self.environment = environment
  }

  /// The sandbox with the interpreter that a sweep names or was recorded with, or else the machine's
  /// own; proved before anything is asked or paid.
  func launcher(for sweep: Sweep) async throws -> any Launcher {
    try OpenFiles.current.checkRun()
    let interpreter =
      sweep.isInterpreterOpen
      ? try await Interpreter.find() : try await Interpreter.find(labeled: sweep.interpreter)
    guard sweep.isInterpreterOpen || interpreter.label == sweep.interpreter else {
      throw WorkbenchError(
        .usage,
        "The sweep asks for \(sweep.interpreter), but this machine has \(interpreter.label). Install "
          + "\(sweep.interpreter), or write \"interpreter: \(interpreter.label)\" under \"execution\" "
          + "in the sweep, which makes recordings of their own.")
    }
    return try await Sandbox.launcher(tier, interpreter: interpreter, environment: environment)
  }

  /// The sweep with the label of the Python that would run its code here, where any will do.
  func settled(_ sweep: OpenSweep) async throws -> OpenSweep {
    guard sweep.folder.sweep.isInterpreterOpen else { return sweep }
    try OpenFiles.current.checkRun()
    return try sweep.settled(on: try await Interpreter.find().label)
  }

  /// How many runs with these limits may be in flight.
  ///
  /// A machine on which nobody stated a budget makes at least one run at a time; a stated budget that
  /// is too small for one is refused.
  func runsAtOnce(_ limits: ExecutionLimits) throws -> Int {
    let runs = budget.runsAtOnce(limits)
    guard runs > 0 || !namesMemory else {
      throw WorkbenchError(
        .usage,
        "--execution-memory-mb \(budget.memoryMiB) is too little for one run of code, which may take "
          + "\(limits.totalMemoryMiB) MiB. Raise it, or lower total-memory-mib in the sweep, which "
          + "makes recordings of their own.")
    }
    return max(runs, 1)
  }

  /// Runs of code in a sandbox, within the budget and no more at once than there is room for.
  func runs(
    in launcher: any Launcher, of sweep: Sweep, atMost most: Int, classifies: Bool = false
  ) throws -> LiveRuns {
    LiveRuns(launcher, atOnce: min(try runsAtOnce(sweep.limits), most), classifies: classifies)
  }
}

/// Runs of code in the sandbox, no more at once than a budget allows.
struct LiveRuns: Sendable {
  private let launcher: any Launcher
  private let gate: CallGate
  private let starts: SharedStarts
  /// Whether each run's class is found out.
  let classifies: Bool

  /// Creates runs.
  init(_ launcher: any Launcher, atOnce: Int, classifies: Bool = false) {
    self.launcher = launcher
    self.classifies = classifies
    let gate = CallGate(width: atOnce)
    self.gate = gate
    starts = SharedStarts(atOnce: atOnce) { (request) throws(DeckError) in
      try await Self.execute(request, launcher, gate)
    }
  }

  /// Runs a program that takes several inputs at one start together with others that wait.
  func together(_ request: ExecutionRequest) async throws(DeckError) -> ExecutionOutcome {
    try await starts.run(request)
  }

  /// Runs code once.
  func execute(_ request: ExecutionRequest) async throws(DeckError) -> ExecutionOutcome {
    try await Self.execute(request, launcher, gate)
  }

  private static func execute(
    _ request: ExecutionRequest, _ launcher: any Launcher, _ gate: CallGate
  ) async throws(DeckError) -> ExecutionOutcome {
    do throws(CodeExecutionError) {
      return try await gate.pass { () throws(CodeExecutionError) in
        try await launcher.run(request)
      }
    } catch {
      throw DeckError(.execution, error.description)
    }
  }

  /// Runs code as often as its class takes.
  func classify(_ request: ExecutionRequest) async throws(DeckError) -> ClassifiedOutcome {
    do throws(CodeExecutionError) {
      let (outcome, executionClass) = try await gate.pass { () throws(CodeExecutionError) in
        try await ExecutionClassifier(launcher).run(request)
      }
      return ClassifiedOutcome(outcome, executionClass)
    } catch {
      throw DeckError(.execution, error.description)
    }
  }
}
