import Basics
import Cassettes
import Foundation
import HTTP
import RecordReplay
import Serving
import Testing

@testable import Proxy

@Suite("Calls that are recorded anew")
struct CallRefreshTests {
  private static let question = #"{"model":"m","messages":[{"role":"user","content":"hi"}]}"#

  private static func ask(_ port: UInt16, _ lane: String) async throws -> String {
    try await Bench.post(port, "/lane/\(lane)/v1/chat/completions", question).text
  }

  /// Records three calls: two of lane a, one of lane b.
  private static func record(into path: String) async throws {
    let upstream = ScriptedUpstream { _, number in
      .whole(200, ScriptedUpstream.chat("old \(number)"))
    }
    _ = try await Bench.record(into: path, from: upstream) { port in
      for lane in ["a", "a", "b"] { _ = try await ask(port, lane) }
    }
  }

  private static func refresh(
    _ path: String, _ words: [String], _ body: @escaping @Sendable (UInt16) async throws -> Void
  ) async throws -> Int {
    let upstream = ScriptedUpstream { _, number in
      .whole(200, ScriptedUpstream.chat(number == 0 ? "old 0" : "new \(number)"))
    }
    let provider = try LocalServer()
    let serving = Task { await provider.run(upstream, grace: .zero) }
    defer { serving.cancel() }
    var recording = ProxySession.Recording(
      upstreams: try Upstreams(every: "http://127.0.0.1:\(provider.port)/v1", environment: [:]),
      transport: CurlTransport(), timeout: .seconds(20), secrets: SecretGuard(),
      toolVersion: "test", timestamp: { "2026-01-01T00:00:00Z" })
    recording.refreshed = try CallSelection(words)
    let session = ProxySession(folder: path, mode: .record(recording), environment: [:]) { _ in }
    _ = try await session.run { port in
      try await body(port)
      return nil
    }
    return upstream.requests.count
  }

  @Test(
    "What is selected is asked again and nothing else, beside the cassettes until it is accepted")
  func acceptance() async throws {
    let folder = TemporaryFolder()
    let path = folder.path
    try await Self.record(into: path)
    let asked = try await Self.refresh(path, ["lane=a"]) { port in
      let answers = [
        try await Self.ask(port, "a"), try await Self.ask(port, "b"), try await Self.ask(port, "a"),
      ]
      #expect(answers == ["old 0", "old 2", "new 1"].map(ScriptedUpstream.chat))
    }
    #expect(asked == 2)
    // The same again asks nothing, and the cassettes are as they were.
    let again = try await Self.refresh(path, ["lane=a"]) { port in
      let answers = [try await Self.ask(port, "a"), try await Self.ask(port, "a")]
      #expect(answers == ["old 0", "new 1"].map(ScriptedUpstream.chat))
    }
    #expect(again == 0)
    _ = try await Bench.replay(path) { port in
      let answers = [try await Self.ask(port, "a"), try await Self.ask(port, "a")]
      #expect(answers == ["old 0", "old 1"].map(ScriptedUpstream.chat))
    }
    let text = try CallRefresh(in: path).text()
    #expect(text.hasPrefix("2 answers were recorded anew: 1 are the same, 1 differ, 0 have none"))
    #expect(text.contains("- old 1"))
    #expect(text.contains("+ new 1"))
    let (added, dropped) = try CallRefresh(in: path).accept()
    #expect(added == 2)
    #expect(dropped == 2)
    let report = try await Bench.replay(path) { port in
      let answers = [
        try await Self.ask(port, "a"), try await Self.ask(port, "a"), try await Self.ask(port, "b"),
      ]
      #expect(answers == ["old 0", "new 1", "old 2"].map(ScriptedUpstream.chat))
    }
    #expect(report.counts.misses == 0)
    #expect(report.unused.isEmpty)
    #expect(throws: ProxyError.self) { try CallRefresh(in: path) }
  }

  @Test("All old answers of a call that was asked again go, and what was never asked stays")
  func dropping() async throws {
    let folder = TemporaryFolder()
    let path = folder.path
    try await Self.record(into: path)
    _ = try await Self.refresh(path, ["all"]) { port in _ = try await Self.ask(port, "a") }
    let (added, dropped) = try CallRefresh(in: path).accept()
    #expect(added == 1)
    #expect(dropped == 2)
    let report = try await Bench.replay(path) { port in
      for lane in ["a", "b", "a"] { _ = try await Self.ask(port, lane) }
    }
    #expect(report.counts.hits == 2)
    #expect(report.counts.misses == 1)
  }

  @Test("Nothing is recorded beside a pending refresh, nor another one, and discarding ends it")
  func refusals() async throws {
    let folder = TemporaryFolder()
    let path = folder.path
    try await Self.record(into: path)
    _ = try await Self.refresh(path, ["lane=a"]) { _ in }
    let upstream = ScriptedUpstream { _, _ in .whole(200, "{}") }
    await #expect(throws: ProxyError.self) {
      try await Bench.record(into: path, from: upstream) { _ in }
    }
    await #expect(throws: ProxyError.self) {
      try await Self.refresh(path, ["lane=b"]) { _ in }
    }
    let words = try CallRefresh.discard(in: path)
    #expect(words == ["lane=a"])
    _ = try await Bench.record(into: path, from: upstream) { _ in }
  }

  @Test("A selection is made of words that are known")
  func words() throws {
    let wrong: [[String]] = [
      [], ["lane"], ["colour=red"], ["action=12"], ["all", "lane=a"], ["lane="], ["x=y"],
    ]
    for words in wrong { #expect(throws: ProxyError.self) { try CallSelection(words) } }
    let call = try ClientCall(
      ServedRequest(
        method: "POST", path: "/lane/a/v1/chat/completions",
        headers: [HTTPHeader(name: "content-type", value: "application/json")],
        body: Array(Self.question.utf8)))
    let digest = call.action.digest.hex
    let right: [[String]] = [
      ["all"], ["lane=a"], ["lane=b", "lane=a"], ["lane=a", "model=m"], ["upstream=openai"],
      ["path=/v1/chat/completions"], ["action=\(digest.prefix(8))"],
    ]
    for words in right {
      let selection = try CallSelection(words)
      #expect(selection.contains(call.action), "\(words)")
    }
    for words in [["lane=b"], ["lane=a", "model=n"], ["path=/v1/responses"], ["action=000000"]] {
      let selection = try CallSelection(words)
      #expect(!selection.contains(call.action), "\(words)")
    }
  }

  @Test("A recorded call read back from its key has the same key")
  func roundTrip() throws {
    let form =
      "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\nabc\r\n--x--\r\n"
    let calls: [(path: String, type: String, body: String)] = [
      ("/v1/chat/completions", "application/json", Self.question),
      ("/lane/a/v1/responses?x=1&y", "application/json", #"{"input":["a","b"],"tools":[]}"#),
      ("/to/vllm/v1/embeddings", "application/json", "[1,2.5,null]"),
      ("/v1/messages", "application/json", #"{"messages":0}"#),
      ("/v1/audio", "text/plain", "anything"), ("/v1/models", "", ""),
      ("/v1/files", "multipart/form-data; boundary=x", form),
      ("/v1/odd", "application/json", #"{"a":1,"a":2}"#),
    ]
    for (path, type, body) in calls {
      let parts = path.split(separator: "?", maxSplits: 1).map(String.init)
      let headers = [
        HTTPHeader(name: "content-type", value: type),
        HTTPHeader(name: "anthropic-version", value: "1"),
      ]
      let call = try ClientCall(
        ServedRequest(
          method: body.isEmpty ? "GET" : "POST", path: parts[0],
          query: parts.count > 1 ? parts[1] : nil, headers: headers, body: Array(body.utf8)))
      let read = try #require(ProxiedCall(call.action.segments), "\(path)")
      let lane = read.lane.map { "/lane/\($0)" } ?? ""
      let type = read.contentType.map { [HTTPHeader(name: "content-type", value: $0)] } ?? []
      let again = try ClientCall(
        ServedRequest(
          method: read.method, path: "\(lane)/to/\(read.upstream)\(read.path)", query: read.query,
          headers: type + read.headers, body: read.body))
      #expect(again.action.digest == call.action.digest, "\(path)")
    }
  }
}
