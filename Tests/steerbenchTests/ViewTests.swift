import FlyingFox
import Foundation
import FoundationNetworking
import TestSupport
import Testing
import Basics

@testable import steerbench

@Suite("View")
struct ViewTests {
  @Test("serves the report that report --html writes, and ends in peace at Ctrl-C")
  func serving() async throws {
    let shelf = try await Shelf.recorded()
    defer { shelf.remove() }
    let file = shelf.file("a.html")
    let written = try await Tool.run(["report", "sweep", "--html", file.path], in: shelf.url)
    #expect(written.status == 0, "\(written.errors)")
    let tool = try Tool.start(["view", "sweep", "--no-open", "--json"], in: shelf.url)
    let address = try await tool.firstLine()
    let url = try #require(
      try Basics.JSONValue(parsing: address)["url"]?.string.flatMap { URL(string: $0) })
    #expect(url.host == "127.0.0.1")
    let (body, response) = try await URLSession.shared.data(from: url)
    #expect(body == (try Data(contentsOf: file)))
    let headers = try #require(response as? HTTPURLResponse)
    let policy = headers.value(forHTTPHeaderField: "Content-Security-Policy")
    #expect(policy?.hasPrefix("default-src 'none'") == true)
    tool.send(SIGINT)
    let run = await tool.finish()
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output == address + "\n", "nothing but JSON")
  }

  @Test("answers whoever asks for this machine by address, and nobody else")
  func rebinding() async throws {
    let page = ServedPage(html: Array("page".utf8), policy: "default-src 'none'")
    let handler = ReportHandler(pages: ["/": page])
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
