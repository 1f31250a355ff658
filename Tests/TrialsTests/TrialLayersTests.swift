import Analysis
import Basics
import BenchTestSupport
import CodeExecution
import Methods
import ModelAPI
import RecordReplay
import ScoreSheets
import Statistics
import Sweeps
import Tasks
import Testing
import Trials

@Suite("The first layer that differs")
struct TrialLayersTests {
  /// What a run of one trial depends on.
  private struct Setup: Sendable {
    var prompts: [PromptName: String] = [:]
    var parameters = "{temperature: 0}"
    var more = ""
    var question = ""
    var answers: [ChatAnswer] = [.says("```python\nsolve()\n```"), .says("<<<1>>> TERMINATE")]
    var run = ExecutionOutcome.printing("<<<2>>>")
  }

  private func record(_ method: String, _ setup: Setup) async throws -> TrialRecord {
    let bench = try SmallBench(
      """
      version: 1
      models:
        tiny:
          parameters: \(setup.parameters)
          access: {base-url: "http://localhost:1/v1"}
      methods: [\(method)]
      tasks: [game24]
      \(setup.more)
      """,
      prompts: setup.prompts, edit: { $0.prompt + setup.question })
    let log = CallLog<Int>()
    let answers = setup.answers
    return try await bench.run(
      bench.plan[0],
      in: .scripted(run: setup.run) { _ in
        answers[min(log.add(0), answers.count - 1)]
      })
  }

  private func first(
    _ method: String, _ setup: Setup = Setup(), _ change: (inout Setup) -> Void
  ) async throws -> Layer? {
    var changed = setup
    change(&changed)
    let (new, old) = (try await record(method, changed), try await record(method, setup))
    // What a person reads of a layer differs just where its digest does: both are of one content.
    for layer in Layer.allCases {
      #expect(
        (new.line.layers[layer] != old.line.layers[layer])
          == (new.text(of: layer) != old.text(of: layer)), "\(method): \(layer)")
    }
    return new.line.layers.firstDifference(from: old.line.layers)
  }

  private static let methods = [
    "only-question", "all-text", "all-code", "all-code-cot", "autogen-conca", "autogen-system",
    "code-interpreter", "code-interpreter-plus", "code-text-summary", "self-estimate",
    "all-code@2", "autogen-system@4",
  ]

  @Test("is none where nothing changed", arguments: methods)
  func same(method: String) async throws {
    #expect(try await first(method) { _ in } == nil)
  }

  @Test("is the answer where the model said something else, whatever followed", arguments: methods)
  func answer(method: String) async throws {
    for texts in [
      ["no code at all"], ["<<<3>>> TERMINATE"], ["```python\nother()\n```"], [""],
    ] {
      #expect(
        try await first(method) { $0.answers = texts.map { .says($0) } } == .answer,
        "\(method): \(texts)")
    }
    #expect(try await first(method) { $0.answers = [.fails(400, code: "bad")] } == .answer)
    #expect(try await first(method) { $0.answers[0] = .says("cut", finish: "length") } == .answer)
  }

  @Test("is the answer where the model went on for longer, or stopped earlier")
  func longer() async throws {
    let code = ChatAnswer.says("```python\nsolve()\n```")
    for answers: [ChatAnswer] in [
      [code, .says("more"), .says("and more")], [code, code, code, code],
      [code, .fails(500, code: "late")],
    ] {
      #expect(try await first("autogen-system@4") { $0.answers = answers } == .answer)
    }
  }

  @Test("is the answer where the model called the tool in another way")
  func toolCalls() async throws {
    let setup = Setup(answers: [.says(nil, calls: [.python("solve()")]), .says("<<<1>>>")])
    for answers: [ChatAnswer] in [
      [.says("<<<1>>>")], [.says(nil, calls: [.python("other()")]), .says("<<<1>>>")],
      [.says(nil, calls: [.python("a"), .python("b")]), .says("<<<1>>>")],
      [.says(nil, calls: [.python("solve()")])],
      [.says(nil, calls: [ToolCall(id: "", name: "sh", arguments: "{}")]), .says("<<<1>>>")],
    ] {
      #expect(try await first("code-interpreter", setup) { $0.answers = answers } == .answer)
    }
  }

  @Test("is the prompt where one of the method's prompts has another word", arguments: methods)
  func prompt(method: String) async throws {
    let variant = try MethodVariant(named: method)
    for name in TestPrompts.texts.keys.sorted(by: { $0.rawValue < $1.rawValue }) {
      let isUsed =
        variant.method.description.prompts.contains(name)
        && (variant.turns > 1 || ![.turnWithCode, .turnWithoutCode].contains(name))
      let layer = try await first(method) { $0.prompts = [name: "Other words."] }
      #expect(layer == (isUsed ? .prompt : nil), "\(method) and \(name.rawValue)")
    }
  }

  @Test("is the prompt where the question has another word", arguments: methods)
  func question(method: String) async throws {
    #expect(try await first(method) { $0.question = " Please." } == .prompt)
  }

  @Test("is the parameters where one of them, the limits or the interpreter is another")
  func parameters() async throws {
    for method in Self.methods {
      for change in [
        "execution: {wall-ms: 1000}", "execution: {interpreter: python3.99}",
        "execution: {output-bytes: 100}",
      ] {
        #expect(try await first(method) { $0.more = change } == .parameters, "\(method): \(change)")
      }
      for parameters in ["{temperature: 1}", "{}", "{temperature: 0, seed: 1}"] {
        #expect(try await first(method) { $0.parameters = parameters } == .parameters)
      }
    }
  }

  @Test("is the parameters where a code interpreter may call its tool more or less often")
  func toolRounds() async throws {
    for method in Self.methods {
      let isTool = method.hasPrefix("code-interpreter")
      let layer = try await first(method) { $0.more = "tool-rounds: 1" }
      #expect(layer == (isTool ? .parameters : nil), "\(method)")
    }
  }

  @Test(
    "is the execution where the code did something else",
    arguments: ["only-question", "all-code@2", "code-text-summary"])
  func execution(method: String) async throws {
    for run: ExecutionOutcome in [
      .printing("<<<3>>>"), .printing("<<<2>>> "), .printing("<<<2>>>", end: .exited(1)),
      .printing("<<<2>>>", errors: "warning"), .printing("<<<2>>>", end: .limit(.wall)),
    ] {
      #expect(try await first(method) { $0.run = run } == .execution)
    }
    #expect(try await first(method) { $0.run.stdoutTruncated = true } == .execution)
    // How long it took and in which sandbox is no part of what it did.
    #expect(try await first(method) { $0.run.wallMicroseconds = 99 } == nil)
    #expect(try await first(method) { $0.run.tier = .landlock } == nil)
  }

  @Test("is found in the order in which a change travels")
  func order() {
    #expect(
      Layer.allCases == [.prompt, .parameters, .answer, .execution, .extraction, .grade])
    let all = TrialLayers { Digest.sha256($0.rawValue) }
    for (index, layer) in Layer.allCases.enumerated() {
      let later = Set(Layer.allCases[index...])
      let other = TrialLayers { Digest.sha256($0.rawValue + (later.contains($0) ? "!" : "")) }
      #expect(all.firstDifference(from: other) == layer)
      #expect(all[layer] != other[layer])
    }
    #expect(TrialLayers(shorts: all.shorts) == all)
    #expect(TrialLayers(shorts: Array(all.shorts.dropLast())) == nil)
  }
}
