public import Basics
import HTTP

extension AnthropicMessagesFormat {
  /// What the provider said.
  ///
  /// The visible text is that of all text blocks, with a blank line where something else stood
  /// between two. Blocks of its own tool are runs of code; thinking is no text.
  public static func decodeWhole(
    body: UnsafeBufferPointer<UInt8>, status: Int
  ) -> CompletionOutcome {
    guard (200..<300).contains(status) else {
      return .providerError(ProviderErrorBody(body).failure(status: status))
    }
    let value = try? JSONValue(parsing: body, options: .tolerant)
    if let value, value["type"] == "error" || value["error"]?.object != nil {
      var failure = ProviderErrorBody(body).failure(status: status)
      failure.kind = .failedAnswer
      return .providerError(failure)
    }
    guard let value, value["type"] == "message", let blocks = value["content"]?.array else {
      return .providerError(
        ProviderFailure(
          status: status, code: "unreadable_answer",
          message: "the answer has no content: it is not a message of this interface"))
    }
    var answer = AnthropicMessagesAnswer()
    for block in blocks { answer.add(block) }
    return .answer(answer.completion(of: value))
  }

  /// Files that the runs of code made.
  public static func files(in answer: JSONValue) -> [FileReference] {
    var files: [FileReference] = []
    for block in answer["content"]?.array ?? [] {
      for output in block["content"]?["content"]?.array ?? [] {
        guard let id = output["file_id"]?.string else { continue }
        files.append(
          FileReference(
            id: id, name: id, place: .path(["files", id, "content"]),
            headers: [HTTPHeader(name: "anthropic-beta", value: "files-api-2025-04-14")]))
      }
    }
    return files
  }
}

/// A message, read block by block.
private struct AnthropicMessagesAnswer {
  private static let resultTypes = [
    "code_execution_tool_result", "bash_code_execution_tool_result",
  ]

  private var text = SpokenText()
  private var calls: [ToolCall] = []
  private var runs: [HostedRun] = []
  /// The runs that have begun, by the ids of their calls.
  private var begun: [String: Int] = [:]
  private var hasReasoning = false
  private var thoughts = ShownThoughts()

  mutating func add(_ block: JSONValue) {
    let type = block["type"]?.string ?? ""
    switch type {
    case "text": return text.say(block["text"]?.string ?? "")
    case "tool_use":
      calls.append(
        ToolCall(
          id: block["id"]?.string ?? "", name: block["name"]?.string ?? "",
          arguments: Self.arguments(block["input"])))
    case "server_tool_use": begin(block)
    case _ where Self.resultTypes.contains(type): end(block)
    case "thinking", "redacted_thinking":
      hasReasoning = true
      thoughts.addParagraph(block["thinking"])
    default: break
    }
    text.breakOff()
  }

  /// The arguments as text; of a stream that was cut, as far as they came.
  private static func arguments(_ input: JSONValue?) -> String {
    guard let input else { return "" }
    return input.string ?? (try? CanonicalJSON.text(of: input)) ?? ""
  }

  private mutating func begin(_ block: JSONValue) {
    guard let code = block["input"]?["code"]?.string ?? block["input"]?["command"]?.string,
      ["code_execution", "bash_code_execution"].contains(block["name"]?.string)
    else { return }
    begun[block["id"]?.string ?? ""] = runs.count
    runs.append(HostedRun(code: code, end: .unfinished))
  }

  private mutating func end(_ block: JSONValue) {
    // The code of a run that goes on after a pause stands in the message before.
    let known = begun.removeValue(forKey: block["tool_use_id"]?.string ?? "")
    if known == nil { runs.append(HostedRun(code: "", end: .unfinished)) }
    let index = known ?? runs.count - 1
    let content = block["content"]
    if let error = content?["error_code"]?.string {
      runs[index].end = .failed(error)
    } else {
      runs[index].end = .finished(status: content?["return_code"]?.integer)
      runs[index].stdout = content?["stdout"]?.string ?? ""
      runs[index].stderr = content?["stderr"]?.string ?? ""
      runs[index].files = (content?["content"]?.array ?? []).compactMap { $0["file_id"]?.string }
    }
  }

  func completion(of message: JSONValue) -> Completion {
    let reason = message["stop_reason"]?.string
    let stop = stop(reason)
    let goesOn = stop == .paused || !calls.isEmpty
    return Completion(
      text: text.text, toolCalls: calls, stop: stop, usage: usage(message["usage"]),
      hostedRuns: runs,
      echo: goesOn
        ? message["content"].flatMap {
          MessageEcho($0, container: message["container"]?["id"]?.string)
        } : nil, fault: EndWord.fault(reason, named: "stop_reason"), thoughts: thoughts.text)
  }

  private func stop(_ reason: String?) -> StopReason {
    switch reason {
    case "end_turn", "stop_sequence": calls.isEmpty ? .end : .toolCalls
    case "max_tokens", "model_context_window_exceeded": .length
    case "tool_use": .toolCalls
    case "pause_turn": .paused
    case "refusal": .refusal
    case let word: .other(word ?? "")
    }
  }

  /// The counters, which are disjoint from the start, hidden reasoning excepted.
  ///
  /// A cache write that is not reported is none: only a request that asks for one is charged for it.
  private func usage(_ value: JSONValue?) -> TokenUsage {
    var usage = TokenUsage()
    usage.freshInput = Self.count(value?["input_tokens"])
    usage.cacheRead = Self.count(value?["cache_read_input_tokens"])
    usage.cacheWrite = value == nil ? nil : Self.count(value?["cache_creation_input_tokens"]) ?? 0
    guard let output = Self.count(value?["output_tokens"]) else { return usage }
    let thinking =
      Self.count(value?["output_tokens_details"]?["thinking_tokens"]) ?? (hasReasoning ? nil : 0)
    if let thinking, thinking <= output {
      usage.visibleOutput = output - thinking
      usage.reasoningOutput = thinking
    } else {
      usage.undividedOutput = output
    }
    return usage
  }

  private static func count(_ value: JSONValue?) -> Int? {
    value?.integer.flatMap { $0 >= 0 ? $0 : nil }
  }
}
