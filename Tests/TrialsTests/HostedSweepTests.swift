import Analysis
import Basics
import BenchTestSupport
import Methods
import ModelAPI
import RecordReplay
import ScoreSheets
import Statistics
import Sweeps
import Tasks
import Testing
import Trials

@Suite("A sweep whose provider runs the code")
struct HostedSweepTests {
  private static let yaml = """
    version: 1
    models:
      hosted:
        family: anthropic-messages
        parameters: {max_tokens: 100}
        capabilities: {tools: hosted}
        access: {base-url: "http://localhost:1/v1"}
    methods: [code-interpreter, only-question]
    tasks: [number-multiplying]
    """

  private static func message(_ content: JSONValue, _ stop: String) -> ChatAnswer {
    let value: JSONValue = [
      "type": "message", "role": "assistant", "content": content, "stop_reason": .string(stop),
      "container": ["id": "cntr_1"],
      "usage": [
        "input_tokens": 10, "output_tokens": 5, "cache_read_input_tokens": 0,
        "cache_creation_input_tokens": 0,
      ],
    ]
    return ChatAnswer(body: (try? CanonicalJSON.bytes(of: value)) ?? [])
  }

  /// A provider that pauses once in a trial with a tool, and then prints the truth.
  private static func world(_ bench: SmallBench) -> LiveWorld {
    let truths = Dictionary(
      bench.trials.map { ($0.question.loaded.question.id, $0.question.loaded.question.reference) },
      uniquingKeysWith: { first, _ in first })
    return LiveWorld(
      complete: { (call) throws(DeckError) in
        let truth = truths[call.trial.question] ?? ""
        guard !call.request.tools.isEmpty else {
          return message([["type": "text", "text": "I do not know."]], "end_turn").reply
        }
        let begun: JSONValue = [
          "type": "server_tool_use", "id": "s", "name": "code_execution",
          "input": ["code": .string("print(\(truth))")],
        ]
        guard call.request.messages.count > 1 else { return message([begun], "pause_turn").reply }
        return message(
          [
            [
              "type": "code_execution_tool_result", "tool_use_id": "s",
              "content": [
                "type": "code_execution_result", "stdout": .string("\(truth)\n"), "stderr": "",
                "return_code": 0, "content": [],
              ],
            ], ["type": "text", "text": "See above."],
          ], "end_turn"
        ).reply
      },
      execute: { (_) throws(DeckError) in throw DeckError(.execution, "nothing is run here") })
  }

  @Test("is unfinished where the provider pauses beyond the last round")
  func endlessPause() async throws {
    let bench = try SmallBench(Self.yaml)
    let trial = try #require(bench.trials.first { $0.variant.name == "code-interpreter" })
    let begun: JSONValue = [
      "type": "server_tool_use", "id": "s", "name": "code_execution", "input": ["code": "loop()"],
    ]
    let record = try await bench.run(
      trial, in: .scripted { _ in Self.message([begun], "pause_turn") })
    #expect(record.line.outcome == .unfinished && record.line.usedCode)
    #expect(record.line.calls == bench.sweep.toolRounds + 1 && record.line.executions == 0)
  }

  @Test("is scored by what the hosted code printed, and counted as code, the same in replay")
  func recordAndReplay() async throws {
    try await withTemporaryFolder { folder in
      let bench = try SmallBench(Self.yaml)
      let recorded = try await bench.record(into: folder, from: Self.world(bench))
      #expect(recorded.failures.isEmpty)
      let replayed = try await bench.replay(from: folder)
      #expect(replayed.misses.isEmpty && replayed.lines.count == bench.plan.count)
      for line in replayed.lines {
        #expect(line == recorded.lines[line.trial])
        let isHosted = line.trial.method == "code-interpreter"
        #expect(line.outcome == (isHosted ? .correct : .unparsed))
        #expect(line.usedCode == isHosted && line.executions == (isHosted ? 1 : 0))
        #expect(line.calls == (isHosted ? 2 : 1) && line.executionMicroseconds == 0)
      }
    }
  }
}

@Suite("The paper's token length")
struct TextTokensTests {
  @Test("counts the code of local tool calls, as it does code that the provider runs")
  func localCalls() async throws {
    let bench = try SmallBench(
      """
      version: 1
      models:
        m: {capabilities: {tools: true}, access: {base-url: "http://localhost:1/v1"}}
      methods: [code-interpreter]
      tasks: [number-multiplying]
      questions: {per-task: 1}
      """)
    let trial = try #require(bench.trials.first)
    func line(_ code: String) async throws -> TrialLine {
      let world = LiveWorld(
        complete: { (call) throws(DeckError) in
          call.request.messages.count == 1
            ? ChatAnswer.says(nil, finish: "tool_calls", calls: [.python(code)]).reply
            : ChatAnswer.says("<<<1>>>").reply
        },
        execute: { (_) throws(DeckError) in .printing("1\n") })
      return try await withTemporaryFolder { folder in
        let recorded = try await bench.record(into: folder, from: world)
        return try #require(recorded.lines[trial.id])
      }
    }
    let short = try await line("print(1)")
    // Two lines of code, whose escapes in the arguments do not count.
    let long = try await line("print(1)\n" + String(repeating: "#", count: 399))
    // It counts as an answer, and again in the prompt that repeats it.
    let more = long.textTokens - short.textTokens
    #expect(more == 200)
  }
}
