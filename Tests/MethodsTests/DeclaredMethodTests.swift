import BenchTestSupport
import CodeExecution
import Methods
import ModelAPI
import Testing

@Suite("A declared method")
struct DeclaredMethodTests {
  private func template(
    _ text: String, _ place: MethodTemplate.Place = .message
  ) throws -> MethodTemplate {
    try MethodTemplate(text, for: place, from: "prompt mine")
  }

  private func spec(_ user: String = "{{question}}") throws -> MethodSpec {
    MethodSpec(name: "mine", number: 11, user: try template(user))
  }

  private func asked(_ name: String, times: Int = 1) throws -> MethodSpec.Asked {
    .init(try MethodVariant(named: name), times: times)
  }

  private func answer(
    _ spec: MethodSpec, on deck: ScriptedDeck, reading: [String: String] = [:]
  ) async throws -> MethodAnswer {
    var options = try Asking.options()
    options.reader = AnswerReader { reading[$0.turns.last?.said ?? ""] }
    return try await DeclaredMethod(spec).answer(Asking.question, options: options, on: deck)
  }

  @Test("sends what a question holds byte for byte, whatever looks like a place in it")
  func braces() async throws {
    let deck = ScriptedDeck(texts: ["42"])
    var options = try Asking.options()
    options.reader = nil
    let text = "{{truth}} {#a} <b> & {x} {{#question}}"
    _ = try await DeclaredMethod(try spec("Q: {{question}}\n\\{{x}}")).answer(
      MethodQuestion(id: "q", text: text), options: options, on: deck)
    #expect(deck.messages(0) == ["user: Q: \(text)\n{{x}}"])
  }

  @Test("tells what its parts came from, so that a miss can name the prompt that moved")
  func sources() async throws {
    let deck = ScriptedDeck(texts: ["42"])
    _ = try await answer(try spec("{{all-code.txt}}\n\n{{question}}"), on: deck)
    let parts = deck.requests[0].messages[0].parts
    #expect(parts.map(\.source) == ["prompt all-code", "prompt mine", "question q-1"])
    #expect(parts.allSatisfy { $0.authoredDigest != nil })
  }

  @Test("runs no code where its file says so, and reads the whole reply")
  func runsNone() async throws {
    let deck = ScriptedDeck(texts: ["```python\nprint(1)\n```\nSo 1."])
    var mine = try spec()
    mine.runsCode = false
    let answer = try await answer(mine, on: deck)
    #expect(deck.codes.isEmpty)
    #expect(answer.turns[0].prose == "```python\nprint(1)\n```\nSo 1.")
  }

  @Test("goes on in its own words until its own word ends it")
  func turns() async throws {
    let deck = ScriptedDeck(texts: ["```python\nprint(1)\n```", "no code", "ENOUGH", "never"])
    var mine = try spec()
    mine.turns = .init(
      most: 4, afterCode: try template("Turn {{turn}} printed: {{output}}", .followUp),
      afterText: try template("You said: {{text}}", .followUp), stopWord: "ENOUGH")
    let answer = try await answer(mine, on: deck)
    #expect(answer.turns.count == 3)
    #expect(
      deck.messages(2)
        == [
          "user: How many?", "assistant: ```python\nprint(1)\n```",
          "user: Turn 1 printed: output: ran print(1)", "assistant: no code",
          "user: You said: no code",
        ])
  }

  @Test("says of runs of code what its file says, and of signals and limits where there are any")
  func feedback() async throws {
    let deck = ScriptedDeck(texts: ["```python\nprint(1)\n```", "done"]) { _ in
      .printing("5", errors: "boom", end: .exited(3))
    }
    var mine = try spec()
    mine.turns = .init(
      most: 2, afterCode: try template("{{output}}", .followUp),
      afterText: try template("x", .followUp), stopWord: nil)
    mine.feedback = try template(
      "[{{stdout}}|{{stderr}}{{#status}}|{{status}}{{/status}}{{#signal}}|killed{{/signal}}]",
      .feedback)
    _ = try await answer(mine, on: deck)
    #expect(deck.messages(1).last == "user: [5|boom|3]")
  }

  @Test("asks others, each of which sees the answers before it, and then the model")
  func asks() async throws {
    let deck = ScriptedDeck(texts: ["text", "```python\nprint(2)\n```", "again", "final"])
    var second = try spec("{{#answers}}{{number}}:{{text}};{{/answers}}{{question}}")
    second.name = "second"
    var mine = try spec(
      "{{#answers}}[{{method}}: {{text}}{{#output}} -> {{output}}{{/output}}]{{/answers}}")
    mine.ask = [
      try asked("all-text"), try asked("all-code"), .init(MethodVariant(DeclaredMethod(second))),
    ]
    let answer = try await answer(mine, on: deck)
    #expect(deck.messages(2) == ["user: 1:text;2:```python\nprint(2)\n```;How many?"])
    #expect(
      deck.messages(3) == [
        "user: [All Text: text][All Code: ```python\nprint(2)\n``` -> output: ran print(2)]"
          + "[mine: again]"
      ])
    #expect(answer.turns.map(\.said) == ["final"])
  }

  @Test("says nothing of all answers for each of them")
  func repeated() throws {
    let error = #expect(throws: MethodTemplate.Fault.self) {
      _ = try spec("{{#answers}}{{#answers}}{{text}}{{/answers}}{{/answers}}")
    }
    #expect(error?.message.contains("stands in itself") == true)
  }

  @Test("ends with the provider's error of whoever was asked")
  func failure() async throws {
    var mine = try spec()
    mine.ask = [try asked("all-text")]
    let answer = try await answer(mine, on: ScriptedDeck([.fails]))
    #expect(answer.failure?.code == "bad" && answer.turns.isEmpty)
  }

  @Test(
    "votes by the answers' normal spelling: an unread one is no vote, and a tie goes to the first",
    arguments: [
      (["a", "b", "B"], ["a": "1", "b": "2", "B": "2"], "b"),
      (["x", "y", "z", "a"], ["a": "1"], "a"),
      (["a", "b"], ["a": "1", "b": "2"], "a"),
      (["a", "b", "b", "a"], ["a": "1", "b": "2"], "a"),
      (["x", "y"], [:], "x"),
      (["x", "x", "a"], ["a": "1"], "a"),
    ] as [([String], [String: String], String)])
  func votes(replies: [String], reading: [String: String], winner: String) async throws {
    let deck = ScriptedDeck(texts: replies)
    var mine = try spec()
    mine.choice = .vote([try asked("all-text", times: replies.count)])
    let answer = try await answer(mine, on: deck, reading: reading)
    #expect(deck.requests.count == replies.count)
    #expect(answer.turns.map(\.said) == [winner])
  }

  @Test("takes the first of several whose code ran, and the first of all where none did")
  func bestRan() async throws {
    var mine = try spec()
    mine.choice = .best([try asked("all-code", times: 3)], .ran)
    let deck = ScriptedDeck(texts: ["no code", "```python\n1\n```", "never asked"])
    #expect(try await answer(mine, on: deck).turns[0].execution != nil)
    #expect(deck.requests.count == 2)
    let none = ScriptedDeck(texts: ["p", "q", "r"])
    #expect(try await answer(mine, on: none).turns[0].said == "p")
  }

  @Test("takes the first that the model accepts in its last line, by its code where it writes some")
  func bestAccepted() async throws {
    var mine = try spec()
    mine.choice = .best(
      [try asked("all-text", times: 3)],
      .accepted(try template("Is {{text}} right? {{question}}", .check), word: "RIGHT"))
    let deck = ScriptedDeck(
      texts: ["one", "RIGHT, you think?\nNo.", "two", "```python\nprint('RIGHT')\n```"]
    ) { _ in .printing("checked\nRIGHT\n\n") }
    #expect(try await answer(mine, on: deck).turns[0].said == "two")
    #expect(deck.messages(1) == ["user: Is one right? How many?"])
  }

  @Test("has a tool with its own words, and a name of its own where a model is told of it in words")
  func tool() async throws {
    var mine = try spec()
    mine.tool = .init(description: try template("Runs. {{python-tool.txt}}", .tool), rounds: 1)
    let deck = ScriptedDeck([.calls("print(1)"), .says("It is 1.")])
    let called = try await answer(mine, on: deck)
    #expect(deck.requests[0].tools.map(\.description) == ["Runs. Do as python-tool says."])
    #expect(called.reading == .proseFirst)
    let method = DeclaredMethod(mine)
    #expect(method.description.needsTools && method.description.prompts == [.pythonTool])
    let prompted = try #require(method.prompted)
    #expect(prompted.description.name == "mine-prompted")
    #expect(!prompted.description.needsTools && prompted.description.needsPromptedTools)
    #expect(prompted.description.prompts == [.promptedTool])
  }
}

@Suite("Tools that are told of in words")
struct PromptedToolsTests {
  private func answer(
    _ name: String, rounds: Int = 3, on deck: ScriptedDeck
  ) async throws -> MethodAnswer {
    let prompted = try #require(try Asking.method(name).prompted)
    return try await prompted.answer(
      Asking.question, options: Asking.options(toolRounds: rounds), on: deck)
  }

  @Test("are called by a fence of code, run, and answered, until a reply has none")
  func loop() async throws {
    let deck = ScriptedDeck(texts: ["Let me see.\n```python\nprint(6*7)\n```", "It is 42."])
    let answer = try await answer("code-interpreter", on: deck)
    #expect(deck.codes == ["print(6*7)"])
    #expect(deck.requests.allSatisfy { $0.tools.isEmpty })
    #expect(
      deck.messages(1) == [
        "user: Do as prompted-tool says.\n\nHow many?",
        "assistant: Let me see.\n```python\nprint(6*7)\n```",
        "user: The execution result of your code is:\noutput: ran print(6*7)",
      ])
    #expect(answer.reading == .proseFirst)
    #expect(answer.turns.map(\.ranCode) == [true, false])
  }

  @Test("are bounded by the rounds of a tool", arguments: 1...3)
  func bounded(rounds: Int) async throws {
    let deck = ScriptedDeck(texts: Array(repeating: "```python\n1\n```", count: 8))
    let answer = try await answer("code-interpreter-plus", rounds: rounds, on: deck)
    #expect(deck.requests.count == rounds + 1 && deck.codes.count == rounds)
    #expect(answer.turns.count == rounds + 1)
    #expect(
      deck.messages(0) == ["user: Do as prompted-tool says.\n\nDo as all-code says.\n\nHow many?"])
  }

  @Test("are no tools: the methods have names of their own, and only methods with a tool have them")
  func names() throws {
    for method in MethodRegistry.shipped.all {
      let about = method.description
      #expect((method.prompted != nil) == about.needsTools)
      guard let prompted = method.prompted?.description else { continue }
      #expect(prompted.name == about.name + "-prompted" && prompted.number == about.number)
      #expect(!prompted.needsTools && prompted.needsPromptedTools)
      #expect(!MethodRegistry.shipped.names.contains(prompted.name))
    }
  }
}
