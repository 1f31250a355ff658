public import Basics

extension OpenAIResponsesFormat {
  /// What the provider said.
  ///
  /// The visible text is that of all messages, with a blank line where something else stood between
  /// two; where there is none, the text of a refusal. A response that failed, was cancelled or is not
  /// done is a provider's error, whatever the status.
  public static func decodeWhole(
    body: UnsafeBufferPointer<UInt8>, status: Int
  ) -> CompletionOutcome {
    guard (200..<300).contains(status) else {
      return .providerError(ProviderErrorBody(body).failure(status: status))
    }
    guard let value = try? JSONValue(parsing: body, options: .tolerant),
      let output = value["output"]?.array ?? (value["error"]?.object == nil ? nil : [])
    else {
      return .providerError(
        ProviderFailure(
          status: status, code: "unreadable_answer",
          message: "the answer has no output: it is not a response of this interface"))
    }
    if let failure = failure(of: value, body, status) { return .providerError(failure) }
    var answer = OpenAIResponsesAnswer()
    for item in output { answer.add(item) }
    return .answer(answer.completion(of: value))
  }

  private static func failure(
    of value: JSONValue, _ body: UnsafeBufferPointer<UInt8>, _ status: Int
  ) -> ProviderFailure? {
    if value["error"].map({ !$0.isNull }) == true {
      var failure = ProviderErrorBody(body).failure(status: status)
      failure.kind = .failedAnswer
      return failure
    }
    switch value["status"]?.string {
    case nil, "completed", "incomplete": return nil
    case let word?:
      return ProviderFailure(
        status: status, code: "response_\(Excerpt.of(word, limit: 40))",
        message: "the response is not a finished answer: its status is \(Excerpt.of(word))",
        kind: .failedAnswer)
    }
  }

  /// Files that the answer's text cites, and images that its code drew.
  public static func files(in answer: JSONValue) -> [FileReference] {
    var files: [FileReference] = []
    for item in answer["output"]?.array ?? [] {
      for output in item["outputs"]?.array ?? [] where output["type"] == "image" {
        guard let url = output["url"]?.string else { continue }
        files.append(FileReference(id: url, name: "image", place: .url(url)))
      }
      for part in item["content"]?.array ?? [] {
        for note in part["annotations"]?.array ?? [] {
          guard note["type"] == "container_file_citation",
            let container = note["container_id"]?.string, let id = note["file_id"]?.string
          else { continue }
          files.append(
            FileReference(
              id: id, name: note["filename"]?.string ?? id,
              place: .path(["containers", container, "files", id, "content"])))
        }
      }
    }
    return files
  }
}

/// A response, read item by item.
private struct OpenAIResponsesAnswer {
  private var text = SpokenText()
  private var refusal = ""
  private var calls: [ToolCall] = []
  private var runs: [HostedRun] = []
  private var hasReasoning = false
  private var thoughts = ShownThoughts()

  mutating func add(_ item: JSONValue) {
    switch item["type"]?.string {
    case "message": for part in item["content"]?.array ?? [] { add(part: part) }
    case "function_call":
      calls.append(
        ToolCall(
          id: item["call_id"]?.string ?? "", name: item["name"]?.string ?? "",
          arguments: item["arguments"]?.string ?? ""))
    case "code_interpreter_call": runs.append(Self.run(item))
    case "reasoning":
      hasReasoning = true
      // What was thought itself, where it is shown; else what the provider sums up of it.
      for part in item["content"]?.array ?? item["summary"]?.array ?? [] {
        thoughts.addParagraph(part["text"])
      }
    default: break
    }
    // Two messages are two paragraphs.
    text.breakOff()
  }

  private mutating func add(part: JSONValue) {
    switch part["type"]?.string {
    case "output_text":
      text.say(part["text"]?.string ?? "")
      for note in part["annotations"]?.array ?? [] where note["type"] == "container_file_citation" {
        guard let name = note["filename"]?.string ?? note["file_id"]?.string, !runs.isEmpty else {
          continue
        }
        runs[runs.count - 1].files.append(name)
      }
    case "refusal": refusal += part["refusal"]?.string ?? ""
    default: break
    }
  }

  private static func run(_ item: JSONValue) -> HostedRun {
    let outputs = item["outputs"]?.array ?? []
    let printed = outputs.filter { $0["type"] == "logs" }.compactMap { $0["logs"]?.string }
    let images = outputs.filter { $0["type"] == "image" }.map { _ in "image" }
    let end: HostedRun.End =
      switch item["status"]?.string {
      case "completed", nil: .finished(status: nil)
      case let word?: .failed(word)
      }
    return HostedRun(
      code: item["code"]?.string ?? "", stdout: printed.joined(), end: end, files: images)
  }

  func completion(of response: JSONValue) -> Completion {
    Completion(
      text: text.text.isEmpty ? refusal : text.text, toolCalls: calls, stop: stop(of: response),
      usage: usage(of: response["usage"]), hostedRuns: runs,
      echo: calls.isEmpty ? nil : response["output"].flatMap { MessageEcho($0) },
      fault: Self.fault(of: response), thoughts: thoughts.text)
  }

  private static func fault(of response: JSONValue) -> String? {
    let status = response["status"]?.string
    guard status == "incomplete" else { return EndWord.fault(status, named: "status") }
    return EndWord.fault(
      response["incomplete_details"]?["reason"]?.string, named: "incomplete_details.reason")
  }

  private func stop(of response: JSONValue) -> StopReason {
    if response["status"] == "incomplete" {
      switch response["incomplete_details"]?["reason"]?.string {
      case "max_output_tokens": return .length
      case "content_filter": return .contentFilter
      case let word: return .other(word ?? "incomplete")
      }
    }
    if !refusal.isEmpty { return .refusal }
    return calls.isEmpty ? .end : .toolCalls
  }

  /// The same counters as a chat completion's, under other names.
  private func usage(of value: JSONValue?) -> TokenUsage {
    let input = value?["input_tokens_details"]
    var usage = OpenAIChatUsage()
    usage.prompt = Self.count(value?["input_tokens"])
    usage.completion = Self.count(value?["output_tokens"])
    usage.cached = Self.count(input?["cached_tokens"])
    usage.cacheWrite = Self.count(input?["cache_write_tokens"])
    usage.reasoning = Self.count(value?["output_tokens_details"]?["reasoning_tokens"])
    usage.hasReasoningText = hasReasoning
    return usage.counters
  }

  private static func count(_ value: JSONValue?) -> Int? {
    value?.integer.flatMap { $0 >= 0 ? $0 : nil }
  }
}

extension OpenAIResponsesFormat {
  /// What the events of a stream come to: the last of them holds the whole response.
  public static func assemble(_ events: [ServerSentEvent]) -> AssembledStream {
    var items: [(index: Int, item: JSONValue)] = []
    var isRepeated = false
    for event in events where !event.data.elementsEqual("[DONE]".utf8) {
      guard let value = StreamReader.object(of: event) else { return .cut(StreamReader.badEvent) }
      switch value["type"]?.string ?? event.name {
      case "response.output_item.done":
        guard let item = value["item"] else { return .cut(StreamReader.badEvent) }
        let index = value["output_index"]?.integer ?? items.count
        if items.contains(where: { $0.index == index && $0.item == item }) { isRepeated = true }
        items.append((index, item))
      case "response.completed", "response.incomplete", "response.failed", "response.cancelled":
        guard var response = value["response"]?.object else { return .cut(StreamReader.badEvent) }
        // Some servers leave out of the last event what the events before it told.
        if response["output"]?.array?.isEmpty ?? true {
          guard !isRepeated else { return .cut(StreamReader.repeatedItem) }
          response["output"] = .array(items.sorted { $0.index < $1.index }.map(\.item))
        }
        return .whole(.object(response))
      case "error": return .failed(event.data)
      // An error in the form of the other interfaces.
      case "" where value["error"]?.isNull == false: return .failed(event.data)
      default: continue
      }
    }
    return .cut(StreamReader.noEnd)
  }
}
