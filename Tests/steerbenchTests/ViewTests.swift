import Basics
import Foundation
import FoundationNetworking
import TestSupport
import Testing
import WorkbenchTestSupport

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
      try JSONValue(parsing: address)["url"]?.string.flatMap { URL(string: $0) })
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
}
