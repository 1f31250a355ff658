import Basics
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
/// several trials share is made once. Trials are replayed as their runs are taken, so that few are in
/// memory.
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
  public func run(
    isolation: isolated (any Actor)? = #isolation, emit: (RepeatedRun) async -> Void
  ) async throws {
    let classes = try RecordedClasses(try CassetteReader(tape))
    try await withThrowingTaskGroup(of: RepeatedRun.self, isolation: isolation) { group in
      var seen: Set<Slot> = []
      var inFlight = 0
      func takeOne() async throws {
        guard var repeated = try await group.next() else { return }
        inFlight -= 1
        repeated.recordedClass = classes.executionClass(at: repeated.run.slot)
        await emit(repeated)
      }
      // A trial that cannot be replayed has no runs from there on: the replay itself reports that.
      let stream = TrialStream(
        plan, runner: runner, from: tape, failures: .areHandedOver)
      try await stream.run { _, end in
        end.transcript.inEveryLane.compactMap { exchange -> RecordedRun? in
          guard case .execution(let run, let outcome) = exchange else { return nil }
          return RecordedRun(run: run, outcome: outcome)
        }
      } emit: { runs in
        for recorded in runs where seen.insert(recorded.run.slot).inserted {
          if inFlight == runsAtOnce { try await takeOne() }
          inFlight += 1
          let (number, execute) = (seen.count - 1, execute)
          group.addTask {
            RepeatedRun(
              number: number, run: recorded.run, recorded: recorded.outcome,
              repeated: try await execute(recorded.run.request))
          }
        }
      }
      while inFlight > 0 { try await takeOne() }
    }
  }
}

/// A run of code and what was recorded of it.
private struct RecordedRun: Sendable {
  var run: CodeRun
  var outcome: ExecutionOutcome
}

/// How far recorded runs depend on chance, where that was found out while recording.
private struct RecordedClasses {
  private let reader: CassetteReader
  private let entries: [Slot: CassetteEntry]

  init(_ reader: CassetteReader) throws {
    self.reader = reader
    entries = Dictionary(
      try reader.entries().filter { $0.kind == .execution }.map { ($0.slot, $0) },
      uniquingKeysWith: { first, _ in first })
  }

  /// The class of the run at a slot; `nil` where none was recorded.
  func executionClass(at slot: Slot) -> ExecutionClass? {
    // What stands beside a recording explains it and decides nothing: a damaged note is no note.
    guard let entry = entries[slot], let bytes = try? reader.provenance(of: entry),
      let word = try? JSONValue(parsing: bytes)["class"]?.string
    else { return nil }
    return ExecutionClass(rawValue: word)
  }
}
