import Basics
import HTTP
import ModelAPI
import TestSupport
import Testing

@Suite("A recorded chain of tries")
struct AttemptChainTests {
  private func attempt(
    _ end: ModelAttempt.End, wait: Int = 0, service: Int = 0
  ) -> ModelAttempt {
    ModelAttempt(end: end, waitMicroseconds: wait, serviceMicroseconds: service)
  }

  @Test("is walked on a clock that moves by what was recorded")
  func walk() throws {
    let chain = try AttemptChain(
      [
        attempt(.status(429), service: 30), attempt(.failure(.reset), wait: 500_000, service: 70),
        attempt(.status(200), wait: 1_000, service: 9),
        attempt(.status(200), wait: 2_000, service: 800_000),
      ], status: 200)
    #expect(chain.waitMicroseconds == 503_000)
    #expect(chain.microsecondsBeforeLast == 503_109)
  }

  @Test("that no policy could have made is no recording")
  func impossible() throws {
    let good = attempt(.status(200))
    for bad in [
      [attempt(.failure(.tls)), good], [attempt(.failure(.badURL)), good],
      [attempt(.status(302)), good], [], [attempt(.failure(.reset))], [attempt(.status(500))],
    ] {
      #expect(throws: ModelAPIError.self) { try AttemptChain(bad, status: 200) }
    }
  }

  @Test("is what a client records of whatever it meets")
  func clientsChains() async throws {
    var generator = SeededNumbers(3)
    for _ in 0..<200 {
      let failures = (0..<Int.random(in: 0...6, using: &generator)).map { _ in
        Self.failures.randomElement(using: &generator) ?? .failure(TransportError(.reset))
      }
      let transport = ListTransport(
        failures + [.success(HTTPResponse(status: 200, body: Array(goodAnswer.utf8)))])
      let clock = ManualClock()
      let client = try ModelClient(
        endpoint: ModelEndpoint(model: "m"),
        access: EndpointAccess(baseURL: "http://localhost/v1", checksModel: false),
        environment: [:], transport: transport, clock: clock.clock)
      let reply = try await client.reply(to: try encodedGreeting())
      let chain = try AttemptChain(reply.attempts, status: reply.status)
      #expect(chain.waitMicroseconds == reply.waitMicroseconds)
      #expect(
        Duration.microseconds(chain.waitMicroseconds) == clock.waits.reduce(.zero, +))
    }
  }

  private static let failures: [Result<HTTPResponse, TransportError>] = [
    .failure(TransportError(.reset)), .failure(TransportError(.timeout)),
    .success(HTTPResponse(status: 429, body: Array("{}".utf8))),
    .success(HTTPResponse(status: 503, body: Array("<html>".utf8))),
    .success(HTTPResponse(status: 200, body: Array(#"{"choices":["#.utf8))),
    .success(
      HTTPResponse(
        status: 418, headers: [HTTPHeader(name: "x-should-retry", value: "true")],
        body: Array("{}".utf8))),
  ]
}
