import Basics
import HTTP
import HTTPTestSupport
import ModelAPI
import Testing

@Suite("Code that the provider runs")
struct HostedCodeTests {
  private func decode(_ body: String, _ family: WireFamily) -> Completion? {
    Array(body.utf8).withUnsafeBufferPointer {
      answer(family.format.decode(body: $0, status: 200))
    }
  }

  private static let interpreted = ProviderShapes.response(
    #"""
    {"type":"reasoning","id":"rs","summary":[]},
    {"type":"code_interpreter_call","id":"ci","code":"print(6*7)","container_id":"cntr_1",
     "status":"completed","outputs":[{"type":"logs","logs":"42\n"},
     {"type":"image","url":"IMAGE"}]},
    {"type":"message","role":"assistant","content":[{"type":"output_text","text":"It is 42.",
     "annotations":[{"type":"container_file_citation","container_id":"cntr_1","file_id":"cfile_1",
     "filename":"plot.csv","start_index":0,"end_index":1}]}]}
    """#)

  @Test("OpenAI's interpreter: code, output and files are a part of the answer")
  func responses() throws {
    let completion = try #require(decode(Self.interpreted, .openAIResponses))
    #expect(completion.text == "It is 42." && completion.stop == .end)
    #expect(completion.toolCalls.isEmpty && completion.echo == nil)
    #expect(
      completion.hostedRuns == [
        HostedRun(
          code: "print(6*7)", stdout: "42\n", end: .finished(status: nil),
          files: ["image", "plot.csv"])
      ])
  }

  @Test("a run of OpenAI's that failed says so; outputs that were not told are none")
  func failedResponses() throws {
    let body = ProviderShapes.response(
      #"""
      {"type":"code_interpreter_call","id":"a","code":"x","container_id":"c","status":"failed",
       "outputs":null},
      {"type":"code_interpreter_call","id":"b","code":null,"container_id":"c","status":"incomplete"}
      """#)
    let runs = try #require(decode(body, .openAIResponses)).hostedRuns
    #expect(runs.map(\.end) == [.failed("failed"), .failed("incomplete")])
    #expect(runs.allSatisfy { !$0.succeeded && $0.stdout.isEmpty })
  }

  private static let executed = ProviderShapes.anthropicMessage(
    #"""
    {"type":"text","text":"Let me "},{"type":"text","text":"compute."},
    {"type":"server_tool_use","id":"s1","name":"bash_code_execution","input":{"command":"python3 a.py"}},
    {"type":"bash_code_execution_tool_result","tool_use_id":"s1","content":
     {"type":"bash_code_execution_result","stdout":"","stderr":"Traceback","return_code":1,"content":[]}},
    {"type":"server_tool_use","id":"s2","name":"code_execution","input":{"code":"print(42)"}},
    {"type":"code_execution_tool_result","tool_use_id":"s2","content":
     {"type":"code_execution_result","stdout":"42\n","stderr":"","return_code":0,
      "content":[{"type":"code_execution_output","file_id":"file_1"}]}},
    {"type":"server_tool_use","id":"s3","name":"code_execution","input":{"code":"loop()"}},
    {"type":"code_execution_tool_result","tool_use_id":"s3","content":
     {"type":"code_execution_tool_result_error","error_code":"execution_time_exceeded"}},
    {"type":"text","text":"It is 42."}
    """#)

  @Test("Anthropic's tool: Python and shell, results and errors, text joined where it belongs")
  func anthropic() throws {
    let completion = try #require(decode(Self.executed, .anthropicMessages))
    #expect(completion.text == "Let me compute.\n\nIt is 42.")
    #expect(
      completion.hostedRuns == [
        HostedRun(code: "python3 a.py", stderr: "Traceback", end: .finished(status: 1)),
        HostedRun(
          code: "print(42)", stdout: "42\n", end: .finished(status: 0), files: ["file_1"]),
        HostedRun(code: "loop()", end: .failed("execution_time_exceeded")),
      ])
    #expect(completion.hostedRuns.map(\.succeeded) == [false, true, false])
  }

  @Test("a paused turn goes on with the message sent back as it came, in its container")
  func paused() throws {
    let content =
      #"{"type":"text","text":"Hm."},{"type":"server_tool_use","id":"s1","name":"code_execution","input":{"code":"print(1)"}}"#
    let body = ProviderShapes.anthropicMessage(
      content, "pause_turn", more: #""container":{"id":"cntr_9","expires_at":"2026-01-01"},"#)
    let completion = try #require(decode(body, .anthropicMessages))
    #expect(completion.stop == .paused)
    #expect(completion.hostedRuns == [HostedRun(code: "print(1)", end: .unfinished)])
    let echo = try #require(completion.echo)
    let endpoint = ProviderShapes.anthropic.endpoint(tools: .hosted)
    let encoded = try RequestEncoder(endpoint).encode(
      CompletionRequest(messages: [
        ChatMessage(role: .user, parts: [PromptText("q", from: "q")]),
        ChatMessage(role: .assistant, parts: [PromptText("Hm.", from: "answer")], echo: echo),
      ]))
    let sent = try JSONValue(parsing: endpoint.family.format.body(of: encoded.segments))
    #expect(sent["container"] == "cntr_9")
    let expected = try CanonicalJSON.text(of: JSONValue(parsing: "[\(content)]"))
    #expect(try sent["messages"]?[1]?["content"].map { try CanonicalJSON.text(of: $0) } == expected)
    // The result of the run comes with the next reply.
    let next = ProviderShapes.anthropicMessage(
      #"{"type":"code_execution_tool_result","tool_use_id":"s1","content":{"type":"code_execution_result","stdout":"1\n","stderr":"","return_code":0,"content":[]}},{"type":"text","text":"One."}"#
    )
    let last = try #require(decode(next, .anthropicMessages))
    #expect(
      last.hostedRuns == [HostedRun(code: "", stdout: "1\n", end: .finished(status: 0))])
  }

  @Test("reasoning that belongs to a call is sent back with it")
  func echoOfReasoning() throws {
    let output =
      #"{"type":"reasoning","id":"rs","summary":[]},{"type":"function_call","id":"f","call_id":"c","name":"python","arguments":"{}"}"#
    let completion = try #require(decode(ProviderShapes.response(output), .openAIResponses))
    let endpoint = ProviderShapes.responses.endpoint()
    let encoded = try RequestEncoder(endpoint).encode(
      CompletionRequest(messages: [
        ChatMessage(role: .user, parts: [PromptText("q", from: "q")]),
        ChatMessage(
          role: .assistant, parts: [], toolCalls: completion.toolCalls, echo: completion.echo),
        ChatMessage(role: .tool, parts: [PromptText("1", from: "o")], toolCallID: "c"),
      ]))
    let sent = try JSONValue(parsing: endpoint.family.format.body(of: encoded.segments))
    #expect(
      sent["input"]?.array?.compactMap { $0["type"]?.string } == [
        "reasoning", "function_call", "function_call_output",
      ])
  }

  // MARK: Files

  private func reply(
    _ script: [String: [ScriptedAnswer]], body: @Sendable (String) -> String, family: WireFamily,
    clock: ManualClock = ManualClock()
  ) async throws -> (ModelReply, [SeenRequest]) {
    try await ScriptedServer.run(script) { server, url in
      let path = "/v1" + family.format.defaultPath
      server.answer(path, .json(body(url)))
      let endpoint = ModelEndpoint(
        family: family, model: "m",
        parameters: family == .anthropicMessages
          ? JSONObject([JSONMember(name: "max_tokens", value: 9)]) : JSONObject(),
        capabilities: ModelCapabilities(tools: .hosted))
      let client = try ModelClient(
        endpoint: endpoint,
        access: EndpointAccess(baseURL: url + "/v1", keyVariable: "KEY", checksModel: false),
        environment: ["KEY": "sk-test"], transport: CurlTransport(), clock: clock.clock)
      let request = try RequestEncoder(endpoint).encode(
        CompletionRequest(messages: [ChatMessage(role: .user, parts: [PromptText("q", from: "q")])])
      )
      return (try await client.reply(to: request), server.seen)
    }
  }

  @Test("files and images are fetched while recording, and come back from the recording")
  func files() async throws {
    let csv = "/v1/containers/cntr_1/files/cfile_1/content"
    let (reply, seen) = try await reply(
      [
        csv: [
          .json("busy", status: 503),
          ScriptedAnswer(headers: ["Content-Type": "text/csv"], body: "a,b\n"),
        ],
        "/images/1.png": [ScriptedAnswer(headers: ["Content-Type": "image/png"], body: "PNG")],
      ], body: { Self.interpreted.replacing("IMAGE", with: "\($0)/images/1.png") },
      family: .openAIResponses)
    #expect(reply.files.map(\.name) == ["image", "plot.csv"])
    #expect(reply.files.map(\.type) == ["image/png", "text/csv"])
    #expect(reply.files.map(\.bytes) == [Array("PNG".utf8), Array("a,b\n".utf8)])
    #expect(reply.files.allSatisfy { $0.problem == nil })
    // A key goes to its own server's interface, and not to an address that an answer names.
    #expect(
      seen.filter { $0.path == csv }.allSatisfy { $0.headers["authorization"] == "Bearer sk-test" })
    #expect(seen.first { $0.path == "/images/1.png" }?.headers["authorization"] == nil)
    let bytes = reply.encoded()
    #expect(try ModelReply(decoding: bytes) == reply)
    let summary = try bytes.withUnsafeBufferPointer { try ModelReplySummary(decoding: $0) }
    #expect(Array(bytes[summary.bodyRange]) == reply.body)
  }

  @Test("a file that cannot be had is noted, and the answer is kept")
  func missingFile() async throws {
    let (reply, _) = try await reply(
      [:], body: { _ in Self.executed }, family: .anthropicMessages)
    #expect(reply.files == [ReplyFile(id: "file_1", name: "file_1", problem: "status 404")])
    #expect(answer(reply.outcome(by: .anthropicMessages))?.text.contains("42") == true)
    #expect(try ModelReply(decoding: reply.encoded()) == reply)
  }

  @Test("an address that an answer names must not lead anywhere else unencrypted")
  func foreignAddress() async throws {
    for address in ["http://169.254.169.254/latest", "file:///etc/passwd", "ftp://a/b"] {
      let (reply, seen) = try await reply(
        ["/v1/containers/cntr_1/files/cfile_1/content": [.json("{}")]],
        body: { _ in Self.interpreted.replacing("IMAGE", with: address) },
        family: .openAIResponses)
      #expect(reply.files.first?.problem == "its address cannot be used")
      #expect(seen.count == 2)
    }
  }

  @Test("names that would lead out of their folder are not asked for")
  func hostileNames() async throws {
    let body = Self.executed.replacing("file_1", with: "../../messages?x=")
    let (reply, seen) = try await reply([:], body: { _ in body }, family: .anthropicMessages)
    #expect(reply.files.first?.problem == "its address cannot be used")
    #expect(seen.count == 1)
  }
}
