import HTTP
import HTTPTestSupport
import ModelAPI
import Testing

@Suite("Which models a server serves")
struct ModelProbeTests {
  private static let list = #"""
    {"object":"list","data":[{"id":"qwen2.5-coder-0.5b","aliases":["qwen"]},{"id":"llama3:latest"},
    {"id":"gpt-4o-mini"},{"id":7}]}
    """#

  private func probe(_ url: String, model: String) async throws -> ProbeReport {
    try await ModelProbe(
      endpoint: ModelEndpoint(model: model), access: EndpointAccess(baseURL: url + "/v1"),
      environment: [:], transport: CurlTransport()
    ).run()
  }

  private func reply(
    _ url: String, model: String, policy: RetryPolicy = .never
  ) async throws -> ModelReply {
    let client = try ModelClient(
      endpoint: ModelEndpoint(model: model), access: EndpointAccess(baseURL: url + "/v1"),
      environment: [:], transport: CurlTransport(), policy: policy,
      clock: ManualClock().clock)
    return try await client.reply(to: try encodedGreeting(model: model))
  }

  @Test("a listed name, an alias and a name without its tag are served")
  func ready() async throws {
    try await ScriptedServer.run(["/v1/models": [.json(Self.list)]]) { _, url in
      for model in ["qwen2.5-coder-0.5b", "qwen", "llama3"] {
        let report = try await probe(url, model: model)
        #expect(report.finding == .ready)
        #expect(report.models == ["qwen2.5-coder-0.5b", "llama3:latest", "gpt-4o-mini"])
        #expect(report.problem == nil)
      }
    }
  }

  @Test("a wrong model is told from a server that is down, with the names that are near")
  func wrongModel() async throws {
    try await ScriptedServer.run(["/v1/models": [.json(Self.list)]]) { _, url in
      let report = try await probe(url, model: "qwen2.5-coder-05b")
      #expect(report.finding == .wrongModel)
      #expect(report.problem?.code == .unknownModel)
      #expect(report.problem?.message.contains("'qwen2.5-coder-0.5b'") == true)
      #expect(report.problem?.message.contains("gpt-4o-mini") == false)
      let strange = try await probe(url, model: "zzz")
      #expect(strange.problem?.message.contains("it serves 'qwen2.5-coder-0.5b'") == true)
    }
    let down = try await probe("http://127.0.0.1:\(try RawServer.freePort())", model: "qwen")
    #expect(down.finding == .down)
    #expect(down.problem?.code == .unreachable)
  }

  @Test(
    "other states of a server are told apart",
    arguments: [
      (ScriptedAnswer.json("{}", status: 401), ProbeReport.Finding.keyRefused),
      (.json("{}", status: 503), .loading), (.json("{}", status: 500), .down),
      (.json("{}", status: 404), .unlisted), (ScriptedAnswer(body: "<html>"), .notAModelServer),
    ])
  func states(answer: ScriptedAnswer, finding: ProbeReport.Finding) async throws {
    try await ScriptedServer.run(["/v1/models": [answer]]) { _, url in
      let report = try await probe(url, model: "m")
      #expect(report.finding == finding)
      #expect((report.problem == nil) == (finding == .unlisted))
    }
  }

  @Test("a server without a list that is still loading says so by its health")
  func health() async throws {
    let script: [String: [ScriptedAnswer]] = ["/health": [.json("{}", status: 503)]]
    try await ScriptedServer.run(script) { _, url in
      let report = try await probe(url, model: "m")
      #expect(report.finding == .loading)
    }
  }

  @Test("a client asks no server for a model that it does not list, and looks once for many calls")
  func checkedOnce() async throws {
    let script: [String: [ScriptedAnswer]] = [
      "/v1/models": [.json(Self.list)], "/v1/chat/completions": [.json(goodAnswer)],
    ]
    try await ScriptedServer.run(script) { server, url in
      let error = await #expect(throws: ModelAPIError.self) {
        try await reply(url, model: "qwen3")
      }
      #expect(error?.code == .unknownModel)
      #expect(server.paths == ["/v1/models"])
    }
    try await ScriptedServer.run(script) { server, url in
      let client = try ModelClient(
        endpoint: ModelEndpoint(model: "qwen"), access: EndpointAccess(baseURL: url + "/v1"),
        environment: [:], transport: CurlTransport())
      let request = try encodedGreeting(model: "qwen")
      await withTaskGroup(of: Void.self) { group in
        for _ in 0..<8 { group.addTask { _ = try? await client.reply(to: request) } }
      }
      #expect(server.paths.filter { $0 == "/v1/models" }.count == 1)
      #expect(server.paths.filter { $0 == "/v1/chat/completions" }.count == 8)
    }
  }

  @Test(
    "a client passes where there is no list, or none that can be read", arguments: [404, 403, 200])
  func noList(status: Int) async throws {
    let script: [String: [ScriptedAnswer]] = [
      "/v1/models": [.json("{}", status: status)], "/v1/chat/completions": [.json(goodAnswer)],
    ]
    try await ScriptedServer.run(script) { _, url in
      let reply = try await reply(url, model: "anything")
      #expect(reply.status == 200)
    }
  }

  @Test("a look that learnt nothing is repeated before the next call")
  func looksAgain() async throws {
    let script: [String: [ScriptedAnswer]] = [
      "/v1/models": [.json("{}", status: 503), .json(Self.list)],
      "/v1/chat/completions": [.json(goodAnswer)],
    ]
    try await ScriptedServer.run(script) { _, url in
      let client = try ModelClient(
        endpoint: ModelEndpoint(model: "wrong"), access: EndpointAccess(baseURL: url + "/v1"),
        environment: [:], transport: CurlTransport())
      let request = try encodedGreeting(model: "wrong")
      let reply = try await client.reply(to: request)
      #expect(reply.status == 200)
      let error = await #expect(throws: ModelAPIError.self) { try await client.reply(to: request) }
      #expect(error?.code == .unknownModel)
    }
  }
}
