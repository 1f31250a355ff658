import Basics
import Foundation
import HTTP
import ModelAPI
import RecordReplay
import Serving
import Synchronization
import Testing

@testable import Proxy

/// A folder of cassettes that goes away.
struct TemporaryFolder: ~Copyable {
  let path: String

  init() {
    path = NSTemporaryDirectory() + "steerbench-proxy-\(UUID().uuidString)"
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}

/// A proxy over a folder, with a provider behind it.
struct Bench {
  static func record(
    into folder: String, from upstream: ScriptedUpstream, environment: [String: String] = [:],
    _ body: @escaping @Sendable (UInt16) async throws -> Void
  ) async throws -> ProxyReport {
    let provider = try LocalServer()
    let serving = Task { await provider.run(upstream, grace: .zero) }
    defer { serving.cancel() }
    let recording = ProxySession.Recording(
      upstreams: try Upstreams(
        every: "http://127.0.0.1:\(provider.port)/v1", environment: environment),
      transport: CurlTransport(), timeout: .seconds(20),
      secrets: SecretGuard(known: KnownSecrets(environment: environment)), toolVersion: "test",
      timestamp: { "2026-01-01T00:00:00Z" })
    let session = ProxySession(folder: folder, mode: .record(recording), environment: [:]) { _ in }
    return try await session.run { port in
      try await body(port)
      return nil
    }
  }

  static func replay(
    _ folder: String, timing: StreamTiming = .none,
    _ body: @escaping @Sendable (UInt16) async throws -> Void
  ) async throws -> ProxyReport {
    var session = ProxySession(folder: folder, mode: .replay, environment: [:]) { _ in }
    session.timing = timing
    return try await session.run { port in
      try await body(port)
      return nil
    }
  }

  static func post(
    _ port: UInt16, _ body: String, headers: [HTTPHeader] = []
  ) async throws -> HTTPResponse {
    try await post(port, "/v1/chat/completions", body, headers: headers)
  }

  static func post(
    _ port: UInt16, _ path: String, _ body: String, headers: [HTTPHeader] = []
  ) async throws -> HTTPResponse {
    try await CurlTransport().send(
      HTTPRequest(
        .post, url: "http://127.0.0.1:\(port)\(path)",
        headers: [HTTPHeader(name: "content-type", value: "application/json")] + headers,
        body: Array(body.utf8), timeout: .seconds(20), timesPieces: true))
  }
}

extension HTTPResponse {
  var text: String { String(decoding: body, as: UTF8.self) }
}

@Suite("A proxy that records and replays")
struct ProxyRoundTripTests {
  private static let question = #"{"model":"m","messages":[{"role":"user","content":"hi"}]}"#

  @Test("What was recorded is replayed to the byte, in its order, and the next call is a miss")
  func repeats() async throws {
    let folder = TemporaryFolder()
    let path = folder.path
    let upstream = ScriptedUpstream { _, number in
      .whole(200, ScriptedUpstream.chat("answer \(number)"))
    }
    let recorded = try await Bench.record(into: path, from: upstream) { port in
      for number in 0..<3 {
        let response = try await Bench.post(port, Self.question)
        #expect(response.text == ScriptedUpstream.chat("answer \(number)"))
      }
    }
    #expect(recorded.counts.recorded == 3)
    #expect(recorded.counts.usage.input == 9)
    #expect(recorded.sealed != nil)
    let replayed = try await Bench.replay(path) { port in
      // White space and the order of names mean nothing in JSON.
      let other = #"{ "messages": [{"content": "hi", "role": "user"}], "model": "m" }"#
      for (number, body) in [Self.question, other, Self.question].enumerated() {
        let response = try await Bench.post(port, body)
        #expect(response.status == 200)
        #expect(response.text == ScriptedUpstream.chat("answer \(number)"))
      }
      let miss = try await Bench.post(port, Self.question)
      #expect(miss.status == 424)
      #expect(miss.header("x-should-retry") == "false")
      #expect(miss.text.contains("recorded 3 times, asked once more"))
    }
    #expect(replayed.counts.hits == 3)
    #expect(replayed.counts.misses == 1)
    #expect(replayed.unused.isEmpty)
    // What the answers would have taken, and why there was none.
    #expect(replayed.counts.usage.input == 9)
    #expect(replayed.counts.usage.output == 6)
    #expect(replayed.text.contains("3 from recordings (9 tokens in, 6 out, not asked for)"))
    #expect(replayed.text.contains("1 call: asked more often than recorded"))
    #expect(replayed.json["causes"]?.array?.count == 1)
  }

  @Test("Misses are grouped by their cause, and a price says what a replay did not cost")
  func causes() async throws {
    let folder = TemporaryFolder()
    let path = folder.path
    let upstream = ScriptedUpstream { _, _ in .whole(200, ScriptedUpstream.chat("yes")) }
    _ = try await Bench.record(into: path, from: upstream) { port in
      _ = try await Bench.post(port, Self.question)
    }
    var session = ProxySession(folder: path, mode: .replay, environment: [:]) { _ in }
    session.price = { model in
      model == "m" ? TokenPrice(freshInput: Money(picodollars: 1_000_000_000), output: .zero) : nil
    }
    let report = try await session.run { port in
      for word in ["hi", "ho", "he", "ho"] {
        _ = try await Bench.post(port, Self.question.replacing("hi", with: word))
      }
      _ = try await Bench.post(port, Self.question)
      return nil
    }
    #expect(report.counts.misses == 4)
    #expect(report.counts.money.dollars == "0.0030")
    let text = report.text
    #expect(
      text.contains("  3 calls: segment \"message 0 user\" differs from the nearest recording\n"))
    #expect(text.contains("  1 call: asked more often than recorded\n"))
    #expect(text.contains("To record what was missed: steerbench proxy record \(path) -- COMMAND"))
    let causes = try #require(report.json["causes"]?.array)
    #expect(causes.map { $0["calls"]?.integer } == [3, 1])
    #expect(causes.map { $0["distinct"]?.integer } == [2, 1])
  }

  @Test(
    "Whatever differs in the body, the path, the query or a header that means something is another call"
  )
  func keys() async throws {
    let folder = TemporaryFolder()
    let path = folder.path
    let upstream = ScriptedUpstream { _, _ in .whole(200, ScriptedUpstream.chat("yes")) }
    _ = try await Bench.record(into: path, from: upstream) { port in
      _ = try await Bench.post(port, Self.question)
    }
    let report = try await Bench.replay(path) { port in
      let misses = [
        try await Bench.post(port, Self.question.replacing("hi", with: "ho")),
        try await Bench.post(port, Self.question.replacing("\"m\"", with: "\"n\"")),
        try await Bench.post(port, Self.question.replacing("}]}", with: "}],\"user\":\"u\"}")),
        try await Bench.post(port, "/v1/chat/completions?x=1", Self.question),
        try await Bench.post(port, "/lane/b/v1/chat/completions", Self.question),
        try await Bench.post(port, "/to/mistral/v1/chat/completions", Self.question),
        try await Bench.post(
          port, Self.question, headers: [HTTPHeader(name: "openai-beta", value: "x")]),
      ]
      for miss in misses { #expect(miss.status == 424) }
      #expect(misses[0].text.contains("message 0 user"))
      #expect(misses[0].text.contains("+ ho"))
      let hit = try await Bench.post(
        port, Self.question,
        headers: [
          HTTPHeader(name: "user-agent", value: "x"), HTTPHeader(name: "traceparent", value: "y"),
          HTTPHeader(name: "authorization", value: "Bearer sk-steerbench"),
        ])
      #expect(hit.status == 200)
    }
    #expect(report.counts.misses == 7)
  }

  @Test(
    "A stream comes to the client as it comes from the provider, and is replayed in the same pieces"
  )
  func streams() async throws {
    let folder = TemporaryFolder()
    let path = folder.path
    let pieces = [
      "data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\n",
      "data: {\"choices\":[{\"delta\":{\"content\":\"b\"}}]}\n\n", "data: [DONE]\n\n",
    ]
    let upstream = ScriptedUpstream { _, _ in .stream(pieces, pause: .milliseconds(30)) }
    let question = Self.question.replacing("}]}", with: "}],\"stream\":true}")
    let report = try await Bench.record(into: path, from: upstream) { port in
      let response = try await Bench.post(port, question)
      #expect(response.text == pieces.joined())
      #expect(response.pieces.count >= 2)
    }
    #expect(report.counts.recorded == 1)
    _ = try await Bench.replay(path, timing: .times(1)) { port in
      let response = try await Bench.post(port, question)
      #expect(response.text == pieces.joined())
      #expect(response.header("content-type") == "text/event-stream")
      #expect(response.pieces.count == 3)
      let time = response.pieces.reduce(0) { $0 + $1.delayMicroseconds }
      #expect(time > 60_000)
    }
    _ = try await Bench.replay(path) { port in
      do {
        let response = try await Bench.post(port, question)
        #expect(response.text == pieces.joined())
      }
    }
  }

  @Test("Errors of the moment and streams that break off are passed on and not kept")
  func passing() async throws {
    let folder = TemporaryFolder()
    let path = folder.path
    let upstream = ScriptedUpstream { _, number in
      switch number {
      case 0: .whole(429, "{}", [HTTPHeader(name: "retry-after", value: "7")])
      case 1: .whole(503, "{}")
      case 2: .stream(["data: {}\n\n"], isCut: true)
      default: .whole(200, ScriptedUpstream.chat("at last"))
      }
    }
    let report = try await Bench.record(into: path, from: upstream) { port in
      let throttled = try await Bench.post(port, Self.question)
      #expect(throttled.status == 429)
      #expect(throttled.header("retry-after") == "7")
      do {
        let response = try await Bench.post(port, Self.question)
        #expect(response.status == 503)
      }
      await #expect(throws: TransportError.self) { try await Bench.post(port, Self.question) }
      do {
        let response = try await Bench.post(port, Self.question)
        #expect(response.status == 200)
      }
    }
    #expect(report.counts.passed == 2)
    #expect(report.counts.broken == 1)
    #expect(report.counts.recorded == 1)
    _ = try await Bench.replay(path) { port in
      do {
        let response = try await Bench.post(port, Self.question)
        #expect(response.text == ScriptedUpstream.chat("at last"))
      }
    }
  }

  @Test("Keys are passed on, and stand in no file")
  func credentials() async throws {
    let folder = TemporaryFolder()
    let path = folder.path
    let upstream = ScriptedUpstream { _, _ in .whole(200, ScriptedUpstream.chat("yes")) }
    let key = "sk-proj-" + String(repeating: "aB3", count: 12)
    _ = try await Bench.record(
      into: path, from: upstream, environment: ["OPENAI_API_KEY": "sk-env-q9w8e7r6t5y4"]
    ) { port in
      _ = try await Bench.post(
        port, Self.question, headers: [HTTPHeader(name: "authorization", value: "Bearer \(key)")])
      // A dummy key is replaced by the one of the environment.
      _ = try await Bench.post(
        port, Self.question,
        headers: [HTTPHeader(name: "authorization", value: "Bearer sk-steerbench")])
      // What holds a key is neither sent nor kept.
      let refused = try await Bench.post(
        port, Self.question.replacing("hi", with: key),
        headers: [HTTPHeader(name: "authorization", value: "Bearer \(key)")])
      #expect(refused.status == 500)
      #expect(!refused.text.contains(key))
    }
    let sent = upstream.requests.map { $0.header("authorization") }
    #expect(sent == ["Bearer \(key)", "Bearer sk-env-q9w8e7r6t5y4"])
    for name in try FileManager.default.contentsOfDirectory(atPath: path) {
      let bytes = try Data(contentsOf: URL(filePath: path + "/" + name))
      for secret in [key, "sk-env-q9w8e7r6t5y4"] {
        #expect(bytes.range(of: Data(secret.utf8)) == nil)
      }
    }
  }

  @Test("An answer whose client had left is kept, given to the next call, and paid once")
  func parking() async throws {
    let folder = TemporaryFolder()
    let path = folder.path
    let gate = Gate()
    let upstream = ScriptedUpstream { _, number in
      number == 0
        ? .held(gate, ScriptedUpstream.chat("slow")) : .whole(200, ScriptedUpstream.chat("quick"))
    }
    let report = try await Bench.record(into: path, from: upstream) { port in
      let impatient = HTTPRequest(
        .post, url: "http://127.0.0.1:\(port)/v1/chat/completions",
        headers: [HTTPHeader(name: "content-type", value: "application/json")],
        body: Array(Self.question.utf8), timeout: .milliseconds(300))
      await #expect(throws: TransportError.self) { try await CurlTransport().send(impatient) }
      // The proxy has to see that the client is gone.
      try await Task.sleep(for: .milliseconds(200))
      await gate.open()
      do {
        let response = try await Bench.post(port, Self.question)
        #expect(response.text == ScriptedUpstream.chat("slow"))
      }
      do {
        let response = try await Bench.post(port, Self.question)
        #expect(response.text == ScriptedUpstream.chat("quick"))
      }
    }
    #expect(upstream.requests.count == 2)
    #expect(report.counts.recorded == 2)
  }

  @Test("Whoever asks by another name than this machine's gets nothing")
  func rebinding() async throws {
    let folder = TemporaryFolder()
    let path = folder.path
    let upstream = ScriptedUpstream { _, _ in .whole(200, ScriptedUpstream.chat("yes")) }
    _ = try await Bench.record(into: path, from: upstream) { port in
      let rebound = try await Bench.post(
        port, Self.question, headers: [HTTPHeader(name: "host", value: "evil.example")])
      #expect(rebound.status == 421)
      let page = try await Bench.post(
        port, Self.question, headers: [HTTPHeader(name: "origin", value: "https://evil.example")])
      #expect(page.status == 403)
    }
    #expect(upstream.requests.isEmpty)
  }

  @Test("What is refused is said to the client and on the console, each reason once")
  func refusals() async throws {
    let folder = TemporaryFolder()
    let path = folder.path
    let upstream = ScriptedUpstream { _, _ in .whole(200, ScriptedUpstream.chat("yes")) }
    _ = try await Bench.record(into: path, from: upstream) { port in
      _ = try await Bench.post(port, Self.question)
    }
    let notes = Notes()
    let session = ProxySession(folder: path, mode: .replay, environment: [:]) { notes.add($0) }
    _ = try await session.run { port in
      for _ in 0..<2 {
        let twice = try await Bench.post(port, "/v1/v1/chat/completions", Self.question)
        #expect(twice.status == 400)
        let rebound = try await Bench.post(
          port, Self.question, headers: [HTTPHeader(name: "host", value: "evil.example")])
        #expect(rebound.status == 421)
      }
      let bare = try await Bench.post(port, "/chat/completions", Self.question)
      #expect(bare.text.contains("the base URL of OpenAI's clients ends in /v1"))
      return nil
    }
    #expect(notes.all.count { $0.contains("a request was refused (400)") } == 1)
    #expect(notes.all.count { $0.contains("a request was refused (421)") } == 1)
  }
}

/// What a session said.
final class Notes: Sendable {
  private let said = Mutex<[String]>([])

  var all: [String] { said.withLock(\.self) }

  func add(_ text: String) { said.withLock { $0.append(text) } }
}
