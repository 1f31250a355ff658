import Basics
import HTTP
import HTTPTestSupport
import ModelAPI
import Testing

/// Replies that have a good status and are none, over real sockets, in every family.
@Suite("A reply that is no reply", .serialized)
struct NoReplyTests {
  /// A body that is none, whole or streamed.
  struct Odd: Sendable, CustomTestStringConvertible {
    let shapes: ProviderShapes
    let what: String
    let body: String
    let streams: Bool

    var testDescription: String {
      "\(shapes.family.name) \(streams ? "streamed" : "whole"): \(what)"
    }

    var answer: ScriptedAnswer { streams ? .events(body) : .json(body) }
    var good: ScriptedAnswer {
      streams ? .events(shapes.successStream) : .json(shapes.success)
    }
  }

  private static let words = [
    "abort", "error", "cancelled", "timeout", "insufficient_system_resource",
  ]

  /// What stands in a good answer and says why the model stopped, whole and streamed.
  private static func reasons(of shapes: ProviderShapes) -> (whole: String, stream: String) {
    switch shapes.family {
    case .anthropicMessages: (#""stop_reason":"end_turn""#, #""stop_reason":"end_turn""#)
    case .openAIResponses:
      (#""object":"response","status":"completed""#, #""object":"response","status":"completed""#)
    default: (#""finish_reason":"stop""#, #""finish_reason":"stop""#)
    }
  }

  private static func ended(_ reason: String, by word: String?) -> String {
    guard let colon = reason.lastIndex(of: ":") else { return reason }
    return reason[...colon] + (word.map { "\"\($0)\"" } ?? "null")
  }

  static let odd: [Odd] = ProviderShapes.all.flatMap { shapes -> [Odd] in
    let reasons = reasons(of: shapes)
    func whole(_ what: String, _ body: String) -> Odd {
      Odd(shapes: shapes, what: what, body: body, streams: false)
    }
    let wholes = [
      whole("an empty object", "{}"), whole("a detail", #"{"detail":"upstream is gone"}"#),
      whole("null", "null"), whole("nothing", ""),
      whole("no choices", #"{"id":null,"object":null,"model":null,"choices":null,"usage":null}"#),
      whole("empty choices", #"{"id":"x","object":"chat.completion","model":"m","choices":[]}"#),
      whole(
        "no content and no reason",
        #"{"choices":[{"index":0,"message":{"role":"assistant","content":null},"finish_reason":null}]}"#
      ),
      whole("no output", #"{"id":"r","object":"response","status":"completed","output":null}"#),
      whole("no blocks", #"{"type":"message","content":null,"stop_reason":"end_turn"}"#),
    ]
    let named: [Odd] = ([nil] + words.map(Optional.some)).flatMap { word -> [Odd] in
      let what = word ?? "no reason"
      return [
        whole(
          what, shapes.success.replacing(reasons.whole, with: ended(reasons.whole, by: word))),
        Odd(
          shapes: shapes, what: what,
          body: shapes.successStream.replacing(
            reasons.stream, with: ended(reasons.stream, by: word)), streams: true),
      ]
    }
    return wholes + named
  }

  /// The same bodies by family and form: one server plays all of a group.
  static let groups = Dictionary(grouping: odd) { "\($0.shapes.family.name) \($0.streams)" }
    .sorted { $0.key < $1.key }.map(\.value)

  /// Asks a server once for each body in turn.
  private func ask(
    _ odd: Odd, at url: String, attempts: Int = 8
  ) async throws -> ModelReply {
    let endpoint = odd.shapes.endpoint(streams: odd.streams)
    let client = try ModelClient(
      endpoint: endpoint, access: EndpointAccess(baseURL: url + "/v1", checksModel: false),
      environment: [:], transport: CurlTransport(),
      policy: RetryPolicy(maximumAttempts: attempts), clock: ManualClock().clock)
    let request = try RequestEncoder(endpoint).encode(
      CompletionRequest(messages: [
        ChatMessage(role: .user, parts: [PromptText("hi", from: "q")])
      ]))
    return try await client.reply(to: request)
  }

  private func ask(
    _ odd: Odd, _ answers: [ScriptedAnswer], attempts: Int = 8
  ) async throws -> ModelReply {
    try await ScriptedServer.run([odd.shapes.path: answers]) { _, url in
      try await ask(odd, at: url, attempts: attempts)
    }
  }

  @Test("is tried again, then reported, and never kept", arguments: groups)
  func isAnOutage(group: [Odd]) async throws {
    let path = try #require(group.first).shapes.path
    let script = group.flatMap { [$0.answer, $0.good, $0.answer, $0.answer, $0.answer] }
    try await ScriptedServer.run([path: script]) { _, url in
      for odd in group {
        #expect(odd.body != odd.shapes.success && odd.body != odd.shapes.successStream)
        let reply = try await ask(odd, at: url)
        #expect(reply.attempts.map(\.end) == [.status(200), .status(200)], "\(odd)")
        #expect(answer(reply.outcome(by: odd.shapes.family))?.text == "Paris.", "\(odd)")
        #expect(try AttemptChain(reply.attempts, status: reply.status).waitMicroseconds >= 0)
        let error = await #expect(throws: ModelAPIError.self, "\(odd)") {
          try await ask(odd, at: url, attempts: 3)
        }
        #expect(error?.code == .brokenAnswer && error?.attempts.count == 3, "\(odd)")
      }
    }
  }

  @Test("says which word ended it, and where a word is missing")
  func saysWhy() async throws {
    let shapes = ProviderShapes.chat
    func error(_ reason: String) async throws -> ModelAPIError? {
      let body = shapes.success.replacing(#""finish_reason":"stop""#, with: reason)
      let odd = Odd(shapes: shapes, what: "", body: body, streams: false)
      return await #expect(throws: ModelAPIError.self) {
        try await ask(odd, [odd.answer], attempts: 2)
      }
    }
    let aborted = try await error(#""finish_reason":"abort""#)
    #expect(aborted?.message.contains(#"its finish_reason is "abort""#) == true)
    let silent = try await error(#""finish_reason":null"#)
    #expect(silent?.message.contains("its finish_reason is missing") == true)
  }

  @Test(
    "is not what ends by any of the words that providers have for an end",
    arguments: [
      "stop", "eos", "eos_token", "length", "max_tokens", "model_length", "tool_calls",
      "function_call", "content_filter", "STOP", "MAX_TOKENS", "end_turn", "stop_sequence",
    ])
  func endWords(word: String) async throws {
    let shapes = ProviderShapes.chat
    for streams in [false, true] {
      let from = streams ? shapes.successStream : shapes.success
      let body = from.replacing(#""finish_reason":"stop""#, with: #""finish_reason":"\#(word)""#)
      let reply = try await ask(
        Odd(shapes: shapes, what: word, body: body, streams: streams),
        [streams ? .events(body) : .json(body)])
      #expect(reply.attempts.count == 1)
      #expect(answer(reply.outcome(by: .openAIChat))?.fault == nil)
    }
  }

  @Test(
    "is a stream that speaks message or text in place of delta",
    arguments: [ProviderShapes.chat, .mistral],
    [
      #""message":{"role":"assistant","content":"Paris."}"#, #""text":"Paris.""#,
    ])
  func foreignStream(shapes: ProviderShapes, words: String) async throws {
    let body = ProviderShapes.chunks([
      #"{"id":"c","model":"tiny","choices":[{"index":0,\#(words),"finish_reason":null}]}"#,
      #"{"id":"c","model":"tiny","choices":[{"index":0,\#(words),"finish_reason":"stop"}]}"#,
    ])
    let odd = Odd(shapes: shapes, what: words, body: body, streams: true)
    let reply = try await ask(odd, [odd.answer, odd.good])
    #expect(reply.attempts.count == 2)
    let error = await #expect(throws: ModelAPIError.self) {
      try await ask(odd, [odd.answer], attempts: 2)
    }
    #expect(error?.message.contains("in_place_of_delta") == true)
  }

  @Test("of an old recording is still read, and says that it is none")
  func oldRecordings() throws {
    let told = answer(
      decode(#"{"choices":[{"message":{"content":"The product is 10"},"finish_reason":"abort"}]}"#))
    #expect(told?.text == "The product is 10" && told?.stop == .other("abort"))
    #expect(told?.fault?.contains("abort") == true)
  }
}

@Suite("Servers with habits of their own")
struct ServerHabitTests {
  private func completion(_ chunks: [String]) throws -> Completion {
    let body = Array(ProviderShapes.chunks(chunks).utf8)
    return try #require(
      body.withUnsafeBufferPointer { answer(OpenAIChatFormat.decode(body: $0, status: 200)) })
  }

  private func chunk(_ call: String, _ finish: String? = nil) -> String {
    let word = finish.map { "\"\($0)\"" } ?? "null"
    return
      #"{"choices":[{"index":0,"delta":{"tool_calls":[{\#(call)}]},"finish_reason":\#(word)}]}"#
  }

  private static let end = #"{"choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}]}"#

  @Test(
    "a tool's name that comes with every piece, in pieces, or grows, is the name",
    arguments: [["python", "python", "python"], ["py", "thon", ""], ["py", "python", "python"]])
  func names(names: [String]) throws {
    let pieces = [#"{\"code\": "#, #"\"print(28*39)\""#, "}"]
    for head in [#""index":0,"id":"c1""#, #""index":0"#, #""type":"function""#] {
      let chunks = zip(names, pieces).map { name, piece in
        chunk(#"\#(head),"function":{"name":"\#(name)","arguments":"\#(piece)"}"#)
      }
      let calls = try completion(chunks + [Self.end]).toolCalls
      #expect(calls.map(\.name) == ["python"], "\(head)")
      #expect(calls.map(\.arguments) == [#"{"code": "print(28*39)"}"#], "\(head)")
    }
  }

  @Test("a name that comes once more behind its call makes no call of its own")
  func nameAtTheEnd() throws {
    let whole = #""function":{"name":"python","arguments":"{\"code\":\"1\"}"}"#
    let calls = try completion([
      chunk(whole), chunk(#""function":{"name":"python","arguments":""}"#, "tool_calls"),
    ]).toolCalls
    #expect(calls.map(\.arguments) == [#"{"code":"1"}"#])
  }

  @Test(
    "calls without ids are told apart, streamed and whole",
    arguments: [#""index":0,"#, "", #""index":0,"id":"","#])
  func noIDs(head: String) throws {
    func call(_ code: Int) -> String {
      #"\#(head)"function":{"name":"python","arguments":"{\"code\":\"\#(code)\"}"}"#
    }
    let streamed = try completion([chunk(call(1)), chunk(call(2)), Self.end]).toolCalls
    #expect(streamed.map(\.arguments) == [#"{"code":"1"}"#, #"{"code":"2"}"#])
    #expect(streamed.map(\.name) == ["python", "python"])
    let body =
      #"{"choices":[{"message":{"content":null,"tool_calls":[{\#(call(1))},{\#(call(2))}]},"finish_reason":"tool_calls"}]}"#
    let whole = try #require(answer(decode(body))).toolCalls
    #expect(whole.map(\.arguments) == streamed.map(\.arguments))
  }

  @Test("an id of its own for every piece makes no call of its own")
  func idEachPiece() throws {
    let calls = try completion([
      chunk(#""index":0,"id":"a","function":{"name":"python","arguments":"{\"code\":"}"#),
      chunk(#""index":0,"id":"b","function":{"arguments":"\"1\"}"}"#),
      Self.end,
    ]).toolCalls
    #expect(calls.map(\.id) == ["a"] && calls.map(\.arguments) == [#"{"code":"1"}"#])
  }

  @Test(
    "content comes in parts: texts are said, and what is of another type is not",
    arguments: [false, true])
  func parts(streams: Bool) throws {
    let parts =
      #"[{"type":"reasoning","text":"28 * 38 = 1064"},{"type":"text","text":"It is "},"1092",{"type":"citation","url":"x"}]"#
    let completion =
      streams
      ? try completion([
        #"{"choices":[{"index":0,"delta":{"content":\#(parts)},"finish_reason":"stop"}]}"#
      ])
      : try #require(
        answer(decode(#"{"choices":[{"message":{"content":\#(parts)},"finish_reason":"stop"}]}"#)))
    #expect(completion.spoken == "It is 1092")
    #expect(completion.text == "28 * 38 = 1064It is 1092", "what is asked next stays what it was")
    #expect(completion.fault == nil)
  }
}
