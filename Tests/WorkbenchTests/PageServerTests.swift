import FlyingFox
import Foundation
import Testing

@testable import Workbench

@Suite("A report for browsers of this machine")
struct PageServerTests {
  @Test("answers whoever asks for this machine by address, and nobody else")
  func rebinding() async throws {
    let page = ServedPage(html: Array("page".utf8), policy: "default-src 'none'")
    let handler = PageHandler(pages: ["/": page])
    func status(_ host: String?, _ path: String = "/", _ method: HTTPMethod = .GET) async throws
      -> Int
    {
      let request = HTTPRequest(
        method: method, version: .http11, path: path, query: [],
        headers: host.map { [.host: $0] } ?? [:], body: Data())
      return try await handler.handleRequest(request).statusCode.code
    }
    for host in ["127.0.0.1:8000", "localhost:8000", "LOCALHOST", "127.0.0.1"] {
      #expect(try await status(host) == 200)
    }
    for host in [
      "evil.example:8000", "127.0.0.1.evil.example", "localhost:8000:1", "localhost:x", "[::1]:1",
      "",
      nil,
    ] {
      #expect(try await status(host) == 421)
    }
    #expect(try await status("localhost", "/etc/passwd") == 404)
    #expect(try await status("localhost", "/", .POST) == 405)
  }
}
