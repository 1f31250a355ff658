import HTTP
import HTTPTestSupport
import ModelAPI
import Testing

@Suite("Keys and addresses")
struct EndpointAccessTests {
  private let secret = "sk-very-secret-0123456789"

  private func client(
    _ access: EndpointAccess, environment: [String: String] = [:],
    transport: ListTransport = ListTransport([])
  ) throws -> ModelClient {
    try ModelClient(
      endpoint: ModelEndpoint(model: "m"), access: access, environment: environment,
      transport: transport, policy: .never, clock: ManualClock().clock)
  }

  @Test(
    "base URLs that cannot be used are refused without being shown",
    arguments: [
      "", "localhost:8080", "ftp://host/v1", "http://", "https://user:hunter2@host/v1",
      "https://host/v1?key=hunter2", "https://host/v1#hunter2", "http://ho st/hunter2",
    ])
  func badBaseURLs(url: String) {
    let error = #expect(throws: ModelAPIError.self) { try client(EndpointAccess(baseURL: url)) }
    #expect(error?.code == .badURL)
    #expect(error.map { "\($0)".contains("hunter2") } == false)
  }

  @Test("a variable overrides the base URL, and an empty one does not")
  func override() throws {
    let access = EndpointAccess(baseURL: "https://api.example/v1/", baseURLVariable: "BASE")
    #expect(try client(access).place == "api.example/v1/chat/completions")
    #expect(
      try client(access, environment: ["BASE": "http://127.0.0.1:8080"]).place
        == "127.0.0.1:8080/chat/completions")
    #expect(
      try client(access, environment: ["BASE": ""]).place == "api.example/v1/chat/completions")
    let error = #expect(throws: ModelAPIError.self) {
      try client(access, environment: ["BASE": "nonsense"])
    }
    #expect(error?.message.contains("BASE") == true)
  }

  @Test(
    "a key that is missing, blank or could write headers is refused by its variable's name",
    arguments: [nil, "", "  \n", "a\r\nx: y", "kéy", "a b"])
  func badKeys(value: String?) {
    let access = EndpointAccess(baseURL: "http://localhost", keyVariable: "MY_KEY")
    let error = #expect(throws: ModelAPIError.self) {
      try client(access, environment: value.map { ["MY_KEY": $0] } ?? [:])
    }
    #expect(error?.code == .noKey)
    #expect(error?.message.contains("MY_KEY") == true)
  }

  @Test("no description, dump or reflection of anything that holds a key shows it")
  func descriptions() throws {
    let key = try #require(APIKey(" \(secret)\n"))
    let request = HTTPRequest(
      .post, url: "http://localhost",
      credential: Credential(header: "authorization", prefix: "Bearer ", key: key),
      timeout: .seconds(1))
    let client = try client(
      EndpointAccess(baseURL: "http://localhost", keyVariable: "KEY"),
      environment: ["KEY": secret])
    var text = "\(key) \(String(reflecting: key)) \(request) \(client)"
    dump(key, to: &text)
    dump(request, to: &text)
    dump(client, to: &text)
    #expect(!text.contains("very-secret"))
    #expect(text.contains("[key]"))
  }

  @Test("a provider that repeats the key never gets it into an error")
  func echoedKey() async throws {
    let bodies = [
      #"{"error":{"message":"Incorrect key provided: \#(secret)","code":"\#(secret)"}}"#,
      "<html>\(secret)</html>", #"{"error":"\#(secret)"}"#,
      #"{"error":"\u0073\#(secret.dropFirst())"}"#,
      #"{"error":"\#(String(repeating: "x", count: 490))\#(secret)"}"#,
      String(repeating: "x", count: 490) + secret,
    ]
    for status in [200, 302, 400, 401, 402, 403, 404, 429, 500, 501] {
      for body in bodies {
        let transport = ListTransport([
          .success(HTTPResponse(status: status, body: Array(body.utf8)))
        ])
        let client = try client(
          EndpointAccess(baseURL: "http://localhost", keyVariable: "KEY", checksModel: false),
          environment: ["KEY": secret], transport: transport)
        do {
          _ = try await client.reply(to: try encodedGreeting())
        } catch let error as ModelAPIError {
          var text = "\(error) \(error.message) \(error.next)"
          dump(error, to: &text)
          #expect(!text.contains("sk-v"), "status \(status)")
        }
      }
    }
  }

  @Test("the key is not sent where none is asked for, and the health check never gets it")
  func noKey() async throws {
    try await ScriptedServer.run([:]) { server, url in
      let access = EndpointAccess(baseURL: url + "/v1", keyVariable: "KEY")
      let probe = try ModelProbe(
        endpoint: ModelEndpoint(model: "m"), access: access, environment: ["KEY": secret],
        transport: CurlTransport())
      _ = await probe.run()
      #expect(server.paths == ["/v1/models", "/health"])
      #expect(server.seen.map { $0.headers["authorization"] } == ["Bearer \(secret)", nil])
    }
  }
}
