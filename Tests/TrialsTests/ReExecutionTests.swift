import Analysis
import BenchTestSupport
import Cassettes
import CodeExecution
import RecordReplay
import ScoreSheets
import Statistics
import Sweeps
import Synchronization
import Testing
import Trials

@Suite("Re-execution")
struct ReExecutionTests {
  private static let yaml = OutcomeTests.yaml(
    methods: "only-question, all-code, all-code@2, code-text-summary", tasks: "game24, navigate",
    more: "samples: 2")

  /// What a re-execution with a scripted sandbox gave.
  private func repeated(
    _ bench: SmallBench, from path: String, runsAtOnce: Int = 3,
    by execute: @escaping @Sendable (ExecutionRequest) async throws -> ExecutionOutcome
  ) async throws -> [RepeatedRun] {
    var runs: [RepeatedRun] = []
    let tape = try CassetteUnion(try CassetteFolder(path: path))
    try await ReExecution(
      bench.plan, runner: bench.runner, tape: tape, runsAtOnce: runsAtOnce, execute: execute
    ).run { runs.append($0) }
    return runs.sorted { $0.number < $1.number }
  }

  @Test("runs each recorded execution once, in the plan's order, however many at once")
  func once() async throws {
    try await withTemporaryFolder { path in
      let bench = try SmallBench(Self.yaml)
      let world = ScriptedModel(bench).world
      let recorded = try await bench.record(into: path, from: world)
      #expect(recorded.failures.isEmpty)
      var orders: [[Slot]] = []
      for runsAtOnce in [1, 7] {
        let runs = try await repeated(bench, from: path, runsAtOnce: runsAtOnce) {
          try await world.execute($0)
        }
        #expect(runs.allSatisfy { $0.divergence == nil })
        #expect(runs.map(\.number) == Array(runs.indices))
        orders.append(runs.map(\.run.slot))
      }
      #expect(orders[0] == orders[1])
      #expect(Set(orders[0]).count == orders[0].count)
      let onTape = try CassetteFolder(path: path).reader().entries().filter {
        $0.kind == .execution
      }
      #expect(Set(orders[0]) == Set(onTape.map(\.slot)))
      #expect(orders[0].count > 3)
    }
  }

  @Test("tells by class what came out otherwise, and changes no line of the replay")
  func divergence() async throws {
    try await withTemporaryFolder { path in
      let bench = try SmallBench(Self.yaml)
      let world = ScriptedModel(bench).world
      _ = try await bench.record(into: path, from: world)
      let before = try await bench.replay(from: path).lines
      let runs = try await repeated(bench, from: path) { request in
        var outcome = try await world.execute(request)
        if case .exited(0) = outcome.end { outcome.stdout.append(0x21) }
        if case .exited(1) = outcome.end { outcome.end = .exited(2) }
        return outcome
      }
      for run in runs {
        switch run.recorded.end {
        case .exited(0): #expect(run.divergence == .output)
        case .exited: #expect(run.divergence == .status)
        default: #expect(run.divergence == nil)
        }
      }
      #expect(runs.contains { $0.divergence == .output })
      #expect(try await bench.replay(from: path).lines == before)
    }
  }

  @Test("knows what was found out about each run while recording")
  func classes() async throws {
    try await withTemporaryFolder { path in
      let bench = try SmallBench(Self.yaml)
      let world = ScriptedModel(bench).world
      let classifying = LiveWorld(
        complete: world.complete, execute: world.execute,
        classify: { (request) throws(DeckError) in
          ClassifiedOutcome(
            try await world.execute(request), request.code.contains("flood") ? .unstable : .pinned)
        })
      _ = try await bench.record(into: path, from: classifying)
      let runs = try await repeated(bench, from: path) { try await world.execute($0) }
      for run in runs {
        let isUnstable = run.run.request.code.contains("flood")
        #expect(run.recordedClass == (isUnstable ? .unstable : .pinned))
        #expect(run.mayDiverge == isUnstable)
      }
      #expect(!runs.isEmpty)
    }
  }

  @Test("keeps within the runs that it may make at once")
  func concurrency() async throws {
    try await withTemporaryFolder { path in
      let bench = try SmallBench(Self.yaml)
      let world = ScriptedModel(bench).world
      _ = try await bench.record(into: path, from: world)
      let load = Mutex((now: 0, most: 0))
      _ = try await repeated(bench, from: path, runsAtOnce: 2) { request in
        load.withLock {
          $0.now += 1
          $0.most = max($0.most, $0.now)
        }
        try await Task.sleep(for: .milliseconds(2))
        load.withLock { $0.now -= 1 }
        return try await world.execute(request)
      }
      #expect(load.withLock(\.most) == 2)
    }
  }

  @Test("ends with the first run that cannot be made")
  func failure() async throws {
    try await withTemporaryFolder { path in
      let bench = try SmallBench(Self.yaml)
      _ = try await bench.record(into: path, from: ScriptedModel(bench).world)
      await #expect(throws: DeckError.self) {
        _ = try await repeated(bench, from: path) { _ in throw DeckError(.execution, "no sandbox") }
      }
    }
  }

  @Test("skips trials that are not recorded")
  func missing() async throws {
    try await withTemporaryFolder { path in
      let small = try SmallBench(OutcomeTests.yaml(methods: "all-code", tasks: "game24"))
      let world = ScriptedModel(small).world
      _ = try await small.record(into: path, from: world)
      let large = try SmallBench(
        OutcomeTests.yaml(methods: "all-code, all-text", tasks: "game24, navigate"))
      let some = try await repeated(small, from: path) { try await world.execute($0) }
      let same = try await repeated(large, from: path) { try await world.execute($0) }
      #expect(same.map(\.run.slot) == some.map(\.run.slot))
    }
  }
}
