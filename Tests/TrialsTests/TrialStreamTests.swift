import BenchTestSupport
import Cassettes
import CodeExecution
import ModelAPI
import RecordReplay
import Sweeps
import Synchronization
import Tasks
import Testing
import Trials

@Suite("The stream of trials")
struct TrialStreamTests {
  private static let yaml = """
    version: 1
    models: {tiny: {access: {base-url: "http://localhost:1/v1"}}}
    methods: [only-question, all-text]
    tasks: [game24, letters, navigate]
    samples: 20
    """

  /// Answers all but some trials.
  private struct PartialSource: ExchangeSource, Sendable {
    let world: LiveSource
    let failing: @Sendable (TrialID) -> DeckError.Code?

    func completion(of call: ModelCall) async throws(DeckError) -> RecordedCompletion {
      if let code = failing(call.trial) { throw DeckError(code, "\(call.trial) failed") }
      return try await world.completion(of: call)
    }

    func execution(of run: CodeRun) async throws(DeckError) -> ExecutionOutcome {
      try await world.execution(of: run)
    }
  }

  private func stream(
    _ bench: SmallBench, places: [Int]? = nil,
    order: TrialStream<PartialSource>.Order = .ofPlaces, workers: Int,
    failures: TrialStream<PartialSource>.Failures = .end,
    failing: @escaping @Sendable (TrialID) -> DeckError.Code? = { _ in nil }
  ) -> TrialStream<PartialSource> {
    let world = LiveSource(ScriptedModel(bench).world)
    return TrialStream(
      bench.plan, runner: bench.runner, places: places, order: order, workers: workers,
      failures: failures
    ) { PartialSource(world: world, failing: failing) }
  }

  private static func id(_ end: TrialEnd) -> TrialID {
    switch end {
    case .record(let record): record.line.trial
    case .failure(let failure): failure.trial
    }
  }

  @Test("gives trials in the order of the places, however many work", arguments: [1, 2, 7])
  func order(workers: Int) async throws {
    let bench = try SmallBench(Self.yaml)
    let places = Array((0..<bench.plan.count).reversed())
    for wanted in [places, [5, 3, 5], []] {
      var seen: [TrialID] = []
      try await stream(bench, places: wanted, workers: workers).run { seen.append(Self.id($0)) }
      #expect(seen == wanted.map { bench.plan[$0].id })
    }
    var all: [TrialID] = []
    try await stream(bench, workers: workers).run { all.append(Self.id($0)) }
    #expect(all == bench.trials.map(\.id))
  }

  @Test("gives every trial once where no order is kept")
  func arrival() async throws {
    let bench = try SmallBench(Self.yaml)
    var seen: [TrialID] = []
    try await stream(bench, order: .ofArrival, workers: 5).run { seen.append(Self.id($0)) }
    #expect(seen.sorted() == bench.trials.map(\.id))
  }

  @Test("throws the first failure by order where failures end it", arguments: [1, 4])
  func end(workers: Int) async throws {
    let bench = try SmallBench(Self.yaml)
    let bad = [bench.plan[41].id, bench.plan[70].id]
    var seen = 0
    let error = await #expect(throws: DeckError.self) {
      try await stream(bench, workers: workers, failing: { bad.contains($0) ? .miss : nil })
        .run { _ in seen += 1 }
    }
    #expect(error?.message == "\(bad[0]) failed" && seen == 41)
  }

  @Test("hands a missing recording over and throws any other failure, where it is told to")
  func missing() async throws {
    let bench = try SmallBench(Self.yaml)
    let (missed, broken) = (bench.plan[3].id, bench.plan[50].id)
    var ends: [TrialEnd] = []
    let error = await #expect(throws: DeckError.self) {
      try await stream(
        bench, workers: 2, failures: .endUnlessMissing,
        failing: { $0 == missed ? .miss : $0 == broken ? .corrupt : nil }
      ).run { ends.append($0) }
    }
    #expect(error?.code == .corrupt && ends.count == 50)
    guard case .failure(let failure) = ends[3] else {
      Issue.record("the trial that is missed was not handed over")
      return
    }
    #expect(failure.trial == missed && failure.error.code == .miss)
  }

  @Test("ends without a fault once nobody wants more")
  func enough() async throws {
    let bench = try SmallBench(Self.yaml)
    var seen = 0
    try await stream(bench, workers: 3).run { _ in
      seen += 1
      if seen == 9 { throw TrialStreamEnd() }
    }
    #expect(seen == 9)
  }

  @Test("throws what making a source throws")
  func source() async throws {
    struct NoSource: Error {}
    let bench = try SmallBench(Self.yaml)
    let stream = TrialStream<PartialSource>(bench.plan, runner: bench.runner, workers: 3) {
      throw NoSource()
    }
    await #expect(throws: NoSource.self) { try await stream.run { _ in } }
  }

  @Test("grades the same texts by another policy without running anything")
  func policies() async throws {
    let bench = try SmallBench(Self.yaml)
    try await stream(bench, workers: 1).run { end in
      let record = try end.get()
      let paper = record.graded(by: .paper)
      #expect(paper.judgement.policy == .paper && record.judgement.policy == .strict)
      #expect(paper.line.usage == record.line.usage && paper.line.trial == record.line.trial)
      #expect(paper.graded(by: .strict).line == record.line)
    }
  }
}
