import BenchTestSupport
import CodeExecution
import Methods
import ModelAPI
import Testing

@Suite("The loop of a code interpreter")
struct ToolLoopTests {
  @Test("runs the code of a call, gives its output back, and takes the reply as the answer")
  func runsCode() async throws {
    let deck = ScriptedDeck([.calls("print(6*7)", text: "Let me see."), .says("It is 42.")])
    let answer = try await Asking.answer("code-interpreter", on: deck)
    #expect(deck.codes == ["print(6*7)"])
    #expect(
      deck.messages(1) == [
        "user: How many?", "assistant: Let me see.", "tool: output: ran print(6*7)",
      ])
    let messages = deck.requests[1].messages
    #expect(
      messages[1].toolCalls == [
        ToolCall(id: "id0", name: "python", arguments: #"{"code":"print(6*7)"}"#)
      ])
    #expect(messages[2].toolCallID == "id0")
    #expect(deck.requests.allSatisfy { $0.tools == deck.requests[0].tools })
    #expect(answer.reading == .proseFirst)
    #expect(answer.turns.map(\.completion.text) == ["Let me see.", "It is 42."])
    #expect(answer.turns[0].execution?.stdout == Array("ran print(6*7)".utf8))
    #expect(answer.turns[1].execution == nil)
  }

  @Test("runs several calls of one reply in order, and answers each by its id")
  func severalCalls() async throws {
    let deck = ScriptedDeck([.calls("a", "b", "c"), .says("done")])
    let answer = try await Asking.answer("code-interpreter", on: deck)
    #expect(deck.codes == ["a", "b", "c"])
    let replies = deck.requests[1].messages.suffix(3)
    #expect(replies.map(\.toolCallID) == ["id0", "id1", "id2"])
    #expect(replies.map(\.text) == ["output: ran a", "output: ran b", "output: ran c"])
    #expect(answer.turns[0].execution?.stdout == Array("ran c".utf8))
  }

  @Test("is bounded: after the last round the reply stands, its calls not run", arguments: 1...4)
  func bounded(rounds: Int) async throws {
    let deck = ScriptedDeck((0..<10).map { .calls("step \($0)") })
    let answer = try await Asking.answer("code-interpreter", toolRounds: rounds, on: deck)
    #expect(deck.requests.count == rounds + 1)
    #expect(deck.codes.count == rounds)
    #expect(answer.turns.count == rounds + 1)
    #expect(answer.turns.last?.execution == nil)
  }

  @Test("with a hosted tool the reply holds the runs, and nothing is run here")
  func hosted() async throws {
    let run = HostedRun(code: "print(42)", stdout: "42\n", end: .finished(status: nil))
    let deck = ScriptedDeck([.answer(Completion(text: "It is 42.", hostedRuns: [run]))])
    let answer = try await Asking.answer("code-interpreter", on: deck)
    #expect(deck.codes.isEmpty && deck.requests.count == 1)
    #expect(deck.requests[0].tools.map(\.runsCode) == [true])
    #expect(answer.turns.map(\.ranCode) == [true])
    #expect(answer.turns[0].printed == Array("42\n".utf8))
    #expect(!answer.turns[0].codeFailed && !answer.turns[0].isEmpty)
  }

  @Test("a paused turn goes on, and is bounded as calls are")
  func paused() async throws {
    let pause = CompletionOutcome.answer(Completion(text: "Hm.", stop: .paused))
    let deck = ScriptedDeck([pause, pause, .says("42")])
    let answer = try await Asking.answer("code-interpreter", on: deck)
    #expect(answer.turns.map(\.completion.text) == ["Hm.", "Hm.", "42"])
    #expect(deck.messages(2) == ["user: How many?", "assistant: Hm.", "assistant: Hm."])
    let endless = ScriptedDeck(Array(repeating: pause, count: 9))
    let cut = try await Asking.answer("code-interpreter", toolRounds: 2, on: endless)
    #expect(cut.turns.count == 3 && cut.turns.last?.completion.stop == .paused)
  }

  @Test("what a hosted run printed last is what is read, and its failure is a failure of code")
  func hostedReadings() {
    func turn(_ runs: [HostedRun]) -> MethodTurn {
      MethodTurn(completion: Completion(text: "", hostedRuns: runs), prose: "")
    }
    let printed = HostedRun(code: "a", stdout: "1\n", end: .finished(status: 0))
    let silent = HostedRun(code: "b", stdout: " \n", end: .finished(status: 0))
    let failed = HostedRun(code: "c", end: .failed("timeout"))
    #expect(turn([printed, silent]).printed == Array("1\n".utf8))
    #expect(turn([silent]).printed == Array(" \n".utf8))
    #expect(turn([]).printed == nil && !turn([]).ranCode && turn([]).isEmpty)
    #expect(turn([printed, failed]).codeFailed && !turn([failed, printed]).codeFailed)
    #expect(turn([HostedRun(code: "d", end: .finished(status: 1))]).codeFailed)
  }

  @Test("tells a model that called another tool which one there is, and runs nothing")
  func unknownTool() async throws {
    let call = ToolCall(id: "x", name: "browser", arguments: #"{"code":"print(1)"}"#)
    let deck = ScriptedDeck([.says("", calls: [call]), .says("sorry")])
    let answer = try await Asking.answer("code-interpreter", on: deck)
    #expect(deck.codes.isEmpty)
    #expect(
      deck.messages(1).last
        == "tool: There is no tool of that name. The only tool is python.")
    #expect(answer.turns.allSatisfy { $0.execution == nil })
  }

  @Test(
    "tells a model that its arguments hold no code, and runs nothing",
    arguments: [
      "", "print(1)", "{", "[]", "null", #"{"code":1}"#, #"{"Code":"x"}"#, #"{"code":" \n\t"}"#,
      #"{"code":"a","code":"b"}"#, #"{"code":"x"} trailing"#,
      String(repeating: "[", count: 100_000),
    ])
  func malformedArguments(arguments: String) async throws {
    let call = ToolCall(id: "x", name: "python", arguments: arguments)
    let deck = ScriptedDeck([.says("", calls: [call]), .says("42")])
    _ = try await Asking.answer("code-interpreter-plus", on: deck)
    #expect(deck.codes.isEmpty)
    #expect(deck.messages(1).last == #"tool: The arguments hold no string "code"."#)
  }

  @Test("reads code with escapes, half characters and further members")
  func toleratesArguments() async throws {
    for (arguments, code) in [
      (#"{"code":"print(\"\u00e9\")\n"}"#, "print(\"é\")\n"),
      (#" {"lang":"py","code":"x"} "#, "x"),
      (#"{"code":"a\ud800b"}"#, "a\u{fffd}b"),
    ] {
      let call = ToolCall(id: "x", name: "python", arguments: arguments)
      let deck = ScriptedDeck([.says("", calls: [call]), .says("42")])
      _ = try await Asking.answer("code-interpreter", on: deck)
      #expect(deck.codes == [code])
    }
  }

  @Test("answers a good call beside bad ones")
  func mixedCalls() async throws {
    let calls = [
      ToolCall(id: "1", name: "sh", arguments: "{}"),
      ToolCall(id: "2", name: "python", arguments: #"{"code":"x"}"#),
      ToolCall(id: "3", name: "python", arguments: "{}"),
    ]
    let deck = ScriptedDeck([.says("", calls: calls), .says("42")])
    let answer = try await Asking.answer("code-interpreter", on: deck)
    #expect(deck.codes == ["x"])
    #expect(deck.requests[1].messages.suffix(3).map(\.toolCallID) == ["1", "2", "3"])
    #expect(answer.turns[0].execution?.stdout == Array("ran x".utf8))
  }

  @Test("does not run code that stands in the text instead of a call, and takes it for no prose")
  func codeInText() async throws {
    let deck = ScriptedDeck(texts: ["So:\n```python\nprint(1)\n```\nIt is 1."])
    let answer = try await Asking.answer("code-interpreter-plus", on: deck)
    #expect(deck.codes.isEmpty)
    #expect(answer.turns[0].prose == "So:\n\nIt is 1.")
  }

  @Test("keeps the turns before a provider's error")
  func failure() async throws {
    let deck = ScriptedDeck([.calls("x"), .fails])
    let answer = try await Asking.answer("code-interpreter", on: deck)
    #expect(answer.turns.count == 1 && answer.failure?.code == "bad")
  }

  @Test("shows the model the errors of a run")
  func errors() async throws {
    let deck = ScriptedDeck([.calls("x"), .says("42")]) { _ in
      .printing("", errors: "boom", end: .limit(.wall))
    }
    _ = try await Asking.answer("code-interpreter", on: deck)
    #expect(
      deck.messages(1).last == "tool: output: \nerrors: boom\nkilled: the time limit was reached")
  }
}
