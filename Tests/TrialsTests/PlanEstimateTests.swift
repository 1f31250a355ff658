import BenchTestSupport
import Sweeps
import Testing
import Trials

@Suite("A plan")
struct PlanEstimateTests {
  @Test("is estimated to the call, shared calls counted once")
  func estimate() async throws {
    let bench = try SmallBench(
      OutcomeTests.yaml(
        methods: "all-text, all-code, all-code@4, code-text-summary, code-interpreter",
        tasks: "game24", more: "tool-rounds: 3"))
    let estimate = try await PlanEstimate.of(bench.plan, bench.runner)
    #expect(estimate.trials == 5 * 5)
    #expect(estimate.firstCalls == 5 * (1 + 1 + 1 + 2 + 1))
    #expect(estimate.sharedCalls == 5 * (1 + 2))
    #expect(estimate.furtherCalls == 5 * (0 + 0 + 3 + 1 + 3))
    #expect(estimate.outputTokenLimit == nil)
    #expect(estimate.inputTokens > 5 * 3 * 40)
    let limited = try SmallBench(
      OutcomeTests.yaml(methods: "all-text", tasks: "game24")
        .replacing("{temperature: 0}", with: "{max_tokens: 70}"))
    #expect(
      try await PlanEstimate.of(limited.plan, limited.runner).outputTokenLimit == 5 * 70)
  }
}
