import Basics
import Cassettes
import CodeExecution
import HTTP
public import ModelAPI
public import RecordReplay
import ScoreSheets
import Sweeps
import Tasks
import Trials

/// A model that answers in every way that models do, good and bad, by the digest of what it is asked.
///
/// It is a pure function of the slot: whoever asks, and whenever, gets the same.
public struct ScriptedModel: Sendable {
  private let references: [String: String]

  /// Creates a model that knows the answers to a plan's questions.
  public init(_ bench: SmallBench) {
    references = Dictionary(
      bench.trials.map { ($0.question.loaded.question.id, $0.question.loaded.question.reference) },
      uniquingKeysWith: { first, _ in first })
  }

  /// The world of this model.
  public var world: LiveWorld {
    LiveWorld(
      complete: { (call) throws(DeckError) in answer(call).reply },
      execute: { (request) throws(DeckError) in Self.run(request.code) })
  }

  /// The kinds of answers, as tests want to see all of them come up.
  public static let kinds = 22

  /// The kind of answer that a slot gets.
  public static func kind(of call: ModelCall) -> Int {
    let number = UInt64(bitPattern: call.slot.action.leading64) &+ UInt64(call.slot.sample) &* 7
    return Int(number % UInt64(kinds))
  }

  private func answer(_ call: ModelCall) -> ChatAnswer {
    let right = references[call.trial.question] ?? ""
    let code = "print('''\(right)''')"
    let kind = Self.kind(of: call)
    let canCall = !call.request.tools.isEmpty
    var answer =
      switch kind {
      case 0: ChatAnswer.says("Surely \(right)")
      case 1: ChatAnswer.says("I do not know.")
      case 2: ChatAnswer.says("```python\n\(code)\n```")
      case 3: ChatAnswer.says("Code:\r\n```Py\r\n\(code)\r\n```\r\nTERMINATE")
      case 4: ChatAnswer.says("~~~python3\n\(code)\n~~~ \n and\n```json\n{}\n```")
      case 5: ChatAnswer.says("```\nimport sys\n\(code)\n```")
      case 6: ChatAnswer.says("1. ```python\n   \(code)", finish: "length")
      case 7: ChatAnswer.says("```python\nraise ValueError('é')\n```\n<<<9>>>")
      case 8: ChatAnswer.says("```python\nwhile True: pass\n```")
      case 9: ChatAnswer.says("```python\nflood()\n```")
      case 10: ChatAnswer.says("So far I", finish: "length")
      case 11: ChatAnswer.says(nil, refusal: "I cannot help with that.")
      case 12: ChatAnswer.says(nil, finish: "content_filter")
      case 13: ChatAnswer.says("")
      case 14: ChatAnswer.fails(400, code: "context_length_exceeded")
      case 15: ChatAnswer(body: Array("<html>busy</html>".utf8))
      case 16: ChatAnswer.says(String(repeating: "again and again é ", count: 8_000) + right)
      case 17: ChatAnswer.says("\u{0}\u{7}\u{202e}e\u{301}👩‍👩‍👧\u{2028}\u{fffe} \(right) TERMINATE")
      case 18:
        ChatAnswer(
          body: Array(#"{"choices":[{"message":{"content":"half \ud83d <<<1>>>"}}]}"#.utf8))
      case 19 where canCall:
        ChatAnswer.says(nil, finish: "tool_calls", calls: [.python(code), .python("flood()")])
      case 20 where canCall:
        ChatAnswer.says(
          "Two tries.",
          calls: [
            ToolCall(id: "a", name: "shell", arguments: "ls"),
            ToolCall(id: "b", name: "python", arguments: "print(1)"), .python(code),
          ])
      default: ChatAnswer.says("<<<\(right)>>> TERMINATE", input: 3_000, output: 1)
      }
    if kind.isMultiple(of: 3) {
      answer.attempts.insert(
        ModelAttempt(end: .failure(.timeout), waitMicroseconds: 0, serviceMicroseconds: 900), at: 0)
    }
    return answer
  }

  /// What code of this model does.
  private static func run(_ code: String) -> ExecutionOutcome {
    if code.contains("raise") {
      return .printing("before\n", errors: "ValueError: é\n", end: .exited(1))
    }
    if code.contains("while True") { return .printing("", end: .limit(.wall)) }
    if code.contains("flood") {
      var outcome = ExecutionOutcome.printing(String(repeating: "é漢\n", count: 3_000))
      outcome.stdout.append(contentsOf: [0xff, 0xfe, 0x00])
      outcome.stdoutTruncated = true
      return outcome
    }
    guard let start = code.firstRange(of: "print('''"), let end = code.firstRange(of: "''')") else {
      return .printing("", end: .signaled(11))
    }
    return .printing(String(code[start.upperBound..<end.lowerBound]) + "\n")
  }
}

extension ToolCall {
  /// A call of the tool with some code.
  public static func python(_ code: String) -> ToolCall {
    let arguments: JSONValue = ["code": .string(code)]
    return ToolCall(
      id: "call-\(code.utf8.count)", name: "python",
      arguments: (try? CanonicalJSON.text(of: arguments)) ?? "")
  }
}
