import HTTP
import Serving
import Testing

@testable import Workbench

@Suite("A report for browsers of this machine")
struct PageServerTests {
  @Test("answers whoever asks for this machine by address, and nobody else")
  func rebinding() async {
    let page = ServedPage(html: Array("page".utf8), policy: "default-src 'none'")
    let handler = PageHandler { $0 == "/" ? page : nil }
    func status(_ host: String?, _ path: String = "/", _ method: String = "GET") async -> Int {
      let headers = host.map { [HTTPHeader(name: "host", value: $0)] } ?? []
      return await handler.answer(ServedRequest(method: method, path: path, headers: headers))
        .status
    }
    for host in ["127.0.0.1:8000", "localhost:8000", "LOCALHOST", "127.0.0.1"] {
      #expect(await status(host) == 200)
    }
    for host in [
      "evil.example:8000", "127.0.0.1.evil.example", "localhost:8000:1", "localhost:x", "[::1]:1",
      "",
      nil,
    ] {
      #expect(await status(host) == 421)
    }
    #expect(await status("localhost", "/etc/passwd") == 404)
    #expect(await status("localhost", "/", "POST") == 405)
  }
}
