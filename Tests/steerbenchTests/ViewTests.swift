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

  @Test(
    "opens the page in the browser that the system names, and says so where it names none",
    .timeLimit(.minutes(1)))
  func browser() async throws {
    let shelf = try await Shelf.recorded()
    defer { shelf.remove() }
    let programs = shelf.file("programs")
    try FileManager.default.createDirectory(at: programs, withIntermediateDirectories: true)
    let opened = shelf.file("opened")
    let browser = programs.appending(path: "xdg-open")
    try Data(
      "#!/bin/sh\nprintf '%s' \"$1\" > '\(opened.path).new' && mv '\(opened.path).new' '\(opened.path)'\n"
        .utf8
    )
    .write(to: browser)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: browser.path)
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    let tool = try Tool.start(
      ["view", "sweep", "--json"], in: shelf.url,
      environment: ["PATH": "\(programs.path):\(path)", "DISPLAY": ":0"])
    let url = try JSONValue(parsing: try await tool.firstLine())["url"]?.string
    while !FileManager.default.fileExists(atPath: opened.path) {
      try await Task.sleep(for: .milliseconds(10))
    }
    #expect(try String(contentsOf: opened, encoding: .utf8) == url)
    tool.send(SIGINT)
    #expect(await tool.finish().status == 0)

    let without = try Tool.start(
      ["view", "sweep", "--json"], in: shelf.url,
      environment: ["PATH": shelf.file("nothing").path, "DISPLAY": ":0"])
    _ = try await without.firstLine()
    while !without.errorsSoFar.contains("rowser") {
      try await Task.sleep(for: .milliseconds(10))
    }
    without.send(SIGINT)
    #expect(await without.finish().status == 0)
  }
}
