import Analysis
import BenchTestSupport
import Cassettes
import CodeExecution
import RecordReplay
import ScoreSheets
import Statistics
import Sweeps
import Testing
import Trials

@Suite("The retry of silent code, in a sweep")
struct ResultRetrySweepTests {
  private static func bench(_ retry: String) throws -> SmallBench {
    try SmallBench(
      OutcomeTests.yaml(
        methods: "all-code", tasks: "game24, gsm-hard", more: "execution: {\(retry)}"))
  }

  private static let world = LiveWorld(
    complete: { (_) throws(DeckError) in
      ChatAnswer.says("```python\nanswer = 1\n```").reply
    },
    execute: { (request) throws(DeckError) in
      request.code.hasSuffix("print(answer)\n") ? .printing("<<<1>>>") : .printing("")
    })

  @Test("is off unless the sweep turns it on, and then keys and layers are what they were")
  func off() async throws {
    let plain = try Self.bench("")
    #expect(!plain.sweep.retriesResults)
    let off = try Self.bench("retry-results: false")
    for (left, right) in zip(plain.trials, off.trials) {
      let (one, other) = (
        try await plain.run(left, in: Self.world), try await off.run(right, in: Self.world)
      )
      #expect(one.line == other.line)
      #expect(one.line.executions == 1)
    }
  }

  @Test("tries the task's own variables, each run an exchange of its own, and replays")
  func on() async throws {
    try await withTemporaryFolder { path in
      let bench = try Self.bench("retry-results: true")
      let recorded = try await bench.record(into: path, from: Self.world)
      #expect(recorded.failures.isEmpty)
      let replayed = try await bench.replay(from: path)
      #expect(replayed.lines.count == bench.plan.count && replayed.misses.isEmpty)
      for line in replayed.lines {
        // game24: as written, result. gsm-hard: as written, result, Answer, answer.
        #expect(line.executions == (line.trial.task == "game24" ? 2 : 4))
        #expect(line == recorded.lines[line.trial])
      }
    }
  }

  @Test("belongs to the layer of the parameters")
  func layer() async throws {
    let (off, on) = (try Self.bench(""), try Self.bench("retry-results: true"))
    let one = try await off.run(off.plan[0], in: Self.world).line.layers
    let other = try await on.run(on.plan[0], in: Self.world).line.layers
    #expect(one[.parameters] != other[.parameters])
    #expect(one[.prompt] == other[.prompt])
    #expect(one[.answer] == other[.answer])
  }
}
