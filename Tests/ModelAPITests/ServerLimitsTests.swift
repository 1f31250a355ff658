import HTTP
import Testing

@testable import ModelAPI

@Suite("Limits in headers")
struct ServerLimitsTests {
  private func limits(_ headers: [String: String]) -> ServerLimits {
    ServerLimits(
      HTTPResponse(
        status: 200, headers: headers.map { HTTPHeader(name: $0.key, value: $0.value) }))
  }

  @Test("are read in the words of each provider")
  func words() {
    let openAI = limits([
      "x-ratelimit-limit-requests": "500", "x-ratelimit-remaining-requests": "499",
      "x-ratelimit-reset-requests": "120ms", "x-ratelimit-limit-tokens": "30000",
      "x-ratelimit-remaining-tokens": "29000", "x-ratelimit-reset-tokens": "1m30s",
    ])
    #expect(
      openAI.requests == ServerAllowance(limit: 500, remaining: 499, reset: .milliseconds(120)))
    #expect(
      openAI.tokens == ServerAllowance(limit: 30_000, remaining: 29_000, reset: .seconds(90)))

    let anthropic = limits([
      "date": "Sun, 01 Mar 2026 09:30:00 GMT",
      "anthropic-ratelimit-requests-limit": "50", "anthropic-ratelimit-requests-remaining": "0",
      "anthropic-ratelimit-requests-reset": "2026-03-01T09:30:12Z",
      "anthropic-ratelimit-input-tokens-limit": "40000",
      "anthropic-ratelimit-input-tokens-remaining": "39000",
      "anthropic-ratelimit-input-tokens-reset": "2026-03-01T09:31:00Z",
      "anthropic-ratelimit-output-tokens-limit": "8000",
      "anthropic-ratelimit-output-tokens-remaining": "10",
      "anthropic-ratelimit-output-tokens-reset": "2026-03-01T09:30:40Z",
    ])
    #expect(anthropic.requests == ServerAllowance(limit: 50, remaining: 0, reset: .seconds(12)))
    #expect(anthropic.tokens == ServerAllowance(limit: 8_000, remaining: 10, reset: .seconds(40)))
    #expect(anthropic.resetOfUsedUp == .seconds(12))

    let mistral = limits([
      "x-ratelimitbysize-limit-minute": "500000", "x-ratelimitbysize-remaining-minute": "0",
      "ratelimitbysize-reset": "7", "x-ratelimitbysize-limit-month": "1000000000",
      "x-ratelimitbysize-remaining-month": "0",
    ])
    #expect(mistral.requests == nil)
  }

  @Test(
    "resets are durations, seconds or moments by the server's own clock",
    arguments: [
      ("1m30s", Duration.seconds(90)), ("6ms", .milliseconds(6)), ("1h2m3.5s", .seconds(3723.5)),
      ("12", .seconds(12)), ("0s", .zero), ("1999-01-01T00:00:05Z", .seconds(5)),
      ("1998-12-31T23:59:00Z", .zero),
    ])
  func resets(text: String, reset: Duration) {
    #expect(ResetTime.read(text, sent: "Fri, 01 Jan 1999 00:00:00 GMT") == reset)
  }

  @Test(
    "nonsense says nothing",
    arguments: ["", "soon", "-5", "1x", "nan", "inf", "1e400", "9999-99-99T00:00:00Z", "5m-3s"])
  func nonsense(text: String) {
    #expect(ResetTime.read(text, sent: "Fri, 01 Jan 1999 00:00:00 GMT") == nil)
    #expect(ResetTime.read("2026-03-01T09:30:00Z", sent: nil) == nil)
  }

  @Test("a throttled response without a wait is retried when its limits are new")
  func resetAsWait() {
    let response = HTTPResponse(
      status: 429,
      headers: [
        HTTPHeader(name: "x-ratelimit-remaining-requests", value: "0"),
        HTTPHeader(name: "x-ratelimit-reset-requests", value: "3s"),
      ], body: Array("{}".utf8))
    #expect(ResponseSigns(response).retryAfter == .seconds(3))
    var machine = RetryMachine(.standard)
    let action = machine.next(
      after: .response(ResponseSigns(response)), elapsed: .zero, jitter: 0)
    #expect(action == .retry(after: .seconds(3)))
  }

  @Test("a server that asks for another try gets it, except without credit")
  func demandedRetry() {
    func action(_ status: Int, _ body: String) -> RetryAction {
      var machine = RetryMachine(.standard)
      let response = HTTPResponse(
        status: status, headers: [HTTPHeader(name: "x-should-retry", value: "true")],
        body: Array(body.utf8))
      return machine.next(after: .response(ResponseSigns(response)), elapsed: .zero, jitter: 0)
    }
    #expect(action(418, "{}") == .retry(after: .milliseconds(500)))
    #expect(action(400, "{}") == .retry(after: .milliseconds(500)))
    #expect(
      action(429, #"{"error":{"code":"insufficient_quota"}}"#) == .giveUp(.quotaExhausted))
    #expect(action(200, goodAnswer) == .succeed)
  }
}
