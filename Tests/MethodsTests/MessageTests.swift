import Basics
import BenchTestSupport
import Methods
import ModelAPI
import Testing

@Suite("The first message of a method")
struct MessageTests {
  @Test(
    "is its prompt, a blank line and the question",
    arguments: [
      ("only-question", ["user: How many?"]),
      ("all-text", ["user: Do as all-text says.\n\nHow many?"]),
      ("all-code", ["user: Do as all-code says.\n\nHow many?"]),
      ("all-code-cot", ["user: Do as all-code-cot says.\n\nHow many?"]),
      ("autogen-conca", ["user: Do as autogen says.\n\nHow many?"]),
      ("autogen-system", ["system: Do as autogen says.", "user: How many?"]),
      ("code-interpreter", ["user: How many?"]),
      ("code-interpreter-plus", ["user: Do as all-code says.\n\nHow many?"]),
      ("self-estimate", ["user: Do as self-estimate says.\n\nHow many?"]),
    ])
  func opening(name: String, messages: [String]) async throws {
    let deck = ScriptedDeck(texts: ["42"])
    let answer = try await Asking.answer(name, on: deck)
    #expect(deck.messages(0) == messages)
    #expect(deck.requests.count == 1)
    #expect(answer.turns.map(\.completion.text) == ["42"])
    #expect(answer.failure == nil)
    #expect(deck.codes.isEmpty)
  }

  @Test("says of each part which prompt or question it came from")
  func sources() async throws {
    let deck = ScriptedDeck(texts: ["42", "42"])
    _ = try await Asking.answer("all-code", on: deck)
    _ = try await Asking.answer("autogen-system", on: deck)
    let sources = deck.requests.map { $0.messages.map { $0.parts.map(\.source) } }
    #expect(
      sources == [
        [["prompt all-code", "layout", "question q-1"]], [["prompt autogen"], ["question q-1"]],
      ])
    let parts = deck.requests.flatMap(\.messages).flatMap(\.parts)
    #expect(parts.allSatisfy { $0.authoredDigest != nil })
  }

  @Test("offers the tool where the method has one, and none elsewhere")
  func tools() async throws {
    for method in MethodRegistry.shipped.all {
      let deck = ScriptedDeck(texts: ["42", "42", "42"])
      _ = try await method.answer(Asking.question, options: Asking.options(), on: deck)
      let tools = deck.requests[0].tools
      #expect(tools.map(\.name) == (method.description.needsTools ? ["python"] : []))
      guard let tool = tools.first else { continue }
      #expect(tool.description == "Do as python-tool says.")
      #expect(tool.parameters["required"]?[0]?.string == "code")
      #expect(tool.parameters["properties"]?["code"]?["type"]?.string == "string")
    }
  }

  @Test("sends a system message only where the description says so")
  func systemMessages() async throws {
    for method in MethodRegistry.shipped.all {
      let deck = ScriptedDeck(texts: ["42", "42", "42"])
      _ = try await method.answer(Asking.question, options: Asking.options(), on: deck)
      let sends = deck.requests.flatMap(\.messages).contains { $0.role == .system }
      #expect(sends == method.description.needsSystemMessage, "\(method.description.name)")
    }
  }

  @Test("uses the prompts that the description names, and no other")
  func declaredPrompts() async throws {
    for method in MethodRegistry.shipped.all {
      // A first reply with code and a second without show every follow-up.
      let texts = ["```python\nprint(1)\n```", "no code", "42", "42"]
      let deck = ScriptedDeck(texts: texts)
      let turns = method.description.allowsTurns ? 4 : 1
      _ = try await method.answer(Asking.question, options: Asking.options(turns: turns), on: deck)
      var used = Set(deck.requests.flatMap(\.messages).flatMap(\.parts).map(\.source))
      used = used.filter { $0.hasPrefix("prompt ") }
      if deck.requests[0].tools.isEmpty == false { used.insert("prompt python-tool") }
      let declared = Set(method.description.prompts.map { "prompt \($0.rawValue)" })
      #expect(used == declared, "\(method.description.name)")
    }
  }

  @Test("asks its library for nothing but the prompts of its variant")
  func variantPrompts() async throws {
    for method in MethodRegistry.shipped.all {
      for turns in method.description.allowsTurns ? [1, 2, 4] : [1] {
        let variant = MethodVariant(method, turns: turns)
        let texts = TestPrompts.texts.filter { variant.prompts.contains($0.key) }
        let options = MethodOptions(
          prompts: try PromptLibrary(texts, needing: variant.prompts), turns: turns)
        let deck = ScriptedDeck(texts: ["```python\nprint(1)\n```", "no code", "42", "42"])
        let answer = try await method.answer(Asking.question, options: options, on: deck)
        #expect(answer.failure == nil && !answer.turns.isEmpty, "\(variant.name)")
      }
    }
  }

  @Test("makes as many calls as the description says, where no tool is called")
  func calls() async throws {
    for method in MethodRegistry.shipped.all {
      let deck = ScriptedDeck(texts: ["42", "42", "42", "42"])
      _ = try await method.answer(Asking.question, options: Asking.options(), on: deck)
      #expect(deck.requests.count == method.description.calls)
    }
  }

  @Test("ends the trial without an answer where the provider fails at once")
  func failure() async throws {
    for method in MethodRegistry.shipped.all {
      let deck = ScriptedDeck([.fails])
      let answer = try await method.answer(
        Asking.question, options: Asking.options(turns: 4), on: deck)
      #expect(answer.failure?.code == "bad")
      #expect(answer.turns.isEmpty && deck.requests.count == 1)
    }
  }
}

@Suite("The registry of methods")
struct MethodRegistryTests {
  @Test("has the ten of the paper in its order, each findable by name")
  func ten() {
    #expect(MethodRegistry.shipped.all.map(\.description.number) == Array(1...10))
    for method in MethodRegistry.shipped.all {
      let found = MethodRegistry.shipped.method(named: method.description.name)
      #expect(found?.description == method.description)
    }
    #expect(MethodRegistry.shipped.method(named: "All Code") == nil)
  }

  @Test("allows turns for methods 1 to 6 only")
  func turns() {
    #expect(
      MethodRegistry.shipped.all.filter(\.description.allowsTurns).map(\.description.number)
        == Array(1...6))
  }

  @Test(
    "reads a name with its turns",
    arguments: [
      ("all-code", "all-code", 1, "All Code"), ("all-code@1", "all-code", 1, "All Code"),
      ("all-code@2", "all-code@2", 2, "All Code, 2 turns"),
      ("only-question@4", "only-question@4", 4, "Only Question, 4 turns"),
      ("self-estimate@1", "self-estimate", 1, "Self-estimate Score"),
    ])
  func variants(text: String, name: String, turns: Int, title: String) throws {
    let variant = try MethodVariant(named: text)
    #expect(variant.name == name && variant.turns == turns && variant.title == title)
  }

  @Test(
    "refuses other names and turns",
    arguments: [
      ("", MethodError.Code.unknownMethod), ("all", .unknownMethod), ("@2", .unknownMethod),
      ("All-Code", .unknownMethod), ("all-code@", .badTurns), ("all-code@3", .badTurns),
      ("all-code@0", .badTurns), ("all-code@-2", .badTurns), ("all-code@2@2", .badTurns),
      ("all-code@99999999999999999999", .badTurns), ("all-code@+2", .badTurns),
      ("all-code@02", .badTurns), ("code-interpreter@2", .badTurns),
      ("code-text-summary@4", .badTurns), ("self-estimate@2", .badTurns),
    ])
  func refusals(text: String, code: MethodError.Code) {
    let error = #expect(throws: MethodError.self) { try MethodVariant(named: text) }
    #expect(error?.code == code)
  }
}

@Suite("The library of prompts")
struct PromptLibraryTests {
  @Test("drops white space at the end of a text and keeps it elsewhere")
  func trailingSpace() throws {
    let library = try TestPrompts.library([.allCode: "  Use\n\ncode. \t\r\n\u{a0}\n"])
    #expect(library[.allCode].text == "  Use\n\ncode.")
    #expect(library[.allCode].source == "prompt all-code")
    #expect(library[.allText].text == "Do as all-text says.")
  }

  @Test("names the file that is missing or blank")
  func missing() {
    var texts = TestPrompts.texts
    texts[.summary] = nil
    let missing = #expect(throws: MethodError.self) {
      try PromptLibrary(texts, needing: [.allCode, .summary])
    }
    #expect(missing?.code == .missingPrompt && missing?.message.contains("summary.txt") == true)
    texts[.summary] = " \n"
    #expect(throws: MethodError.self) { try PromptLibrary(texts, needing: [.summary]) }
  }
}
