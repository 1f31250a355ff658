import Basics
import HTTP
import HTTPTestSupport
import ModelAPI
import Testing

/// Every provider's documented shapes, over real HTTP.
@Suite("Every provider's shapes")
struct ConformanceTests {
  private static let python = ToolDefinition(
    name: "python", description: "Runs Python.", parameters: ["type": "object"], runsCode: true)

  private func ask(
    _ shapes: ProviderShapes, _ answers: [ScriptedAnswer], streams: Bool = false,
    policy: RetryPolicy = .standard, clock: ManualClock = ManualClock()
  ) async throws -> ModelReply {
    try await ScriptedServer.run([shapes.path: answers]) { _, url in
      let endpoint = shapes.endpoint(streams: streams)
      let client = try ModelClient(
        endpoint: endpoint, access: EndpointAccess(baseURL: url + "/v1", checksModel: false),
        environment: [:], transport: CurlTransport(), policy: policy, clock: clock.clock)
      let request = try RequestEncoder(endpoint).encode(
        CompletionRequest(
          messages: [ChatMessage(role: .user, parts: [PromptText("hi", from: "q")])],
          tools: [Self.python]))
      return try await client.reply(to: request)
    }
  }

  private func outcome(
    _ shapes: ProviderShapes, _ body: String, streams: Bool = false
  ) async throws -> CompletionOutcome {
    let answer: ScriptedAnswer = streams ? .events(body) : .json(body)
    return try await ask(shapes, [answer], streams: streams).outcome(by: shapes.family)
  }

  private static let usage = TokenUsage(
    freshInput: 20, cacheRead: 4, cacheWrite: 0, visibleOutput: 8, reasoningOutput: 0)

  @Test("an answer is read with its usage, whole and as a stream", arguments: ProviderShapes.all)
  func success(shapes: ProviderShapes) async throws {
    let whole = try #require(answer(try await outcome(shapes, shapes.success)))
    #expect(whole == Completion(text: "Paris.", usage: Self.usage))
    let streamed = try #require(
      answer(try await outcome(shapes, shapes.successStream, streams: true)))
    #expect(streamed == whole)
  }

  @Test("a tool call is read, whole and as a stream", arguments: ProviderShapes.all)
  func toolCall(shapes: ProviderShapes) async throws {
    for streams in [false, true] {
      let body = streams ? shapes.toolCallStream : shapes.toolCall
      let completion = try #require(answer(try await outcome(shapes, body, streams: streams)))
      #expect(completion.stop == .toolCalls)
      #expect(completion.toolCalls.map(\.id) == ["call_1"])
      #expect(completion.toolCalls.map(\.name) == ["python"])
      let arguments = try JSONValue(parsing: try #require(completion.toolCalls.first).arguments)
      #expect(arguments == ["code": "print(1)"])
    }
  }

  @Test("cut, refused, withheld and empty answers are told apart", arguments: ProviderShapes.all)
  func stops(shapes: ProviderShapes) async throws {
    let truncated = try #require(answer(try await outcome(shapes, shapes.truncated)))
    #expect(truncated.stop == .length && truncated.text == "Par")
    let refused = try #require(answer(try await outcome(shapes, shapes.refusal)))
    #expect(refused.stop == .refusal && refused.text == "I will not.")
    if let filtered = shapes.filtered {
      #expect(answer(try await outcome(shapes, filtered))?.stop == .contentFilter)
    }
    let empty = try #require(answer(try await outcome(shapes, shapes.empty)))
    #expect(empty.text.isEmpty && empty.toolCalls.isEmpty && empty.stop == .end)
  }

  @Test("a throttled call waits as it is told and then succeeds", arguments: ProviderShapes.all)
  func throttled(shapes: ProviderShapes) async throws {
    let clock = ManualClock()
    let reply = try await ask(shapes, [shapes.throttled, .json(shapes.success)], clock: clock)
    #expect(reply.attempts.map(\.end) == [.status(429), .status(200)])
    #expect(clock.waits.count == 1 && clock.waits[0] >= .milliseconds(1500))
    #expect(answer(reply.outcome(by: shapes.family))?.text == "Paris.")
  }

  @Test("a request that is too long is a result of its own", arguments: ProviderShapes.all)
  func tooLong(shapes: ProviderShapes) async throws {
    let body = ScriptedAnswer.json(shapes.tooLong.body, status: shapes.tooLong.status)
    let reply = try await ask(shapes, [body])
    let told = try #require(failure(reply.outcome(by: shapes.family)))
    #expect(told.code == shapes.tooLong.code && told.status == shapes.tooLong.status)
    #expect(told.message.contains("too long") && told.kind == .response)
  }

  /// A chat answer whose every piece is a token, with one event sent once more.
  private func stream(repeating repeated: Int) -> String {
    let words = ["<<<", "42", ">>>"].map {
      #"{"choices":[{"index":0,"delta":{"content":"\#($0)"}}]}"#
    }
    var events =
      [#"{"choices":[{"index":0,"delta":{"role":"assistant","content":""}}]}"#] + words + [
        #"{"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}"#,
        #"{"choices":[],"usage":{"prompt_tokens":9,"completion_tokens":3}}"#, "[DONE]",
      ]
    events.insert(events[repeated], at: repeated)
    return events.map { "data: \($0)\n\n" }.joined()
  }

  @Test("an event that came twice never makes another answer", arguments: 0..<7)
  func repeatedEvent(number: Int) async throws {
    let clock = ManualClock()
    let script: [ScriptedAnswer] = [
      .events(stream(repeating: number)), .events(stream(repeating: 0)),
    ]
    let reply = try await ask(.chat, script, streams: true, clock: clock)
    #expect(answer(reply.outcome(by: .openAIChat))?.text == "<<<42>>>")
    let isWords = (1...3).contains(number)
    #expect(reply.attempts.count == (isWords ? 2 : 1))
    #expect(reply.attempts[0].remains.isEmpty == !isWords)
    #expect(try ModelReply(decoding: reply.encoded()) == reply)
  }

  @Test("a part of a response that came twice is told where nothing else says what the parts are")
  func repeatedItem() throws {
    func outcome(items: Int, last: String) -> CompletionOutcome {
      let done =
        #"{"type":"response.output_item.done","output_index":0,"item":{"type":"message","content":[{"type":"output_text","text":"Paris."}]}}"#
      let events =
        [String](repeating: done, count: items) + [
          #"{"type":"response.completed","response":{"status":"completed","output":\#(last)}}"#
        ]
      return Array(events.map { "data: \($0)\n\n" }.joined().utf8).withUnsafeBufferPointer {
        OpenAIResponsesFormat.decode(body: $0, status: 200)
      }
    }
    #expect(answer(outcome(items: 1, last: "[]"))?.text == "Paris.")
    #expect(failure(outcome(items: 2, last: "[]"))?.kind == .stream)
    let whole = #"[{"type":"message","content":[{"type":"output_text","text":"Paris."}]}]"#
    #expect(answer(outcome(items: 2, last: whole))?.text == "Paris.")
  }

  @Test(
    "servers that count by another tokenizer, or give a reason with every chunk, are read whole",
    arguments: [#""finish_reason":"""#, #""finish_reason":"stop""#, #""finish_reason":null"#])
  func looseServers(reason: String) throws {
    let words = ["1", "0", "9", "2"].map {
      #"{"choices":[{"index":0,"delta":{"content":"\#($0)"},\#(reason)}]}"#
    }
    let events =
      words + [
        #"{"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}"#,
        #"{"choices":[],"usage":{"prompt_tokens":9,"completion_tokens":2}}"#, "[DONE]",
      ]
    let told = Array(events.map { "data: \($0)\n\n" }.joined().utf8).withUnsafeBufferPointer {
      answer(OpenAIChatFormat.decode(body: $0, status: 200))
    }
    #expect(told?.text == "1092")
  }

  @Test("of very many broken streams some is kept, and the answer after them always")
  func manyRemains() async throws {
    let broken = "data: " + String(repeating: "x", count: StreamRemains.limit - 8)
    let script = [ScriptedAnswer](repeating: .events(broken), count: 12)
    let reply = try await ask(
      .chat, script + [.events(ProviderShapes.chat.successStream)], streams: true,
      policy: RetryPolicy(maximumAttempts: 20))
    #expect(reply.attempts.count == 13)
    #expect(answer(reply.outcome(by: .openAIChat))?.text == "Paris.")
    let kept = reply.attempts.map(\.remains.bytes.count)
    #expect(kept[0] == broken.utf8.count)
    #expect(kept.reduce(0, +) <= StreamRemains.totalLimit)
    #expect(try ModelReply(decoding: reply.encoded()) == reply)
  }

  @Test("words behind the end of an answer make the stream a broken one")
  func wordsBehindTheEnd() throws {
    let late = ProviderShapes.chat.successStream.replacing(
      "data: [DONE]",
      with: #"data: {"choices":[{"index":0,"delta":{"content":"x"}}]}"# + "\n\ndata: [DONE]")
    #expect(late != ProviderShapes.chat.successStream)
    let told = Array(late.utf8).withUnsafeBufferPointer {
      failure(OpenAIChatFormat.decode(body: $0, status: 200))
    }
    #expect(told?.kind == .stream)
  }

  @Test(
    "what a server cannot read of its own model is the model's doing, and asked for once",
    arguments: [
      "The model produced output that does not match the expected format",
      "Failed to parse input at pos 3", "Failed to parse tool call arguments as JSON: syntax error",
    ])
  func unreadableAnswer(message: String) async throws {
    let body = #"{"error":{"code":500,"message":"\#(message)","type":"server_error"}}"#
    let reply = try await ask(.chat, [.json(body, status: 500), .json(body, status: 500)])
    #expect(reply.status == 500 && reply.attempts.count == 1)
    #expect(failure(reply.outcome(by: .openAIChat))?.message.hasPrefix(message) == true)
  }

  @Test("an overload in the middle of a stream is tried again", arguments: ProviderShapes.all)
  func overload(shapes: ProviderShapes) async throws {
    let script: [ScriptedAnswer] = [
      .events(shapes.overloadedStream), .events(shapes.successStream),
    ]
    let reply = try await ask(shapes, script, streams: true)
    #expect(reply.attempts.map(\.end) == [.status(200), .status(200)])
    #expect(answer(reply.outcome(by: shapes.family))?.text == "Paris.")
    let error = await #expect(throws: ModelAPIError.self) {
      try await ask(
        shapes, [.events(shapes.overloadedStream)], streams: true,
        policy: RetryPolicy(maximumAttempts: 2))
    }
    #expect(error?.code == .brokenAnswer)
    #expect(error?.attempts.count == 2)
  }

  @Test(
    "an error in a stream that belongs to the request is a result", arguments: ProviderShapes.all)
  func refusedStream(shapes: ProviderShapes) async throws {
    let reply = try await ask(shapes, [.events(shapes.refusedStream)], streams: true)
    #expect(reply.attempts.count == 1)
    let told = try #require(failure(reply.outcome(by: shapes.family)))
    #expect(told.kind != .response && told.status == 200)
  }

  @Test("a good status with an answer that failed is a result", arguments: ProviderShapes.all)
  func failedAnswer(shapes: ProviderShapes) async throws {
    guard let body = shapes.failedAnswer else { return }
    let told = try #require(failure(try await outcome(shapes, body)))
    #expect(told.kind == .failedAnswer)
  }

  @Test("a stream that ends anywhere before its end is tried again", arguments: ProviderShapes.all)
  func everyCut(shapes: ProviderShapes) throws {
    let bytes = Array(shapes.successStream.utf8)
    let whole = try #require(
      bytes.withUnsafeBufferPointer { answer(shapes.family.format.decode(body: $0, status: 200)) })
    var lengths: Set<Int> = []
    for count in 0..<bytes.count {
      let outcome = bytes.prefix(count).withUnsafeBufferPointer {
        shapes.family.format.decode(body: $0, status: 200)
      }
      // Either an error, or all that the model said: the end of it came before the end of the bytes.
      if let completion = answer(outcome) {
        #expect(completion.text == whole.text && completion.stop == whole.stop)
        lengths.insert(completion.text.utf8.count)
      }
    }
    #expect(lengths.isSubset(of: [whole.text.utf8.count]))
  }

  @Test(
    "a stream's pieces add up to its bytes, and say how it ended", arguments: ProviderShapes.all)
  func pieces(shapes: ProviderShapes) async throws {
    let reply = try await ask(shapes, [.events(shapes.successStream)], streams: true)
    let stream = try #require(reply.stream)
    #expect(stream.end == .complete)
    #expect(stream.pieces.reduce(0) { $0 + $1.size } == reply.body.count)
    #expect(reply.body == Array(shapes.successStream.utf8))
    #expect(try ModelReply(decoding: reply.encoded()) == reply)
    let refused = try await ask(shapes, [.events(shapes.refusedStream)], streams: true)
    #expect(refused.stream != nil)
  }

  @Test("a server that does not stream although it was asked to is read all the same")
  func unstreamed() async throws {
    let reply = try await ask(.chat, [.json(ProviderShapes.chat.success)], streams: true)
    #expect(reply.stream == nil)
    #expect(answer(reply.outcome(by: .openAIChat))?.text == "Paris.")
  }

  @Test("a connection that breaks in the middle of a stream is tried again, then told")
  func brokenConnection() async throws {
    let start = ProviderShapes.chat.successStream.prefix(150)
    let head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
    let endings: [(String, RawServer.Ending)] = [
      (head + "Transfer-Encoding: chunked\r\n\r\n96\r\n\(start)\r\n", .close),
      (head + "Transfer-Encoding: chunked\r\n\r\n96\r\n\(start)\r\n", .reset),
      (head + "Content-Length: 9999\r\n\r\n\(start)", .close),
      // Without a length a closed connection looks like an end: the stream itself says it is none.
      (head + "\r\n\(start)", .close),
    ]
    for (bytes, ending) in endings {
      let server = try RawServer(bytes, then: ending)
      defer { server.stop() }
      let endpoint = ProviderShapes.chat.endpoint(streams: true)
      let client = try ModelClient(
        endpoint: endpoint, access: EndpointAccess(baseURL: server.baseURL, checksModel: false),
        environment: [:], transport: CurlTransport(),
        policy: RetryPolicy(maximumAttempts: 2), clock: ManualClock().clock)
      let request = try RequestEncoder(endpoint).encode(
        CompletionRequest(messages: [
          ChatMessage(role: .user, parts: [PromptText("hi", from: "q")])
        ]))
      let error = await #expect(throws: ModelAPIError.self) { try await client.reply(to: request) }
      #expect(error?.attempts.count == 2)
      #expect(error?.code == .unreachable || error?.code == .brokenAnswer)
      #expect(error?.attempts.first?.remains.bytes == Array(start.utf8))
    }
  }
}
