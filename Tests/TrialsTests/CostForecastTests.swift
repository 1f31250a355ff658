import Basics
import BenchTestSupport
import Cassettes
import ModelAPI
import RecordReplay
import Sweeps
import TestSupport
import Testing
import Trials

@Suite("A forecast")
struct CostForecastTests {
  private static func bench(model: String, more: String = "") throws -> SmallBench {
    try SmallBench(
      """
      version: 1
      models: {\(model): {access: {base-url: "http://localhost:1/v1"}}}
      methods: [only-question]
      tasks: [navigate]
      \(more)
      """)
  }

  /// A history in which each question took another number of tokens; gives them too.
  private func history(of bench: SmallBench) async throws -> (TrialHistory, [Int]) {
    try await withTemporaryFolder { path in
      let log = CallLog<Int>()
      let recording = try await bench.record(
        into: path,
        from: .scripted { _ in
          let number = log.add(0)
          return .says("<<<Yes>>>", input: 100 + number * number * 40, output: 10)
        })
      var history = TrialHistory()
      let union = try CassetteUnion(CassetteFolder(path: path))
      #expect(try await history.add(bench.plan, bench.runner, from: union).isEmpty)
      return (history, recording.lines.sorted { $0.key < $1.key }.map { $1.usage.total ?? 0 })
    }
  }

  /// What drawing again and again says, worked out a second time: the draws of a thousand sums, of
  /// which every 500th and 950th of a thousand is named.
  @Test("names the middle and the highest twentieth of a thousand resampled sums, scaled by draws")
  func percentiles() async throws {
    let bench = try Self.bench(model: "one")
    let (history, tokens) = try await history(of: bench)
    let values = tokens.map(Double.init)
    #expect(Set(values).count > 3)
    let missing = Array(0..<bench.plan.count)
    let forecast = try await CostForecast(
      bench.plan, bench.runner, missing: missing, history: history
    ) { _ in nil }
    var generator = SeededGenerator(seed: "forecast")
    let mean = values.reduce(0, +) / Double(values.count)
    let sums = (0..<1000).map { _ in
      let drawn = (0..<missing.count).map { _ in generator.pick(values) }
      let drawnMean = drawn.reduce(0, +) / Double(missing.count)
      return Double(missing.count) * (mean + (drawnMean - mean))
    }.sorted()
    #expect(abs(forecast.tokens.p50 - sums[500]) < 1e-6)
    #expect(abs(forecast.tokens.p95 - sums[950]) < 1e-6)
    #expect(sums[900] < sums[950] && sums[950] < sums[999])
  }

  @Test("takes what another model took with the same method, where a model was never recorded")
  func otherModels() async throws {
    let (history, tokens) = try await history(of: try Self.bench(model: "one"))
    let other = try Self.bench(model: "two")
    let forecast = try await CostForecast(
      other.plan, other.runner, missing: Array(0..<other.plan.count), history: history
    ) { _ in nil }
    #expect(forecast.assumed == 0)
    #expect(forecast.history == tokens.count)
    let method = try SmallBench(
      """
      version: 1
      models: {two: {access: {base-url: "http://localhost:1/v1"}}}
      methods: [all-text]
      tasks: [navigate]
      """)
    let unheard = try await CostForecast(
      method.plan, method.runner, missing: Array(0..<method.plan.count), history: history
    ) { _ in nil }
    #expect(unheard.assumed == method.plan.count)
  }

  @Test(
    "asks the reader of answers in half of the trials for p50, where rules may do, and in all for p95"
  )
  func extractionShare() async throws {
    func tokens(_ more: String) async throws -> CostForecast.Range {
      let bench = try Self.bench(model: "one", more: more)
      return try await CostForecast(
        bench.plan, bench.runner, missing: Array(0..<bench.plan.count), history: TrialHistory()
      ) { _ in nil }.tokens
    }
    let none = try await tokens("")
    let unread = try await tokens("extraction: model")
    let always = try await tokens("extraction: {by: model, when: always}")
    let (half, whole) = (unread.p50 - none.p50, always.p50 - none.p50)
    #expect(whole > 0)
    // Tokens are whole: each trial may round by one in and one out.
    #expect(abs(half * 2 - whole) <= 20)
    #expect(unread.p95 == always.p95)
  }

  /// Method 9 asks what All Text and All Code ask, and one call more.
  @Test("counts a call that several trials share once, where nothing was recorded yet")
  func sharedCalls() async throws {
    func forecast(_ methods: String) async throws -> CostForecast {
      let bench = try SmallBench(
        """
        version: 1
        models: {one: {access: {base-url: "http://localhost:1/v1"}}}
        methods: [\(methods)]
        tasks: [navigate]
        """)
      return try await CostForecast(
        bench.plan, bench.runner, missing: Array(0..<bench.plan.count), history: TrialHistory()
      ) { _ in nil }
    }
    let alone = try await forecast("code-text-summary")
    let all = try await forecast("all-text, all-code, code-text-summary")
    #expect(all.assumed == 3 * alone.assumed)
    #expect(all.tokens == alone.tokens)
  }
}
