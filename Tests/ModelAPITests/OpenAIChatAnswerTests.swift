import Basics
import ModelAPI
import TestSupport
import Testing

@Suite("OpenAI chat answers")
struct OpenAIChatAnswerTests {
  /// A body with one choice.
  private func body(message: String, finish: String = #""stop""#, usage: String = "null") -> String
  {
    #"{"choices":[{"message":\#(message),"finish_reason":\#(finish)}],"usage":\#(usage)}"#
  }

  private func usage(_ usage: String, message: String = #"{"content":"x"}"#) -> TokenUsage? {
    answer(decode(body(message: message, usage: usage)))?.usage
  }

  @Test("a plain answer has its text, stop reason and five counters")
  func plain() {
    #expect(
      answer(decode(goodAnswer))
        == Completion(
          text: "Paris.",
          usage: TokenUsage(
            freshInput: 20, cacheRead: 4, cacheWrite: 0, visibleOutput: 8, reasoningOutput: 0)))
  }

  @Test(
    "what the provider calls thoughts is kept beside the text, wherever it stands",
    arguments: [
      (#"{"content":"b","reasoning_content":"a"}"#, "b", "a", nil),
      (#"{"content":"b","reasoning":"a","reasoning_content":"a"}"#, "b", "a", nil),
      (#"{"content":"b","reasoning":null,"reasoning_content":""}"#, "b", "", nil),
      (
        #"{"content":[{"type":"reasoning","text":"a"},{"type":"text","text":"b"}]}"#, "ab", "a", "b"
      ),
      (#"{"content":[{"text":"a","type":"thinking"},{"text":"b"}]}"#, "ab", "a", "b"),
      (
        #"{"content":[{"type":"thinking","thinking":[{"type":"text","text":"a"}]},{"text":"b"}]}"#,
        "b", "a", nil
      ),
      (#"{"content":[{"type":"thinking","thinking":"a"}]}"#, "", "a", nil),
    ] as [(String, String, String, String?)])
  func thoughts(message: String, text: String, thoughts: String, spoken: String?) {
    let answer = answer(decode(body(message: message)))
    #expect(answer?.text == text && answer?.thoughts == thoughts)
    #expect(answer?.spoken == spoken)
  }

  @Test(
    "content may be a text, null or text parts, whose thinking is left out",
    arguments: [
      (#""a\u00e9""#, "aé"), ("null", ""), ("[]", ""),
      (#"[{"type":"text","text":"a"},{"type":"text","text":"b"}]"#, "ab"),
      (
        #"[{"type":"thinking","thinking":[{"type":"text","text":"no"}]},{"type":"text","text":"b"}]"#,
        "b"
      ),
      (#""\ud83d""#, "\u{fffd}"),
    ])
  func content(json: String, text: String) {
    #expect(answer(decode(body(message: #"{"content":\#(json)}"#)))?.text == text)
  }

  @Test(
    "each stop reason is told apart",
    arguments: [
      (#""stop""#, StopReason.end), (#""length""#, .length), (#""tool_calls""#, .toolCalls),
      (#""content_filter""#, .contentFilter), (#""eos""#, .other("eos")), ("null", .other("")),
    ])
  func stops(json: String, stop: StopReason) {
    #expect(answer(decode(body(message: #"{"content":"x"}"#, finish: json)))?.stop == stop)
  }

  @Test("a refusal is a stop of its own, and its words are the visible text")
  func refusal() {
    let refused = answer(decode(body(message: #"{"content":null,"refusal":"I will not."}"#)))
    #expect(refused == Completion(text: "I will not.", stop: .refusal))
    #expect(answer(decode(body(message: #"{"content":"x","refusal":null}"#)))?.stop == .end)
  }

  @Test("tool calls keep the model's own argument text, valid or not, and an object's bytes")
  func toolCalls() {
    let message = #"""
      {"content":"","tool_calls":[
      {"type":"function","function":{"name":"f","arguments":"{\"city\": "},"id":"c1"},
      {"function":{"name":"g","arguments":{"a" : 1}}}]}
      """#
    let completion = answer(decode(body(message: message)))
    #expect(
      completion?.toolCalls == [
        ToolCall(id: "c1", name: "f", arguments: #"{"city": "#),
        ToolCall(id: "", name: "g", arguments: #"{"a" : 1}"#),
      ])
    #expect(completion?.stop == .toolCalls)
  }

  @Test("counters are disjoint, and what is not reported is unknown")
  func usages() {
    #expect(
      usage(
        #"""
        {"prompt_tokens":100,"prompt_tokens_details":{"cached_tokens":60,"cache_write_tokens":10},
        "completion_tokens":50,"completion_tokens_details":{"reasoning_tokens":30}}
        """#)
        == TokenUsage(
          freshInput: 30, cacheRead: 60, cacheWrite: 10, visibleOutput: 20, reasoningOutput: 30))
    #expect(usage("null") == TokenUsage())
    #expect(usage("{}") == TokenUsage())
    #expect(usage(#""many""#) == TokenUsage())
  }

  @Test("cached tokens that are not reported leave the prompt undivided, not fresh")
  func cacheUnknown() {
    let counted = usage(#"{"prompt_tokens":10,"completion_tokens":5,"prompt_tokens_details":null}"#)
    #expect(
      counted == TokenUsage(visibleOutput: 5, reasoningOutput: 0, undividedInput: 10))
    #expect(counted?.input == 10)
    #expect(counted?.total == nil)
  }

  @Test("reasoning text without a count leaves the output undivided")
  func reasoningUnknown() {
    for field in ["reasoning_content", "reasoning"] {
      let counted = usage(
        #"{"completion_tokens":5}"#, message: #"{"\#(field)":"hm","content":"x"}"#)
      #expect(counted == TokenUsage(undividedOutput: 5))
    }
    let none = usage(
      #"{"completion_tokens":5}"#, message: #"{"reasoning_content":"","content":"x"}"#)
    #expect(none == TokenUsage(visibleOutput: 5, reasoningOutput: 0))
  }

  @Test(
    "counters that cannot be are unknown",
    arguments: [
      #"{"prompt_tokens":0,"prompt_tokens_details":{"cached_tokens":0}}"#,
      #"{"prompt_tokens":-4,"prompt_tokens_details":{"cached_tokens":0}}"#,
      #"{"prompt_tokens":1.5,"prompt_tokens_details":{"cached_tokens":0}}"#,
      #"{"prompt_tokens":99999999999999999999,"prompt_tokens_details":{"cached_tokens":0}}"#,
      #"{"prompt_tokens":"7","completion_tokens":1e999}"#,
      #"{"prompt_tokens":9007199254740993,"prompt_tokens_details":{"cached_tokens":0}}"#,
    ])
  func absurdCounters(json: String) {
    let counted = usage(json)
    #expect(counted != nil)
    #expect(counted?.input == nil)
    #expect(counted?.output == nil)
  }

  @Test("a part larger than its whole is unknown, and the whole is kept")
  func contradictions() {
    let counted = usage(
      #"""
      {"prompt_tokens":5,"prompt_tokens_details":{"cached_tokens":9},
      "completion_tokens":5,"completion_tokens_details":{"reasoning_tokens":6}}
      """#)
    #expect(counted == TokenUsage(undividedInput: 5, undividedOutput: 5))
  }

  @Test("sums of usages keep totals where the parts are unknown")
  func sums() {
    let known = TokenUsage(
      freshInput: 1, cacheRead: 2, cacheWrite: 0, visibleOutput: 3, reasoningOutput: 0)
    let sum = known + TokenUsage(visibleOutput: 1, reasoningOutput: 1, undividedInput: 10)
    #expect(sum == TokenUsage(visibleOutput: 4, reasoningOutput: 1, undividedInput: 13))
    #expect((known + known).total == 12)
    #expect((sum + TokenUsage()).input == nil)
    #expect((.zero + sum).input == 13)
  }

  @Test(
    "a 200 that is no chat completion is a provider's error, never an empty answer",
    arguments: [
      "", " ", "null", "[]", "{}", "<html>", #"{"choices":[]}"#, #"{"choices":[{}]}"#,
      #"{"choices":[{"message":{}}]}"#, #"{"choices":[{"message":{"role":"assistant"}}]}"#,
      #"{"choices":[{"message":null}]}"#, #"{"choices":{"message":{"content":"x"}}}"#,
      #"{"choices":[{"message":{"content":7}}]}"#, #"{"choices":[{"message":{"content":"x"}}]} x"#,
      #"{"choices":[{"message":{"content":"x"}}"#, #"{"object":"list","data":[]}"#,
      #"{"choices":[{"message":{"tool_calls":[7]}}]}"#, #"{"choices":[{"text":"x"}]}"#,
    ])
  func notACompletion(json: String) {
    let error = failure(decode(json))
    #expect(error?.status == 200)
    #expect(error?.code == "unreadable_answer")
    #expect(error?.message.isEmpty == false)
  }

  @Test("an error inside a 200 is the provider's")
  func errorInSuccess() {
    let error = failure(decode(#"{"error":{"message":"upstream","code":502}}"#))
    #expect(
      error
        == ProviderFailure(status: 200, code: "502", message: "upstream", kind: .failedAnswer))
    #expect(failure(decode(#"{"choices":[{"error":{"code":1},"message":{"content":""}}]}"#)) != nil)
    #expect(answer(decode(#"{"error":null,"choices":[{"message":{"content":"x"}}]}"#)) != nil)
  }

  @Test(
    "errors are read in every shape that is in use",
    arguments: [
      (#"{"error":{"message":"m","type":"t","code":"c"}}"#, "c", "m"),
      (#"{"error":{"message":"m","type":"t","code":400}}"#, "t", "m"),
      (#"{"error":{"message":"m","code":400}}"#, "400", "m"),
      (#"{"object":"error","message":"m","type":"t"}"#, "t", "m"),
      (#"{"error":"m"}"#, "", "m"), (#"{"detail":"m"}"#, "", "m"),
      ("<b>\u{1b}[31mm</b>", "", "<b> [31mm</b>"), ("", "", ""),
    ])
  func errorShapes(json: String, code: String, message: String) {
    #expect(
      failure(decode(json, status: 400))
        == ProviderFailure(status: 400, code: code, message: message))
  }

  @Test("a long message is cut at a character")
  func longMessage() {
    let message = failure(
      decode(#"{"error":{"message":"\#(String(repeating: "é", count: 5000))"}}"#, status: 400))?
      .message
    #expect(message == String(repeating: "é", count: 250) + "…")
  }

  @Test("no bytes crash the reader")
  func garbage() {
    var random = SeededNumbers(11)
    let seed = Array(goodAnswer.utf8)
    for round in 0..<3000 {
      var bytes = seed
      if round % 3 == 0 { bytes.removeLast(Int.random(in: 0..<bytes.count, using: &random)) }
      for _ in 0..<Int.random(in: 1...6, using: &random) where !bytes.isEmpty {
        let index = Int.random(in: 0..<bytes.count, using: &random)
        bytes[index] = round % 2 == 0 ? .random(in: 0...255, using: &random) : 0x7b
      }
      for status in [200, 400, 999, -1] {
        let outcome = bytes.withUnsafeBufferPointer {
          OpenAIChatFormat.decode(body: $0, status: status)
        }
        if status != 200 { #expect(failure(outcome)?.status == status) }
      }
    }
    let deep = String(repeating: "[", count: 100_000)
    #expect(failure(decode(deep)) != nil)
    #expect(failure(decode(#"{"choices":"# + deep)) != nil)
  }
}
