import BenchTestSupport
import CodeExecution
import Methods
import RecordReplay
import Testing

@Suite("Code that prints nothing")
struct ResultRetryTests {
  private static let code = "```python\nresult = 6 * 7\n```"

  private func answer(
    _ names: [String]?, method: String = "all-code", texts: [String] = [code],
    on run: @escaping (String) -> ExecutionOutcome
  ) async throws -> (codes: [String], answer: MethodAnswer) {
    let deck = ScriptedDeck(texts: texts, run: run)
    var options = try Asking.options()
    options.resultRetry = names.map(ResultRetry.init)
    let answer = try await Asking.method(method).answer(
      Asking.question, options: options, on: deck)
    return (deck.codes, answer)
  }

  @Test("is run once where no policy asks for more")
  func off() async throws {
    let (codes, answer) = try await answer(nil) { _ in .printing("") }
    #expect(codes == ["result = 6 * 7"])
    #expect(answer.turns[0].execution == .printing(""))
  }

  @Test("is run again with a print of each variable, until something is printed")
  func retries() async throws {
    let (codes, answer) = try await answer(["result", "Answer", "answer"]) { code in
      if code.hasSuffix("print(Answer)\n") { return .printing("42\n") }
      return code.contains("print")
        ? .printing("", errors: "NameError\n", end: .exited(1)) : .printing(" \n")
    }
    #expect(
      codes == [
        "result = 6 * 7", "result = 6 * 7\n\nprint(result)\n", "result = 6 * 7\n\nprint(Answer)\n",
      ])
    #expect(answer.turns[0].execution == .printing("42\n"))
  }

  @Test("keeps its own outcome where no variable helps")
  func inVain() async throws {
    let (codes, answer) = try await answer(["a", "b"]) { code in
      code.contains("print") ? .printing("half", end: .exited(1)) : .printing("", errors: "note")
    }
    #expect(codes.count == 3)
    #expect(answer.turns[0].execution == .printing("", errors: "note"))
  }

  @Test("is not run again where it printed, failed, or reached a limit")
  func onlySilence() async throws {
    for outcome in [
      ExecutionOutcome.printing("1"), .printing("", end: .exited(1)),
      .printing("", end: .signaled(11)), .printing("", end: .limit(.wall)),
    ] {
      let (codes, _) = try await answer(["result"]) { _ in outcome }
      #expect(codes.count == 1)
    }
  }

  @Test("is not run again by the tool of the code interpreter, which tells the model instead")
  func tool() async throws {
    let deck = ScriptedDeck([.calls("x = 1"), .says("1")]) { _ in .printing("") }
    var options = try Asking.options()
    options.resultRetry = ResultRetry(["result"])
    _ = try await Asking.method("code-interpreter").answer(
      Asking.question, options: options, on: deck)
    #expect(deck.codes == ["x = 1"])
  }
}
