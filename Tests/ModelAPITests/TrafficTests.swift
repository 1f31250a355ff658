import Basics
import Foundation
import ModelAPI
import Testing

/// Captured traffic of real clients and servers, beside the repository; the tests are skipped where
/// it is not there.
private struct Traffic {
  /// The folder in `STEERBENCH_TRAFFIC`, or the one beside the repository.
  static let folder: URL? = {
    if let path = ProcessInfo.processInfo.environment["STEERBENCH_TRAFFIC"] {
      return FileManager.default.fileExists(atPath: path) ? URL(fileURLWithPath: path) : nil
    }
    var folder = URL(fileURLWithPath: #filePath)
    while folder.path.count > 1 {
      folder.deleteLastPathComponent()
      let candidate = folder.appendingPathComponent("shared/traffic")
      if FileManager.default.fileExists(atPath: candidate.path) { return candidate }
    }
    return nil
  }()

  /// The body of the last message of a capture that starts with a line such as `POST ` or `HTTP/1.1`.
  static func body(_ name: String, startingWith start: String) throws -> [UInt8] {
    let url = try #require(folder).appendingPathComponent(name)
    let data = try Data(contentsOf: url)
    let head = try #require(data.range(of: Data(start.utf8), options: .backwards))
    let blank = try #require(
      data.range(of: Data("\r\n\r\n".utf8), in: head.lowerBound..<data.endIndex))
    let headText = String(decoding: data[head.lowerBound..<blank.lowerBound], as: UTF8.self)
    let line = headText.components(separatedBy: "\r\n").first {
      $0.lowercased().hasPrefix("content-length:")
    }
    let length = Int(try #require(line).split(separator: " ")[1]) ?? 0
    return Array(data[blank.upperBound..<(blank.upperBound + length)])
  }

  static func outcome(_ name: String, status: Int) throws -> CompletionOutcome {
    try body(name, startingWith: "HTTP/1.1").withUnsafeBufferPointer {
      OpenAIChatFormat.decode(body: $0, status: status)
    }
  }
}

@Suite("Captured traffic", .enabled(if: Traffic.folder != nil))
struct TrafficTests {
  @Test("a llama.cpp server's answer is read whole")
  func normal() throws {
    #expect(
      answer(try Traffic.outcome("openai_normal.txt", status: 200))
        == Completion(
          text: "The capital of France is Paris.",
          usage: TokenUsage(
            freshInput: 24, cacheRead: 0, cacheWrite: 0, visibleOutput: 8, reasoningOutput: 0)))
  }

  @Test("a truncated answer is told from a whole one")
  func length() throws {
    #expect(answer(try Traffic.outcome("openai_finish_length.txt", status: 200))?.stop == .length)
    #expect(answer(try Traffic.outcome("openai_logprobs.txt", status: 200))?.text == "Hello! How")
    #expect(
      answer(try Traffic.outcome("openai_json_schema.txt", status: 200))?.text
        == "{\n  \"prime\": true\n}")
  }

  @Test("a tool call is read")
  func toolCall() throws {
    let completion = answer(try Traffic.outcome("openai_tool_call.txt", status: 200))
    #expect(completion?.stop == .toolCalls)
    #expect(completion?.toolCalls.map(\.name) == ["get_weather"])
    #expect(completion?.toolCalls.first?.arguments == #"{"city": "Paris"}"#)
  }

  @Test(
    "every error has its code and message",
    arguments: [
      ("openai_error_400_bad_param.txt", 400, "invalid_request_error"),
      ("openai_error_400_context.txt", 400, "exceed_context_size_error"),
      ("openai_error_401_bad_key.txt", 401, "authentication_error"),
      ("openai_error_404_path.txt", 404, "not_found_error"),
      ("openai_error_501_embeddings.txt", 501, "not_supported_error"),
      ("llmock_429.txt", 429, "rate_limit_exceeded"), ("llmock_500.txt", 500, "internal_error"),
      ("llmock_503.txt", 503, "service_unavailable"), ("llmock_529.txt", 529, "overloaded"),
    ])
  func errors(file: String, status: Int, code: String) throws {
    let error = failure(try Traffic.outcome(file, status: status))
    #expect(error?.code == code)
    #expect(error?.status == status)
    #expect(error?.message.isEmpty == false)
  }

  @Test("other families' answers are not mistaken for chat completions")
  func otherFamilies() throws {
    for file in ["anthropic_normal.txt", "openai_responses.txt", "openai_models.txt"] {
      #expect(failure(try Traffic.outcome(file, status: 200))?.code == "unreadable_answer")
    }
  }

  /// The body of a streamed answer: the pieces of its chunks.
  private func streamed(_ name: String) throws -> [UInt8] {
    let data = try Data(contentsOf: try #require(Traffic.folder).appendingPathComponent(name))
    var body: [UInt8] = []
    // Lines of events only: frames and marks of the capture are neither.
    for line in data.split(separator: 0x0a) {
      let isEvent = ["data: ", "event: "].contains { line.starts(with: $0.utf8) }
      guard isEvent else { continue }
      body += Array(line) + [0x0a]
      if line.starts(with: "data: ".utf8) { body.append(0x0a) }
    }
    return body
  }

  private func completion(_ name: String, _ family: WireFamily) throws -> CompletionOutcome {
    try streamed(name).withUnsafeBufferPointer { family.format.decode(body: $0, status: 200) }
  }

  @Test("streams of a llama.cpp server are read whole, in three families")
  func streams() throws {
    let chat = try #require(answer(try completion("openai_stream.txt", .openAIChat)))
    #expect(chat.text == "1, 2, 3, 4, 5" && chat.stop == .end)
    #expect(chat.usage.input == 37 && chat.usage.output == 14)
    let call = try #require(answer(try completion("openai_tool_call_stream.txt", .openAIChat)))
    #expect(call.stop == .toolCalls && call.toolCalls.map(\.name) == ["get_weather"])
    #expect(call.toolCalls.first?.arguments == #"{"city": "Paris"}"#)
    #expect(call.usage.total == nil)
    let message = try #require(answer(try completion("anthropic_stream.txt", .anthropicMessages)))
    #expect(message.text == "1, 2, 3, 4, 5" && message.stop == .end)
    #expect(message.usage.input == 37 && message.usage.output == 14)
    let response = try #require(
      answer(try completion("openai_responses_stream.txt", .openAIResponses)))
    #expect(response.text == "Hello! How can I assist" && response.usage.output == 6)
  }

  @Test("whole answers of a llama.cpp server are read in the other families")
  func otherWholes() throws {
    let message = try Traffic.body("anthropic_normal.txt", startingWith: "HTTP/1.1")
      .withUnsafeBufferPointer { AnthropicMessagesFormat.decode(body: $0, status: 200) }
    #expect(answer(message)?.text == "The capital of France is Paris.")
    #expect(answer(message)?.usage.input == 36)
    let call = try Traffic.body("anthropic_tool_use.txt", startingWith: "HTTP/1.1")
      .withUnsafeBufferPointer { AnthropicMessagesFormat.decode(body: $0, status: 200) }
    #expect(answer(call)?.toolCalls.map(\.name) == ["get_weather"])
    let response = try Traffic.body("openai_responses.txt", startingWith: "HTTP/1.1")
      .withUnsafeBufferPointer { OpenAIResponsesFormat.decode(body: $0, status: 200) }
    #expect(answer(response)?.text == "Hello! How can I assist you today?")
    #expect(answer(response)?.usage.output == 10)
    for (file, status) in [
      ("anthropic_error_context.txt", 400), ("anthropic_error_no_key.txt", 401),
    ] {
      let error = try Traffic.body(file, startingWith: "HTTP/1.1")
        .withUnsafeBufferPointer { AnthropicMessagesFormat.decode(body: $0, status: status) }
      #expect(failure(error)?.status == status)
      #expect(failure(error)?.code.isEmpty == false)
    }
  }

  @Test(
    "streams that a mock server broke are errors and never shorter answers",
    arguments: [
      "llmock_stream_disconnect.txt", "llmock_stream_truncate.txt", "llmock_stream_malformed.txt",
    ])
  func brokenStreams(file: String) throws {
    let error = try #require(failure(try completion(file, .openAIChat)))
    #expect(error.code == "broken_stream" && error.kind == .stream)
  }

  @Test("a request says the same as the official client's")
  func officialRequest() throws {
    let official = try JSONValue(
      parsing: Traffic.body("openai_normal.txt", startingWith: "POST "))
    let endpoint = ModelEndpoint(
      model: "qwen2.5-coder-0.5b",
      parameters: JSONObject([
        JSONMember(name: "seed", value: 7), JSONMember(name: "temperature", value: 0),
        JSONMember(name: "max_tokens", value: 30),
      ]))
    let encoded = try RequestEncoder(endpoint).encode(
      CompletionRequest(messages: [
        ChatMessage(role: .system, parts: [PromptText("You are terse.", from: "system")]),
        ChatMessage(
          role: .user, parts: [PromptText("What is the capital of France?", from: "question")]),
      ]))
    let ours = try JSONValue(parsing: OpenAIChatFormat.body(of: encoded.segments))
    #expect(try CanonicalJSON.text(of: ours) == CanonicalJSON.text(of: official))
  }
}
