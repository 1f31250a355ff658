public import Cassettes
public import CodeExecution
public import RecordReplay
public import Sweeps

/// A recorded run of code that was run again.
public struct RepeatedRun: Sendable {
  /// Its place among the runs of the plan, from 0.
  public var number: Int
  /// The run, of the first trial that asks for it.
  public var run: CodeRun
  /// What was recorded.
  public var recorded: ExecutionOutcome
  /// How far it depends on chance, where that was found out while recording.
  public var recordedClass: ExecutionClass?
  /// What happened now.
  public var repeated: ExecutionOutcome

  /// How they differ; `nil` where they are the same.
  public var divergence: ExecutionDivergence? { .between(recorded, repeated) }

  /// Whether running it again proves nothing: it reads the clock, races with itself, or meets a limit
  /// that another machine may not meet.
  public var mayDiverge: Bool {
    switch recordedClass {
    case .unstable, .limitDependent: true
    case .insensitive, .pinned, nil: false
    }
  }
}

/// Re-execute: the model's words come from the cassettes, the code in them is run again and compared
/// with its recording.
///
/// Nothing is written and no score changes: what a trial sees is what was recorded. A run that
/// several trials share is made once.
public struct ReExecution: Sendable {
  private let plan: Plan
  private let runner: TrialRunner
  private let tape: CassetteUnion
  private let runsAtOnce: Int
  private let execute: @Sendable (ExecutionRequest) async throws -> ExecutionOutcome

  /// Creates a re-execution.
  ///
  /// - Parameters:
  ///   - plan: The trials.
  ///   - runner: Runs them.
  ///   - tape: The cassettes.
  ///   - runsAtOnce: Runs of code in flight at the same time.
  ///   - execute: Runs code in the sandbox.
  public init(
    _ plan: Plan, runner: TrialRunner, tape: CassetteUnion, runsAtOnce: Int,
    execute: @escaping @Sendable (ExecutionRequest) async throws -> ExecutionOutcome
  ) {
    self.plan = plan
    self.runner = runner
    self.tape = tape
    self.runsAtOnce = max(runsAtOnce, 1)
    self.execute = execute
  }

  /// Runs everything again.
  ///
  /// - Parameter emit: Called as each run ends, one call at a time, in no promised order.
  /// - Throws: A cassette that cannot be opened, or the first run that could not be made at all.
  public func run(emit: (RepeatedRun) async -> Void) async throws {
    let runs = RecordedRuns(plan, runner: runner, tape: try CassetteReader(tape))
    let classes = try RecordedClasses(try CassetteReader(tape))
    try await withThrowingTaskGroup(of: RepeatedRun.self) { group in
      for _ in 0..<runsAtOnce {
        guard let next = await runs.next() else { break }
        add(next, to: &group)
      }
      while var repeated = try await group.next() {
        repeated.recordedClass = classes.executionClass(at: repeated.run.slot)
        await emit(repeated)
        if let next = await runs.next() { add(next, to: &group) }
      }
    }
  }

  private func add(
    _ recorded: RecordedRun, to group: inout ThrowingTaskGroup<RepeatedRun, any Error>
  ) {
    let execute = execute
    group.addTask {
      RepeatedRun(
        number: recorded.number, run: recorded.run, recorded: recorded.outcome,
        repeated: try await execute(recorded.run.request))
    }
  }
}
