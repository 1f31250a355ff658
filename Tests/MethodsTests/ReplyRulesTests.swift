import Basics
import BenchTestSupport
import CodeExecution
import ModelAPI
import RecordReplay
import Testing

@testable import Methods

@Suite("A reply of a model that thinks")
struct ReplyRulesTests {
  private static let second = ReplyRules(thoughts: .standard, fences: .behindCode)
  private static let thought = "<think>```python\nprint(0)\n``` TERMINATE</think>\n\n"

  private func options(turns: Int, _ rules: ReplyRules) throws -> MethodOptions {
    MethodOptions(prompts: try TestPrompts.library(), turns: turns, replies: rules)
  }

  private func ask(
    _ name: String, turns: Int = 1, _ rules: ReplyRules, on deck: ScriptedDeck
  ) async throws -> MethodAnswer {
    try await Asking.method(name).answer(
      Asking.question, options: try options(turns: turns, rules), on: deck)
  }

  @Test("has its code after the thought, and the thought is sent on to no turn")
  func turns() async throws {
    let text = Self.thought + "Look:\n```python\nprint(1)\n```"
    let deck = ScriptedDeck(texts: [text, "7"])
    let answer = try await ask("all-code", turns: 2, Self.second, on: deck)
    #expect(deck.codes == ["print(1)"])
    #expect(deck.messages(1)[1] == "assistant: Look:\n```python\nprint(1)\n```")
    #expect(answer.turns[0].completion.text == text && answer.turns[0].prose == "Look:\n")
  }

  @Test("runs and sends on everything in the first version, as it always did")
  func first() async throws {
    let text = Self.thought + "Look:\n```python\nprint(1)\n```"
    let deck = ScriptedDeck(texts: [text, "7"])
    _ = try await ask("all-code", turns: 2, .first, on: deck)
    // The word that ends the loop stands in the thought.
    #expect(deck.codes == ["print(0)"] && deck.requests.count == 1)
    let parts = CompletionOutcome.answer(Completion(text: "ab", spoken: "b", thoughts: "a"))
    let other = ScriptedDeck([parts, .says("7")])
    _ = try await ask("all-text", turns: 2, .first, on: other)
    #expect(other.messages(1)[1] == "assistant: ab")
    let new = ScriptedDeck([parts, .says("7")])
    _ = try await ask("all-text", turns: 2, Self.second, on: new)
    #expect(new.messages(1)[1] == "assistant: b")
  }

  @Test("gives no thought to the summary, nor to a tool's loop")
  func summary() async throws {
    let deck = ScriptedDeck(texts: [Self.thought + "It is 7.", "<think>8?", "7"])
    _ = try await ask("code-text-summary", Self.second, on: deck)
    let request = deck.messages(2).joined()
    #expect(request.contains("It is 7.") && !request.contains("think") && !request.contains("8?"))
    let tools = ScriptedDeck([.calls("print(1)", text: "<think>8?</think>Let me see."), .says("7")])
    _ = try await ask("code-interpreter", Self.second, on: tools)
    #expect(tools.messages(1)[1] == "assistant: Let me see.")
  }

  @Test("keeps a program whole that holds what looks like a tag")
  func programs() {
    let code = "s = '<think>'\nprint(s.replace('</think>', ''))"
    let reply = ReplyCode(
      in: Completion(text: "<think>x</think>So:\n```python\n\(code)\n```\nDone."), by: Self.second)
    #expect(reply.code == code)
    #expect(reply.said == "So:\n```python\n\(code)\n```\nDone.")
  }

  @Test("has its code where the fence closes behind the last line, in the second version")
  func closingFence() {
    let text = "So:\n```python\nx = 1\nprint(x)```\nThat is all."
    let second = ReplyCode(in: Completion(text: text), by: Self.second)
    #expect(second.code == "x = 1\nprint(x)" && second.prose == "So:\n\nThat is all.")
    let first = ReplyCode(in: Completion(text: text), by: .first)
    #expect(first.code == "x = 1\nprint(x)```\nThat is all.")
  }
}
