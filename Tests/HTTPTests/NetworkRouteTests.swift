import Foundation
import HTTP
import HTTPTestSupport
import Testing

@Suite("How requests leave the machine, and whom they trust")
struct NetworkRouteTests {
  @Test("A server is trusted where SSL_CERT_FILE names its authority, and not without")
  func authorities() async throws {
    try #require(TLSServer.isPossible, "openssl is not installed")
    let server = try TLSServer()
    defer { server.stop() }
    try Data("hello".utf8).write(to: URL(filePath: server.folder + "/x"))
    let request = HTTPRequest(.get, url: server.url + "/x", timeout: .seconds(20))
    let error = await #expect(throws: TransportError.self) {
      try await CurlTransport(NetworkRoute(in: [:], usesProxies: false)).send(request)
    }
    #expect(error?.code == .tls)
    let environment = ["SSL_CERT_FILE": server.authorities]
    let response = try await CurlTransport(NetworkRoute(in: environment, usesProxies: false))
      .send(request)
    #expect(response.body == Array("hello".utf8))
  }

  @Test("A file of authorities that cannot be read trusts nobody, and an empty name is none")
  func badAuthorities() async throws {
    let environment = ["SSL_CERT_FILE": "/nowhere/at/all.pem"]
    let error = await #expect(throws: TransportError.self) {
      try await CurlTransport(NetworkRoute(in: environment, usesProxies: false)).send(
        HTTPRequest(.get, url: "https://127.0.0.1:9/", timeout: .seconds(20)))
    }
    // Whether the file or the connection is looked at first is the library's affair.
    #expect(error?.code == .tls || error?.code == .refused)
    #expect(NetworkRoute(in: ["SSL_CERT_FILE": ""], usesProxies: false) == .direct)
  }

  @Test("The first variable that names a proxy is found, whatever its case")
  func variables() {
    #expect(NetworkRoute.proxyVariable(in: [:]) == nil)
    #expect(NetworkRoute.proxyVariable(in: ["HTTPS_PROXY": "", "http_proxy": "p"]) == "http_proxy")
    #expect(
      NetworkRoute.proxyVariable(in: ["ALL_PROXY": "p", "HTTPS_PROXY": "p"]) == "HTTPS_PROXY")
  }
}
