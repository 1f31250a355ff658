import FlyingFox
import FlyingSocks
import Foundation
import Testing
import WorkbenchTestSupport

@Suite("Providers that cannot be used")
struct ProviderFailureTests {
  /// Serves one answer to everything while `body` runs.
  private func serving(
    _ status: Int, _ type: String, _ text: String, _ body: @Sendable (String) async throws -> Void
  ) async throws {
    let server = HTTPServer(
      address: try .inet(ip4: "127.0.0.1", port: 0), logger: .disabled,
      handler: ClosureHTTPHandler { _ in
        HTTPResponse(
          statusCode: HTTPStatusCode(status, phrase: "Scripted"), headers: [.contentType: type],
          body: Data(text.utf8))
      })
    let running = Task { try await server.run() }
    defer { running.cancel() }
    try await server.waitUntilListening(timeout: 60)
    guard case .ip4(_, let port)? = await server.listeningAddress else { return }
    try await body("127.0.0.1:\(port)")
  }

  private func workshop(key: Bool = false) throws -> Workshop {
    try Workshop { text in
      key ? text.replacing("concurrency: 2", with: "key: STEERBENCH_TEST_KEY") : text
    }
  }

  @Test("No key gives exit 2 and names the variable, before anything is sent")
  func noKey() async throws {
    let workshop = try workshop(key: true)
    defer { workshop.remove() }
    let run = try await workshop.record("http://127.0.0.1:9/v1")
    #expect(run.status == 2)
    #expect(run.errors.contains("STEERBENCH_TEST_KEY"), "\(run.errors)")
    #expect(workshop.cassettes.isEmpty)
  }

  @Test(
    "A refused key, a missing model, a web page and an empty account give exit 4 and a next step",
    arguments: [
      (
        401, "application/json", #"{"error":{"message":"Incorrect API key provided: sk-wrong-1"}}"#,
        "Check the key"
      ),
      (
        404, "application/json", #"{"error":{"message":"The model does not exist"}}"#,
        "model's name 'scripted'"
      ),
      (200, "text/html", "<html><body>Please log in</body></html>", "Check the base URL"),
      (
        429, "application/json", #"{"error":{"message":"quota","code":"insufficient_quota"}}"#,
        "Add credit"
      ),
      (301, "text/plain", "moved", "redirect"),
    ])
  func refused(status: Int, type: String, text: String, hint: String) async throws {
    let workshop = try workshop(key: true)
    defer { workshop.remove() }
    try await serving(status, type, text) { place in
      let run = try await Tool.run(
        ["record", "sweep", "--base-url", "http://\(place)/v1"], in: workshop.folder,
        environment: ["STEERBENCH_TEST_KEY": "sk-wrong-1"])
      #expect(run.status == 4, "\(run.errors)")
      #expect(run.errors.contains(hint), "\(run.errors)")
      #expect(run.errors.contains(place), "\(run.errors)")
      #expect(!run.errors.contains("sk-wrong-1"))
    }
    #expect(workshop.cassettes.isEmpty)
  }

  @Test(
    "A base URL that is none gives exit 2 and shows how one looks",
    arguments: ["127.0.0.1:8080/v1", "ftp://127.0.0.1/v1", "http:///v1", "https://u:p@host/v1"])
  func badURL(url: String) async throws {
    let workshop = try workshop()
    defer { workshop.remove() }
    let run = try await workshop.record(url)
    #expect(run.status == 2)
    #expect(run.errors.contains("http://127.0.0.1:8080/v1"), "\(run.errors)")
    #expect(!run.errors.contains("u:p"))
  }

  @Test("A server that does not speak TLS gives exit 4 and says so; nothing is tried again")
  func tls() async throws {
    let workshop = try workshop()
    defer { workshop.remove() }
    let server = try ChaosProcess(faults: 0)
    defer { server.stop() }
    let run = try await workshop.record(server.baseURL.replacing("http:", with: "https:"))
    #expect(run.status == 4, "\(run.errors)")
    #expect(run.errors.contains("encrypted connection"), "\(run.errors)")
    #expect(!run.errors.contains("attempts"))
  }

  @Test("Proxy variables are not used, and the tool says so and how to use them")
  func proxies() async throws {
    let workshop = try workshop()
    defer { workshop.remove() }
    let environment = ["HTTP_PROXY": "http://127.0.0.1:9", "http_proxy": "http://127.0.0.1:9"]
    try await ScriptedServer().serving { url in
      let direct = try await Tool.run(
        ["record", "sweep", "--base-url", url], in: workshop.folder, environment: environment)
      #expect(direct.status == 0, "\(direct.errors)")
      #expect(direct.errors.contains("--use-proxy"), "\(direct.errors)")
    }
    try workshop.editPrompt("all-text", "question", "task")
    try await ScriptedServer().serving { url in
      let through = try await Tool.run(
        ["record", "sweep", "--base-url", url, "--use-proxy", "--attempts", "1"],
        in: workshop.folder, environment: environment)
      #expect(through.status == 4, "nobody listens where the proxy should be")
    }
    try workshop.editPrompt("all-text", "task", "question")
    #expect(try await workshop.replay().status == 0, "what was recorded stays")
  }

  @Test("A call that fails for good is reported, and the rest is recorded")
  func oneBadCall() async throws {
    let workshop = try workshop()
    defer { workshop.remove() }
    let bad = try ScriptedServer(refusing: { $0.contains("```python") })
    let run = try await bad.serving { url in
      try await workshop.record(url, ["--attempts", "1", "--json"])
    }
    #expect(run.status == 4)
    #expect(run.errors.contains("failed: scripted/all-code/"), "\(run.errors)")
    #expect(run.errors.contains("8 trials could not be recorded"), "\(run.errors)")
    #expect(workshop.cassettes.count == 1)
    try await ScriptedServer().serving { url in
      let again = try await workshop.record(url)
      #expect(again.status == 0, "\(again.errors)")
    }
    #expect(try await workshop.replay().status == 0)
  }

  @Test("Ctrl-C twice stops at once, and what was acknowledged is there when it goes on")
  func twiceInterrupted() async throws {
    let workshop = try workshop()
    defer { workshop.remove() }
    let quick = try ScriptedServer()
    // The first answers come at once, the rest never.
    let server = try ScriptedServer(stallingAfter: 5)
    try await server.serving { url in
      let tool = try Tool.start(["record", "sweep", "--base-url", url], in: workshop.folder)
      while server.received < 7 { try await Task.sleep(for: .milliseconds(5)) }
      tool.send(SIGINT)
      while !tool.errorsSoFar.contains("Ctrl-C again") {
        try await Task.sleep(for: .milliseconds(5))
      }
      #expect(tool.isRunning, "it waits for what is in flight")
      tool.send(SIGINT)
      let run = await tool.finish()
      #expect(run.status == 130)
      #expect(run.errors.contains("Stopped at once"), "\(run.errors)")
      server.release()
    }
    try await quick.serving { url in
      let resumed = try await workshop.record(url)
      #expect(resumed.status == 0, "\(resumed.errors)")
      // Sixteen in all: some of the five that were answered are on disk, and none of these is asked.
      #expect(quick.answered.count < 16)
    }
    #expect(try await workshop.replay().status == 0)
  }

  @Test("Ctrl-C does not wait for calls that wait to try again")
  func interruptedWait() async throws {
    let workshop = try workshop()
    defer { workshop.remove() }
    let throttling = #"{"error":{"message":"slow down"}}"#
    let server = HTTPServer(
      address: try .inet(ip4: "127.0.0.1", port: 0), logger: .disabled,
      handler: ClosureHTTPHandler { request in
        HTTPResponse(
          statusCode: request.method == .GET ? .notFound : .init(429, phrase: "Slow down"),
          headers: [.contentType: "application/json", HTTPHeader("Retry-After"): "100"],
          body: Data(throttling.utf8))
      })
    let running = Task { try await server.run() }
    defer { running.cancel() }
    try await server.waitUntilListening(timeout: 60)
    guard case .ip4(_, let port)? = await server.listeningAddress else { return }
    let tool = try Tool.start(
      ["record", "sweep", "--base-url", "http://127.0.0.1:\(port)/v1"], in: workshop.folder)
    while !tool.errorsSoFar.contains("no call for 100 s: the server asked for it (429)") {
      try await Task.sleep(for: .milliseconds(5))
    }
    tool.send(SIGINT)
    let run = await tool.finish()
    #expect(run.status == 130)
    #expect(run.errors.contains("To go on"), "\(run.errors)")
  }

  @Test("A server that asks for an hour ends the recording in seconds, with its own words")
  func askedForAnHour() async throws {
    let workshop = try Workshop { text in
      text.replacing("concurrency: 2", with: "concurrency: 64")
        .replacing("per-task: 2", with: "per-task: 20")
    }
    defer { workshop.remove() }
    let server = AnsweringServer()
    let clock = ContinuousClock()
    let start = clock.now
    let run = try await server.serving { asked in
      guard asked.path.hasSuffix("completions") else { return Answered(status: 404, body: "{}") }
      return Answered(
        status: 429, headers: ["Content-Type": "application/json", "Retry-After": "3600"],
        body: #"{"error":{"message":"the day is used up"}}"#)
    } _: { url in
      try await workshop.record(url, ["--attempts", "3"])
    }
    #expect(clock.now - start < .seconds(100), "no try was waited for")
    #expect(run.status == 4, "\(run.errors)")
    #expect(run.errors.contains("\"the day is used up\"; the server asks to wait 3600 s"))
    #expect(run.errors.contains("no call for 3600 s: the server asked for it (429)"))
    // Those that were under way when the first answer came, and none besides.
    #expect(server.asked.count <= 65)
  }
}
