import Foundation
import HTTP
import HTTPTestSupport
import Testing

@Suite("HTTP over libcurl")
struct CurlTransportTests {
  private func outcome(
    _ url: String, bodyLimit: Int = 1024 * 1024, timeout: Duration = .seconds(10)
  ) async -> Result<HTTPResponse, TransportError> {
    let request = HTTPRequest(.post, url: url + "/x", body: Array("{}".utf8), timeout: timeout)
    do {
      return .success(try await CurlTransport(bodyLimit: bodyLimit).send(request))
    } catch {
      return .failure(error)
    }
  }

  private func failure(
    _ bytes: String, then ending: RawServer.Ending = .close, bodyLimit: Int = 1024 * 1024,
    timeout: Duration = .seconds(10)
  ) async throws -> TransportError.Code? {
    let server = try RawServer(bytes, then: ending)
    defer { server.stop() }
    let outcome = await outcome(server.baseURL, bodyLimit: bodyLimit, timeout: timeout)
    if case .failure(let error) = outcome { return error.code }
    return nil
  }

  @Test("a response arrives whole: status, headers in lower case and sorted, body to the byte")
  func whole() async throws {
    let server = try RawServer(
      "HTTP/1.1 418 Teapot\r\nX-B: 2\r\nX-A: 1\r\nContent-Length: 5\r\n\r\n{\"a\"}")
    defer { server.stop() }
    let response = try await outcome(server.baseURL).get()
    #expect(response.status == 418)
    #expect(response.headers.map(\.name) == ["content-length", "x-a", "x-b"])
    #expect(response.header("x-b") == "2")
    #expect(response.body == Array("{\"a\"}".utf8))
  }

  @Test("a request arrives as it was made")
  func request() async throws {
    try await ScriptedServer.run(["/v1/x": [.json("{}")]]) { server, url in
      let key = try #require(APIKey("sk-test"))
      _ = try await CurlTransport().send(
        HTTPRequest(
          .post, url: url + "/v1/x", headers: [HTTPHeader(name: "x-own", value: "1")],
          credential: Credential(header: "authorization", prefix: "Bearer ", key: key),
          body: Array(#"{"é":1}"#.utf8), timeout: .seconds(10)))
      let seen = try #require(server.seen.first)
      #expect(seen.method == "POST")
      #expect(seen.headers["authorization"] == "Bearer sk-test")
      #expect(seen.headers["x-own"] == "1")
      #expect(seen.headers["cookie"] == nil)
      #expect(seen.body == Array(#"{"é":1}"#.utf8))
    }
  }

  @Test("nobody there is told from a broken connection and from a response cut short")
  func failures() async throws {
    let port = try RawServer.freePort()
    let refused = await outcome("http://127.0.0.1:\(port)")
    #expect(refused == .failure(TransportError(.refused)))
    #expect(try await failure("", then: .reset) == .reset)
    #expect(await outcome("http://nobody.invalid") == .failure(TransportError(.unresolved)))
    #expect(try await failure("HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{") == .interrupted)
    #expect(
      try await failure("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"a")
        == .interrupted)
    let gone = try await failure("")
    #expect(gone == .interrupted || gone == .reset)
    #expect(try await failure("this is not HTTP\r\n\r\n") == .interrupted)
  }

  @Test(
    "a server that hangs up inside the head has given no response",
    arguments: [
      "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200", "H", "HTTP/1.1 200 OK\r\nContent-Le",
      "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n",
      "HTTP/1.1 100 Continue\r\n\r\n", "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n",
    ])
  func brokenHead(bytes: String) async throws {
    let code = try await failure(bytes)
    #expect(code == .interrupted || code == .reset)
    #expect(try await failure(bytes, then: .reset) != nil)
  }

  @Test("of headers of one name the last is sent, and the key before all of them")
  func repeatedHeaders() async throws {
    try await ScriptedServer.run(["/v1/x": [.json("{}")]]) { server, url in
      let key = try #require(APIKey("sk-test"))
      let headers = [
        HTTPHeader(name: "x-own", value: "1"), HTTPHeader(name: "Authorization", value: "none"),
        HTTPHeader(name: "x-own", value: "2"), HTTPHeader(name: "x-empty", value: ""),
      ]
      _ = try await CurlTransport().send(
        HTTPRequest(
          .post, url: url + "/v1/x", headers: headers,
          credential: Credential(header: "authorization", prefix: "Bearer ", key: key),
          body: Array("{}".utf8), timeout: .seconds(10)))
      let seen = try #require(server.seen.first)
      #expect(seen.headers["authorization"] == "Bearer sk-test")
      #expect(seen.headers["x-own"] == "2")
      #expect(seen.headers["x-empty"] == "")
    }
  }

  @Test("a call that was cancelled before it began is not sent")
  func cancelledBefore() async throws {
    let server = try RawServer("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
    defer { server.stop() }
    let call = Task {
      while !Task.isCancelled { await Task.yield() }
      return await outcome(server.baseURL)
    }
    call.cancel()
    #expect(await call.value == .failure(TransportError(.cancelled)))
    #expect(server.requests == 0)
  }

  @Test("interim responses are passed over, and headers of one name are joined")
  func heads() async throws {
    let server = try RawServer(
      "HTTP/1.1 103 Early Hints\r\nX-A: 0\r\n\r\n"
        + "HTTP/1.1 200 OK\r\nX-A: 1\r\nx-a:  2 \r\nContent-Length: 2\r\n\r\n{}")
    defer { server.stop() }
    let response = try await outcome(server.baseURL).get()
    #expect(response.status == 200)
    #expect(response.header("x-a") == "1, 2")
  }

  @Test("a head without an end is not read for ever")
  func endlessHead() async throws {
    let lines = String(
      repeating: "X-Filler: \(String(repeating: "x", count: 1000))\r\n", count: 400)
    let code = try await failure("HTTP/1.1 200 OK\r\n\(lines)\r\n{}")
    #expect(code == .tooLarge || code == .interrupted || code == .reset)
  }

  @Test("a request that was sent over a kept connection which then broke is not sent again unseen")
  func keptConnection() async throws {
    let server = try RawServer(
      "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", then: .hangUpOnNext)
    defer { server.stop() }
    let transport = CurlTransport()
    let request = HTTPRequest(
      .post, url: server.baseURL + "/x", body: Array("{}".utf8), timeout: .seconds(10))
    #expect(try await transport.send(request).status == 200)
    let error = await #expect(throws: TransportError.self) { try await transport.send(request) }
    #expect(error?.code == .reset || error?.code == .interrupted)
    #expect(server.requests == 2)
    #expect(try await transport.send(request).status == 200)
  }

  @Test("a broken stream leaves what had come, with its times; another response leaves nothing")
  func remains() async throws {
    let server = try RawServer(
      "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: 50\r\n\r\ndata: {}\n\n"
    )
    defer { server.stop() }
    for timesPieces in [true, false] {
      let error = await #expect(throws: TransportError.self) {
        try await CurlTransport().send(
          HTTPRequest(
            .get, url: server.baseURL, timeout: .seconds(10), timesPieces: timesPieces))
      }
      #expect(error?.code == .interrupted)
      #expect(error?.remains.bytes == (timesPieces ? Array("data: {}\n\n".utf8) : []))
      #expect(error?.remains.pieces.reduce(0) { $0 + $1.size } == (timesPieces ? 10 : 0))
    }
  }

  @Test("a server that does not speak the encrypted protocol is told as such")
  func tls() async throws {
    let server = try RawServer("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
    defer { server.stop() }
    let url = "https" + server.baseURL.dropFirst(4)
    #expect(await outcome(url) == .failure(TransportError(.tls)))
  }

  @Test("a response that stalls or drips ends at the time limit")
  func stall() async throws {
    let start = ContinuousClock.now
    #expect(
      try await failure(
        "HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{", then: .stall, timeout: .milliseconds(300))
        == .timeout)
    #expect(try await failure("", then: .stall, timeout: .milliseconds(300)) == .timeout)
    #expect(ContinuousClock.now - start < .seconds(60))
  }

  @Test("a response beyond the bound is not read, whether it says its size or not")
  func tooLarge() async throws {
    let body = String(repeating: "x", count: 4000)
    #expect(
      try await failure("HTTP/1.1 200 OK\r\nContent-Length: 4000\r\n\r\n\(body)", bodyLimit: 3999)
        == .tooLarge)
    #expect(
      try await failure("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n\(body)", bodyLimit: 3999)
        == .tooLarge)
    #expect(
      try await failure("HTTP/1.1 200 OK\r\nContent-Length: 4000\r\n\r\n\(body)", bodyLimit: 4000)
        == nil)
  }

  @Test("a redirect is a response, and is not followed")
  func redirect() async throws {
    try await ScriptedServer.run(["/y": [.json("{}")]]) { other, target in
      let answer = ScriptedAnswer(status: 302, headers: ["Location": target + "/y"], body: "moved")
      try await ScriptedServer.run(["/x": [answer]]) { _, url in
        let response = try await outcome(url).get()
        #expect(response.status == 302)
        #expect(other.seen.isEmpty)
      }
    }
  }

  @Test("a challenge is a response, and no cookie comes back")
  func challengeAndCookies() async throws {
    let challenge = ScriptedAnswer(
      status: 401, headers: ["WWW-Authenticate": "Basic realm=\"x\"", "Set-Cookie": "a=b; Path=/"],
      body: "{}")
    try await ScriptedServer.run(["/x": [challenge]]) { server, url in
      let transport = CurlTransport()
      for _ in 0..<2 {
        let request = HTTPRequest(.get, url: url + "/x", timeout: .seconds(10))
        let response = try await transport.send(request)
        #expect(response.status == 401)
      }
      #expect(server.seen.count == 2)
      #expect(server.seen.allSatisfy { $0.headers["cookie"] == nil })
    }
  }

  @Test("a call that is no longer wanted ends at once")
  func cancellation() async throws {
    let server = try RawServer("", then: .stall)
    defer { server.stop() }
    let start = ContinuousClock.now
    let call = Task { await outcome(server.baseURL) }
    try await Task.sleep(for: .milliseconds(50))
    call.cancel()
    #expect(await call.value == .failure(TransportError(.cancelled)))
    #expect(ContinuousClock.now - start < .seconds(60))
  }

  @Test("many calls at once each get their own response")
  func concurrency() async throws {
    let script = Dictionary(
      uniqueKeysWithValues: (0..<40).map { ("/\($0)", [ScriptedAnswer.json("\($0)")]) })
    try await ScriptedServer.run(script) { _, url in
      let transport = CurlTransport()
      try await withThrowingTaskGroup(of: Void.self) { group in
        for index in 0..<40 {
          group.addTask {
            let request = HTTPRequest(.get, url: "\(url)/\(index)", timeout: .seconds(20))
            let response = try await transport.send(request)
            #expect(response.body == Array("\(index)".utf8))
          }
        }
        try await group.waitForAll()
      }
    }
  }

  @Test(
    "URLs that are not http or https are refused",
    arguments: ["file:///etc/passwd", "ftp://127.0.0.1", "", "http://", "nonsense"])
  func badURLs(url: String) async {
    #expect(await outcome(url) == .failure(TransportError(.badURL)))
  }

  @Test("a proxy in the environment is not used")
  func proxies() async throws {
    await #expect(processExitsWith: .success) {
      let proxy = try RawServer("HTTP/1.1 299 Proxy\r\nContent-Length: 2\r\n\r\n{}")
      setenv("http_proxy", proxy.baseURL, 1)
      let server = try RawServer("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
      let request = HTTPRequest(.get, url: server.baseURL + "/x", timeout: .seconds(5))
      let direct = try await CurlTransport().send(request)
      setenv("http_proxy", proxy.baseURL, 1)
      let through = try await CurlTransport(NetworkRoute(in: [:], usesProxies: true)).send(request)
      exit(direct.status == 200 && through.status == 299 ? 0 : 1)
    }
  }

  @Test("a proxy that refuses a tunnel has sent nothing to the provider")
  func refusedTunnel() async throws {
    await #expect(processExitsWith: .success) {
      let proxy = try RawServer("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")
      setenv("https_proxy", proxy.baseURL, 1)
      let request = HTTPRequest(.get, url: "https://provider.invalid/x", timeout: .seconds(5))
      do throws(TransportError) {
        _ = try await CurlTransport(NetworkRoute(in: [:], usesProxies: true)).send(request)
        exit(1)
      } catch {
        exit(error.code == .refused ? 0 : 2)
      }
    }
  }
}
