import Basics
import HTTP
import HTTPTestSupport
import ModelAPI
import Testing

@Suite("Asking a model")
struct ModelClientTests {
  private static let chat = "/v1/chat/completions"

  private func client(
    _ url: String, model: String = "tiny", policy: RetryPolicy = .standard,
    timeout: Duration = .seconds(10), clock: ManualClock = ManualClock(), checksModel: Bool = false
  ) throws -> ModelClient {
    try ModelClient(
      endpoint: ModelEndpoint(model: model),
      access: EndpointAccess(
        baseURL: url + "/v1/", keyVariable: "KEY", timeout: timeout, checksModel: checksModel),
      environment: ["KEY": "sk-test"], transport: CurlTransport(), policy: policy,
      clock: clock.clock)
  }

  private func error(
    _ script: [ScriptedAnswer], policy: RetryPolicy = .standard
  ) async throws -> ModelAPIError? {
    try await ScriptedServer.run([Self.chat: script]) { _, url in
      let client = try client(url, policy: policy)
      let request = try encodedGreeting()
      return await #expect(throws: ModelAPIError.self) { try await client.reply(to: request) }
    }
  }

  @Test("a good answer is a reply whose body is sent and kept to the byte")
  func success() async throws {
    let answer = ScriptedAnswer.json(
      goodAnswer, headers: ["X-Request-Id": "r1", "Set-Cookie": "secret=1", "Server": "x"])
    try await ScriptedServer.run([Self.chat: [answer]]) { server, url in
      let request = try encodedGreeting()
      let reply = try await client(url).reply(to: request)
      #expect(reply.status == 200)
      #expect(reply.body == Array(goodAnswer.utf8))
      #expect(
        reply.headers == [
          HTTPHeader(name: "content-type", value: "application/json"),
          HTTPHeader(name: "x-request-id", value: "r1"),
        ])
      #expect(reply.attempts.map(\.end) == [.status(200)])
      let seen = try #require(server.seen.first)
      #expect(seen.body == OpenAIChatFormat.body(of: request.segments))
      #expect(seen.headers["authorization"] == "Bearer sk-test")
      #expect(seen.headers["content-type"] == "application/json")
      #expect(textOfAnswer(reply) == "Paris.")
    }
  }

  @Test("a throttled call waits as long as it is told, then succeeds with both attempts on record")
  func throttledThenGood() async throws {
    let throttled = ScriptedAnswer.json("{}", status: 429, headers: ["Retry-After": "7"])
    try await ScriptedServer.run([Self.chat: [throttled, .json(goodAnswer)]]) { _, url in
      let clock = ManualClock()
      let reply = try await client(url, clock: clock).reply(to: try encodedGreeting())
      #expect(clock.waits == [.seconds(7)])
      #expect(reply.attempts.map(\.end) == [.status(429), .status(200)])
      #expect(reply.waitMicroseconds == 7_000_000)
    }
  }

  @Test("a storm of server errors ends after the allowed attempts")
  func storm() async throws {
    let error = try await error(
      [.json(#"{"error":{"message":"boom"}}"#, status: 500)],
      policy: RetryPolicy(maximumAttempts: 4))
    #expect(error?.code == .serverError)
    #expect(error?.status == 500)
    #expect(error?.attempts.count == 4)
    #expect(error?.message.contains("after 4 attempts") == true)
    #expect(error?.message.contains("\"boom\"") == true)
  }

  @Test("errors of the request itself are replies", arguments: [400, 413, 422])
  func resultErrors(status: Int) async throws {
    let body = #"{"error":{"message":"too long","code":"context_length_exceeded"}}"#
    try await ScriptedServer.run([Self.chat: [.json(body, status: status)]]) { server, url in
      let reply = try await client(url).reply(to: try encodedGreeting())
      #expect(reply.status == status)
      #expect(server.seen.count == 1)
      let outcome = reply.outcome(by: .openAIChat)
      #expect(failure(outcome)?.code == "context_length_exceeded")
    }
  }

  @Test(
    "every other status has an error of its own, told at once",
    arguments: [
      (401, ModelAPIError.Code.authentication), (403, .authentication), (404, .notFound),
      (402, .quotaExhausted), (302, .unexpectedStatus), (405, .unexpectedStatus),
      (501, .serverError),
    ])
  func lastingErrors(status: Int, code: ModelAPIError.Code) async throws {
    let error = try await error([.json(#"{"error":{"message":"no"}}"#, status: status)])
    #expect(error?.code == code)
    #expect(error?.attempts.count == 1)
    #expect(error?.next.isEmpty == false)
    #expect(error?.message.contains("127.0.0.1") == true)
    #expect(error?.message.contains(Self.chat) == true)
  }

  @Test("an account without credit is told at once, although the status is 429")
  func quota() async throws {
    let body = #"{"error":{"message":"quota","type":"insufficient_quota"}}"#
    let error = try await error([.json(body, status: 429, headers: ["Retry-After": "1"])])
    #expect(error?.code == .quotaExhausted)
    #expect(error?.attempts.count == 1)
  }

  @Test("a server that asks for an hour is not waited for")
  func longWait() async throws {
    let error = try await error([.json("{}", status: 429, headers: ["Retry-After": "3600"])])
    #expect(error?.code == .throttled)
    #expect(error?.attempts.count == 1)
    #expect(error?.message.contains("3600 s") == true)
  }

  @Test("a web page is told as one, be its status good or bad")
  func webPage() async throws {
    for status in [200, 400] {
      let page = ScriptedAnswer(
        status: status, headers: ["Content-Type": "text/html"], body: "<html>Welcome</html>")
      let error = try await error([page])
      #expect(error?.code == .notJSON)
      #expect(error?.message.contains("Welcome") == true)
      #expect(error?.attempts.count == 1)
    }
  }

  @Test("a broken JSON answer is asked for again")
  func brokenJSON() async throws {
    let script: [ScriptedAnswer] = [.json(#"{"choices":[{"#), .json(goodAnswer)]
    try await ScriptedServer.run([Self.chat: script]) { _, url in
      let reply = try await client(url).reply(to: try encodedGreeting())
      #expect(reply.body == Array(goodAnswer.utf8))
      #expect(reply.attempts.count == 2)
    }
  }

  @Test("nobody there, a broken connection, a cut answer and silence are told apart")
  func transportFailures() async throws {
    let policy = RetryPolicy(maximumAttempts: 2)
    let cases: [(String, RawServer.Ending, ModelAPIError.Code, TransportError.Code)] = [
      ("", .reset, .unreachable, .reset),
      ("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{", .close, .unreachable, .interrupted),
      ("", .stall, .timeout, .timeout),
    ]
    for (bytes, ending, code, cause) in cases {
      let server = try RawServer(bytes, then: ending)
      defer { server.stop() }
      let client = try client(
        server.baseURL, policy: policy,
        timeout: ending == .stall ? .milliseconds(200) : .seconds(10))
      let request = try encodedGreeting()
      let error = await #expect(throws: ModelAPIError.self) { try await client.reply(to: request) }
      #expect(error?.code == code)
      #expect(error?.cause == TransportError(cause))
      #expect(error?.attempts.map(\.end) == [.failure(cause), .failure(cause)])
    }
    let client = try client("http://127.0.0.1:\(try RawServer.freePort())", policy: policy)
    let request = try encodedGreeting()
    let error = await #expect(throws: ModelAPIError.self) { try await client.reply(to: request) }
    #expect(error?.cause == TransportError(.refused))
  }

  @Test("a call that is cancelled while it waits to retry says so")
  func cancelledWait() async throws {
    let transport = ListTransport([.failure(TransportError(.refused))])
    let clock = ModelClock(
      now: { .zero }, sleep: { _ throws(CancellationError) in throw CancellationError() },
      jitter: { 0 })
    let client = try ModelClient(
      endpoint: ModelEndpoint(model: "m"),
      access: EndpointAccess(baseURL: "http://localhost/v1", checksModel: false), environment: [:],
      transport: transport, clock: clock)
    let request = try encodedGreeting()
    let error = await #expect(throws: ModelAPIError.self) { try await client.reply(to: request) }
    #expect(error?.code == .cancelled)
  }

  @Test("every try is told to the observer as it ends")
  func observer() async throws {
    let transport = ListTransport([
      .failure(TransportError(.reset)),
      .success(HTTPResponse(status: 200, body: Array(goodAnswer.utf8))),
    ])
    let (stream, continuation) = AsyncStream.makeStream(of: ModelAttempt.self)
    let client = try ModelClient(
      endpoint: ModelEndpoint(model: "m"),
      access: EndpointAccess(baseURL: "http://localhost/v1", checksModel: false), environment: [:],
      transport: transport, clock: ManualClock().clock, observe: { continuation.yield($0) })
    let reply = try await client.reply(to: try encodedGreeting())
    continuation.finish()
    var observed: [ModelAttempt] = []
    for await attempt in stream { observed.append(attempt) }
    #expect(observed == reply.attempts)
    #expect(observed.count == 2)
  }
}

/// The text of a reply's answer.
private func textOfAnswer(_ reply: ModelReply) -> String? {
  answer(reply.outcome(by: .openAIChat))?.text
}
