import BenchTestSupport
import Methods
import ModelAPI
import Testing

@Suite("Code + Text + Sum.")
struct CodeTextSummaryTests {
  private static let code = "```python\nprint(1)\n```"

  @Test("makes the very calls of All Text and All Code first")
  func sharesCalls() async throws {
    let deck = ScriptedDeck(texts: ["text", Self.code, "both"])
    _ = try await Asking.answer("code-text-summary", on: deck)
    for (index, name) in ["all-text", "all-code"].enumerated() {
      let single = ScriptedDeck(texts: ["x"])
      _ = try await Asking.answer(name, on: single)
      #expect(deck.requests[index] == single.requests[0])
    }
    #expect(deck.requests.count == 3)
  }

  @Test("shows both answers, and the output of the one that has code, to the third call")
  func summary() async throws {
    let deck = ScriptedDeck(texts: ["I say 7.", Self.code, "So it is 8."])
    let answer = try await Asking.answer("code-text-summary", on: deck)
    #expect(
      deck.messages(2) == [
        """
        user: Do as summary says.

        The question:
        How many?

        The answer of agent 1:
        I say 7.

        The answer of agent 2:
        ```python
        print(1)
        ```

        The execution result of agent 2's code:
        output: ran print(1)

        Compare the answers and give the final answer in the format that the question asks for.
        """
      ])
    #expect(answer.turns.map(\.completion.text) == ["So it is 8."])
    #expect(answer.turns[0].execution == nil)
  }

  @Test("runs the code of the summary, which then is the answer")
  func summaryCode() async throws {
    let deck = ScriptedDeck(texts: ["7", "8", Self.code])
    let answer = try await Asking.answer("code-text-summary", on: deck)
    #expect(deck.codes == ["print(1)"])
    #expect(answer.turns.count == 1 && answer.turns[0].execution != nil)
    #expect(!deck.messages(2)[0].contains("execution result"))
  }

  @Test("has no answer where any of its calls fails", arguments: 0..<3)
  func failure(at index: Int) async throws {
    var replies = Array(repeating: CompletionOutcome.says("7"), count: 3)
    replies[index] = .fails
    let deck = ScriptedDeck(replies)
    let answer = try await Asking.answer("code-text-summary", on: deck)
    #expect(answer.turns.isEmpty && answer.failure != nil)
    #expect(deck.requests.count == index + 1)
  }

  @Test("tells which parts of the third call people wrote")
  func authorship() async throws {
    let deck = ScriptedDeck(texts: ["7", Self.code, "8"])
    _ = try await Asking.answer("code-text-summary", on: deck)
    let parts = deck.requests[2].messages[0].parts
    let foreign = parts.filter { $0.authoredDigest == nil }
    #expect(foreign.map(\.source) == ["answer", "answer", "output"])
    #expect(parts.first?.source == "prompt summary")
  }
}
