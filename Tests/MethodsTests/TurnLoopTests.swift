import BenchTestSupport
import CodeExecution
import Methods
import ModelAPI
import Testing

@Suite("Several turns")
struct TurnLoopTests {
  private static let code = "```python\nprint(1)\n```"

  @Test("show the model what its code printed, then ask again")
  func feedback() async throws {
    let deck = ScriptedDeck(texts: ["Look:\n" + Self.code, "7"])
    let answer = try await Asking.answer("all-code", turns: 2, on: deck)
    #expect(deck.codes == ["print(1)"])
    #expect(
      deck.messages(1) == [
        "user: Do as all-code says.\n\nHow many?", "assistant: Look:\n" + Self.code,
        "user: The execution result of your code is:\noutput: ran print(1)\n\n"
          + "Do as turn-with-code says.",
      ])
    #expect(answer.turns.map(\.completion.text) == ["Look:\n" + Self.code, "7"])
    #expect(answer.turns.map { $0.execution != nil } == [true, false])
    #expect(answer.turns[0].prose == "Look:\n")
    #expect(answer.reading == .outputFirst)
  }

  @Test("show the model errors, and how a run ended that did not end well")
  func errors() async throws {
    let deck = ScriptedDeck(texts: [Self.code, "7"]) { _ in
      .printing("half\n", errors: "NameError: x\n", end: .exited(1))
    }
    _ = try await Asking.answer("only-question", turns: 2, on: deck)
    #expect(
      deck.messages(1).last
        == "user: The execution result of your code is:\noutput: half\nerrors: NameError: x\n"
        + "exit status: 1\n\nDo as turn-with-code says.")
  }

  @Test("ask to look again where there was no code")
  func textOnly() async throws {
    let deck = ScriptedDeck(texts: ["I think 7.", "8"])
    let answer = try await Asking.answer("all-text", turns: 2, on: deck)
    #expect(
      deck.messages(1) == [
        "user: Do as all-text says.\n\nHow many?", "assistant: I think 7.",
        "user: Do as turn-without-code says.",
      ])
    #expect(answer.turns.map(\.prose) == ["I think 7.", "8"])
  }

  @Test("keep the system message and everything that was said", arguments: [2, 4])
  func conversationGrows(turns: Int) async throws {
    let deck = ScriptedDeck(texts: ["a", "b", "c", "d", "e"])
    _ = try await Asking.answer("autogen-system", turns: turns, on: deck)
    #expect(deck.requests.count == turns)
    let last = deck.messages(turns - 1)
    #expect(last.count == 2 + 2 * (turns - 1))
    #expect(last.first == "system: Do as autogen says.")
    for index in 1..<turns {
      #expect(Array(deck.messages(index).prefix(2 * index)) == deck.messages(index - 1))
    }
  }

  @Test("end at the limit, the last code run and nothing said after it", arguments: [1, 2, 4])
  func limit(turns: Int) async throws {
    let deck = ScriptedDeck(texts: Array(repeating: Self.code, count: 9))
    let answer = try await Asking.answer("all-code-cot", turns: turns, on: deck)
    #expect(deck.requests.count == turns)
    #expect(deck.codes.count == turns)
    #expect(answer.turns.count == turns)
    #expect(answer.turns.allSatisfy { $0.execution != nil })
  }

  @Test("end at the word TERMINATE, after the code beside it was run")
  func terminates() async throws {
    let deck = ScriptedDeck(texts: ["1", Self.code + "\nTERMINATE", "never"])
    let answer = try await Asking.answer("autogen-conca", turns: 4, on: deck)
    #expect(deck.requests.count == 2 && deck.codes.count == 1)
    #expect(answer.turns.count == 2)
  }

  @Test(
    "know the word wherever it stands, and no other",
    arguments: [
      ("TERMINATE", true), ("done. TERMINATE.", true), ("\"TERMINATE\"", true),
      ("TTERMINATE", true), ("TERMINATTERMINATE", true), ("TERMINATERMINATE", true),
      ("TERMITERMINATE", true), ("terminate", false), ("TERMINAT", false), ("TERMINAT E", false),
      ("TERMI\nNATE", false), ("", false), ("TERMINAL", false), ("ТERMINATE", false),
    ])
  func word(text: String, ends: Bool) async throws {
    let deck = ScriptedDeck(texts: [text, "second"])
    _ = try await Asking.answer("only-question", turns: 2, on: deck)
    #expect(deck.requests.count == (ends ? 1 : 2))
  }

  @Test("keep the turns before a provider's error, and say that it happened")
  func failure() async throws {
    let deck = ScriptedDeck([.says("first"), .fails])
    let answer = try await Asking.answer("all-text", turns: 4, on: deck)
    #expect(answer.turns.map(\.completion.text) == ["first"])
    #expect(answer.failure?.status == 400)
  }

  @Test("make no difference to a method that has one turn")
  func oneTurn() async throws {
    let deck = ScriptedDeck(texts: ["first", "second"])
    let answer = try await Asking.answer("self-estimate", turns: 4, on: deck)
    #expect(deck.requests.count == 1 && answer.turns.count == 1)
  }

  @Test("run the first runnable block and never two")
  func firstBlock() async throws {
    let deck = ScriptedDeck(texts: [
      "```sh\nls\n```\n```py\nprint('a')\n```\n```python\nprint('b')\n```"
    ])
    let answer = try await Asking.answer("only-question", on: deck)
    #expect(deck.codes == ["print('a')"])
    #expect(answer.turns[0].prose == "```sh\nls\n```\n\n")
  }

  @Test("live with texts that are empty, huge or strange")
  func strangeTexts() async throws {
    for text in [
      "", "\u{0}\u{1}\r\n", String(repeating: "```python\n", count: 20_000),
      String(repeating: "T", count: 300_000), "e\u{301}\u{202e}👩‍👩‍👧\u{2028}",
    ] {
      let deck = ScriptedDeck(texts: [text, text])
      let answer = try await Asking.answer("all-code", turns: 2, on: deck)
      #expect(answer.turns.count == 2)
      #expect(deck.messages(1)[1] == "assistant: " + text)
    }
  }
}
