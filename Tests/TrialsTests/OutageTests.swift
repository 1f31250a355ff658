import Analysis
import BenchTestSupport
import ModelAPI
import RecordReplay
import ScoreSheets
import Statistics
import Sweeps
import Synchronization
import Testing
import Trials

@Suite("Calls that fail")
struct OutageTests {
  fileprivate static let yaml = """
    version: 1
    models: {tiny: {access: {base-url: "http://localhost:1/v1"}}}
    methods: [only-question]
    tasks: [game24, letters, navigate, web-of-lies]
    samples: 20
    """

  private func world(
    _ model: LiveWorld, failing: @escaping @Sendable (Int) -> DeckError.Code?
  ) -> LiveWorld {
    let asked = Counter()
    return LiveWorld(
      complete: { (call) throws(DeckError) in
        if let code = failing(asked.next()) { throw DeckError(code, "\(call.trial) failed") }
        return try await model.complete(call)
      },
      execute: model.execute)
  }

  @Test("one by one are reported, and everything else is recorded")
  func single() async throws {
    try await withTemporaryFolder { path in
      let bench = try SmallBench(Self.yaml)
      let model = ScriptedModel(bench).world
      let first = try await bench.record(
        into: path, from: world(model) { $0.isMultiple(of: 3) ? .call : nil }, trialsAtOnce: 4)
      #expect(first.failures.allSatisfy { $0.error.code == .call })
      #expect(first.failures.count == bench.plan.count / 3)
      #expect(first.lines.count + first.failures.count == bench.plan.count)
      let second = try await bench.record(into: path, from: model)
      #expect(second.failures.isEmpty && second.lines.count == bench.plan.count)
    }
  }

  @Test("ten in a row are an outage, and so is one failure that would strike all")
  func outage() async throws {
    let bench = try SmallBench(Self.yaml)
    let model = ScriptedModel(bench).world
    for (code, most) in [(DeckError.Code.call, 10), (.provider, 1), (.budget, 1)] {
      try await withTemporaryFolder { path in
        let recorded = try await bench.record(
          into: path, from: world(model) { $0 > 6 ? code : nil }, trialsAtOnce: 1)
        #expect(recorded.failures.count == most)
        #expect(recorded.lines.count == 6)
      }
    }
  }
}

extension OutageTests {
  @Test("an outage of one model leaves the others alone")
  func oneModel() async throws {
    let yaml = Self.yaml.replacing(
      "tiny: {", with: "gone: {access: {base-url: \"http://localhost:1/v1\"}}, tiny: {")
    try await withTemporaryFolder { path in
      let bench = try SmallBench(yaml)
      let model = ScriptedModel(bench).world
      let world = LiveWorld(
        complete: { (call) throws(DeckError) in
          guard call.trial.model == "tiny" else { throw DeckError(.call, "\(call.trial) failed") }
          return try await model.complete(call)
        },
        execute: model.execute)
      let recorded = try await bench.record(into: path, from: world, trialsAtOnce: 1)
      #expect(recorded.failures.count == OutageWatch.patience)
      #expect(recorded.lines.count == bench.plan.count / 2)
    }
  }
}

/// Numbers from 1.
private final class Counter: Sendable {
  private let count = Mutex(0)

  func next() -> Int {
    count.withLock { count in
      count += 1
      return count
    }
  }
}
