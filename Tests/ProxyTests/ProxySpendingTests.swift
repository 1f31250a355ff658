import HTTP
import ModelAPI
import RecordReplay
import Serving
import Testing

@testable import Proxy

@Suite("What a recording may spend")
struct ProxySpendingTests {
  private static func body(_ word: String, limit: Bool = true) -> String {
    #"{"model":"m","messages":[{"role":"user","content":"\#(word)"}]"#
      + (limit ? #","max_tokens":10}"# : "}")
  }

  private static func record(
    into path: String, _ spending: ProxySpending,
    _ body: @escaping @Sendable (UInt16) async throws -> Void
  ) async throws -> (report: ProxyReport, asked: Int) {
    let upstream = ScriptedUpstream { _, _ in .whole(200, ScriptedUpstream.chat("yes")) }
    let provider = try LocalServer()
    let serving = Task { await provider.run(upstream, grace: .zero) }
    defer { serving.cancel() }
    var recording = ProxySession.Recording(
      upstreams: try Upstreams(every: "http://127.0.0.1:\(provider.port)/v1", environment: [:]),
      transport: CurlTransport(), timeout: .seconds(20), secrets: SecretGuard(),
      toolVersion: "test", timestamp: { "2026-01-01T00:00:00Z" })
    recording.spending = spending
    let session = ProxySession(folder: path, mode: .record(recording), environment: [:]) { _ in }
    let report = try await session.run { port in
      try await body(port)
      return nil
    }
    return (report, upstream.requests.count)
  }

  @Test("A budget is never passed: what does not fit is not sent, and the same command goes on")
  func calls() async throws {
    let folder = TemporaryFolder()
    let path = folder.path
    let words = ["a", "b", "c"]
    let (report, asked) = try await Self.record(into: path, ProxySpending(Budget(calls: 2))) {
      port in
      var statuses: [Int] = []
      for word in words { statuses.append(try await Bench.post(port, Self.body(word)).status) }
      #expect(statuses == [200, 200, 402])
    }
    #expect(asked == 2)
    #expect(report.refusals.map(\.code) == [.budget])
    let (again, rest) = try await Self.record(into: path, ProxySpending(Budget(calls: 2))) { port in
      for word in words {
        let answer = try await Bench.post(port, Self.body(word))
        #expect(answer.status == 200)
      }
    }
    #expect(rest == 1)
    #expect(again.counts.hits == 2)
  }

  @Test(
    "A budget of money needs a price, and one of tokens a bound for the answer: nothing is sent")
  func unknowns() async throws {
    let folder = TemporaryFolder()
    let path = folder.path
    let money = ProxySpending(Budget(money: Money(dollars: "1")))
    let (unpriced, none) = try await Self.record(into: path, money) { port in
      let answer = try await Bench.post(port, Self.body("a"))
      #expect(answer.status == 402)
      #expect(answer.text.contains("There is no price of \\\"m\\\""))
    }
    #expect(none == 0)
    #expect(unpriced.refusals.map(\.code) == [.budget])
    let tokens = ProxySpending(Budget(tokens: 1_000))
    let (_, zero) = try await Self.record(into: path, tokens) { port in
      let answer = try await Bench.post(port, Self.body("a", limit: false))
      #expect(answer.status == 402)
      #expect(answer.text.contains("--answer-tokens"))
    }
    #expect(zero == 0)
    let bounded = ProxySpending(Budget(tokens: 1_000), answerTokens: 20)
    let (_, one) = try await Self.record(into: path, bounded) { port in
      let answer = try await Bench.post(port, Self.body("a", limit: false))
      #expect(answer.status == 200)
    }
    #expect(one == 1)
  }
}
