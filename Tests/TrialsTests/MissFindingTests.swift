import Analysis
import BenchTestSupport
import Cassettes
import CodeExecution
import Methods
import ModelAPI
import ScoreSheets
import Statistics
import Sweeps
import Tasks
import Testing
import Trials

@testable import RecordReplay

@Suite("A changed sweep, replayed from the old cassettes")
struct MissFindingTests {
  private static let methods =
    "all-text, all-code, all-code@2, autogen-system, code-interpreter-plus, code-text-summary, "
    + "self-estimate"

  private static func yaml(
    methods: String = methods, parameters: String = "{temperature: 0}", more: String = ""
  ) -> String {
    """
    version: 1
    models:
      one: {parameters: \(parameters), access: {base-url: "http://localhost:1/v1"}}
      two: {parameters: \(parameters), access: {base-url: "http://localhost:1/v1"}}
    methods: [\(methods)]
    tasks: [game24]
    questions: {per-task: 3}
    \(more)
    """
  }

  /// Every call is answered with code, so that every trial runs some.
  private static let world = LiveWorld.scripted(run: .printing("<<<1>>>")) { call in
    call.request.messages.count > 1
      ? .says("Then <<<2>>> TERMINATE") : .says("```python\nsolve()\n```")
  }

  /// Records the usual sweep and gives the findings of another one.
  private func findings(
    yaml: String = yaml(), prompts: [PromptName: String] = [:],
    edit: @escaping (Question) -> String = { $0.prompt }, of recordedYAML: String = yaml()
  ) async throws -> (findings: [MissGroup], replayed: SmallBench.Replayed) {
    try await withTemporaryFolder { path in
      let recorded = try await SmallBench(recordedYAML).record(into: path, from: Self.world)
      #expect(recorded.failures.isEmpty)
      let bench = try SmallBench(yaml, prompts: prompts, edit: edit)
      return (try await bench.findings(from: path), try await bench.replay(from: path))
    }
  }

  private func methods(_ group: MissGroup) -> Set<String> { Set(group.trials.map(\.method)) }

  @Test("has no findings where nothing changed")
  func same() async throws {
    let (findings, replayed) = try await findings()
    #expect(findings.isEmpty)
    #expect(replayed.lines.count == 2 * 7 * 3)
  }

  @Test("has one finding for one edited word of a prompt: exactly the trials that use it")
  func prompt() async throws {
    let (findings, replayed) = try await findings(
      prompts: [.allCode: "Do as all-code demands."])
    #expect(findings.count == 1)
    let finding = try #require(findings.first)
    #expect(finding.cause.source == "prompt all-code")
    #expect(finding.cause.segment == "message 1 user")
    #expect(
      methods(finding)
        == ["all-code", "all-code@2", "code-interpreter-plus", "code-text-summary"])
    #expect(finding.trials.count == 2 * 4 * 3)
    #expect(finding.trials == replayed.misses.map(\.trial))
    #expect(replayed.lines.count == 2 * 3 * 3)
    #expect(
      finding.example?.diff == ["- Do as all-code says.", "+ Do as all-code demands."])
  }

  @Test("traces a deletion at the end of a prompt to the prompt")
  func deletion() async throws {
    for text in ["Do as all-code says", "Do as all-code", "Do"] {
      let (findings, _) = try await findings(prompts: [.allCode: text])
      #expect(findings.map(\.cause.source) == ["prompt all-code"], "\(text)")
      #expect(findings.first?.example?.diff == ["- Do as all-code says.", "+ \(text)"])
    }
  }

  @Test("traces later prompts to the calls that they stand in")
  func laterPrompts() async throws {
    let (turn, _) = try await findings(prompts: [.turnWithCode: "Go on."])
    #expect(turn.map(\.cause.source) == ["prompt turn-with-code"])
    #expect(turn.map(\.cause.segment) == ["message 3 user"])
    #expect(turn.map(methods) == [["all-code@2"]])
    let (summary, _) = try await findings(prompts: [.summary: "Do as summary sings."])
    #expect(summary.map(\.cause.source) == ["prompt summary"])
    #expect(summary.map(methods) == [["code-text-summary"]])
    let (system, _) = try await findings(prompts: [.autoGen: "Be an agent."])
    #expect(system.map(\.cause.source) == ["prompt autogen"])
    #expect(system.map(\.cause.segment) == ["message 1 system"])
    let (tool, _) = try await findings(prompts: [.pythonTool: "Runs it."])
    #expect(tool.map(\.cause.segment) == ["tools"])
    #expect(tool.map(methods) == [["code-interpreter-plus"]])
  }

  @Test("has one finding for each prompt that was edited, the one with more trials first")
  func twoPrompts() async throws {
    let (findings, _) = try await findings(
      prompts: [.selfEstimate: "Estimate.", .allCode: "Code."])
    #expect(findings.map(\.cause.source) == ["prompt all-code", "prompt self-estimate"])
    #expect(findings.map(\.trials.count) == [24, 6])
  }

  @Test("has one finding for an edited question: all its trials, whatever their method")
  func question() async throws {
    let id = try SmallBench(Self.yaml()).plan[0].question.loaded.question.id
    for edit: (String) -> String in [
      { $0.replacing("Combine", with: "Join") }, { "Now: " + $0 }, { $0 + " Please." },
      { String($0.dropLast(3)) }, { String($0.dropFirst(8)) },
    ] {
      let (findings, _) = try await findings(edit: { question in
        question.id == id ? edit(question.prompt) : question.prompt
      })
      #expect(findings.map(\.cause.source) == ["question \(id)"])
      #expect(findings.first?.trials.count == 2 * 7)
      #expect(findings.first?.trials.allSatisfy { $0.question == id } == true)
    }
  }

  @Test("finds an edited question by its text, where a method has no recording of its own")
  func questionOfSharedCalls() async throws {
    // All Code's second turn is never reached, so that it has recorded nothing under its name.
    let (findings, _) = try await findings(
      yaml: Self.yaml(methods: "only-question, all-text, all-code@2, all-code-cot, self-estimate"),
      edit: { $0.prompt + " Please." },
      of: Self.yaml(methods: "only-question, all-text, all-code, all-code-cot, self-estimate"))
    #expect(findings.count == 3)
    #expect(findings.allSatisfy { $0.cause.source?.hasPrefix("question game24-") == true })
  }

  @Test("has one finding for a changed parameter: every trial")
  func parameter() async throws {
    let (findings, _) = try await findings(yaml: Self.yaml(parameters: "{temperature: 0.5}"))
    #expect(findings.map(\.cause.segment) == ["parameters"])
    #expect(findings.map(\.cause.source) == [nil])
    #expect(findings.map(\.trials.count) == [42])
    #expect(
      findings.first?.example?.diff == [
        #"- {"model":"one","temperature":0}"#, #"+ {"model":"one","temperature":0.5}"#,
      ])
  }

  @Test("has one finding for a changed limit: the runs of code, whose calls are still there")
  func limit() async throws {
    let (findings, replayed) = try await findings(
      yaml: Self.yaml(more: "execution: {wall-ms: 1234}"))
    #expect(findings.map(\.cause.segment) == ["limits"])
    #expect(findings.map(\.cause.source) == [nil])
    #expect(replayed.misses.allSatisfy { $0.action.kind == .execution })
    // These wrote no code, or wrote it instead of calling the tool.
    #expect(Set(replayed.lines.map(\.trial.method)) == ["autogen-system", "code-interpreter-plus"])
    let (interpreter, _) = try await self.findings(
      yaml: Self.yaml(more: "execution: {interpreter: python3.99}"))
    #expect(interpreter.map(\.cause.segment) == ["interpreter"])
  }

  @Test("says of a sample that was not recorded that its slots are exhausted")
  func sample() async throws {
    let (findings, replayed) = try await findings(yaml: Self.yaml(more: "samples: 2"))
    #expect(findings.map(\.cause) == [MissCause(reason: .slotExhausted, lane: .trial)])
    #expect(findings.first?.trials.allSatisfy { $0.sample == 1 } == true)
    #expect(findings.first?.trials.count == 42)
    #expect(replayed.lines.count == 42)
    #expect(replayed.lines.allSatisfy { $0.trial.sample == 0 })
  }

  @Test("says of an empty folder that there is no cassette")
  func empty() async throws {
    try await withTemporaryFolder { path in
      let bench = try SmallBench(Self.yaml())
      let findings = try await bench.findings(from: path)
      #expect(findings.map(\.cause) == [MissCause(reason: .missingCassette, lane: .trial)])
      #expect(findings.first?.trials.count == bench.plan.count)
    }
  }

  @Test(
    "says of a method that was never recorded just that, and takes no other's prompt for its own")
  func newMethod() async throws {
    let (findings, _) = try await findings(
      yaml: Self.yaml(methods: Self.methods + ", all-code-cot"),
      prompts: [.allCodeCoT: "Plan in words at first, and only then write code that prints it."])
    #expect(findings.map(\.cause) == [MissCause(reason: .missingAction, lane: .trial)])
    #expect(findings.map(methods) == [["all-code-cot"]])
  }

  @Test("says of a question that nothing near was ever recorded")
  func neverRecorded() async throws {
    let (findings, _) = try await findings(
      yaml: Self.yaml().replacing("game24", with: "letters"))
    #expect(findings.map(\.cause) == [MissCause(reason: .missingAction, lane: .trial)])
    #expect(findings.first?.example == nil)
  }
}
