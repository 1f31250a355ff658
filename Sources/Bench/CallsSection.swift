import Basics
import HTTP
import ModelAPI

/// What a call costs besides the network: the retry layer, the line that paces calls, the account that
/// pays for them.
///
/// A transport in memory answers at once, a thousand callers ask at the same time, and the processor
/// time is divided by the calls. What is left when the transport alone is taken off is the overhead.
enum CallsSection: BenchSection {
  static let name = "calls"
  static let summary = "scheduling of model calls: overhead a call with a thousand in flight"

  private static let calls = 200_000
  private static let atOnce = 1_000
  /// The overhead that is allowed: a thousandth of a call that takes a tenth of a second.
  private static let mark = 100.0

  static func run(_ options: BenchOptions) async throws -> BenchReport {
    let segments = try request()
    let transport = InstantTransport()
    let bare = try await seconds { _ = try await transport.send(transport.request) }
    let client = try client(transport)
    let plain = try await seconds { _ = try await client.reply(to: segments) }
    let paced = try self.client(
      transport, limiter: CallLimiter(concurrency: atOnce / 2, limits: roomy),
      purse: CallPurse(
        SpendingAccount(Budget(money: Money(picodollars: .max), tokens: .max / 2)),
        tariff: CallTariff(price: .free, answerLimit: 1000)))
    let whole = try await seconds { _ = try await paced.reply(to: segments) }
    func micros(_ seconds: Double) -> Double { (seconds - bare) * 1e6 / Double(calls) }
    return BenchReport(
      section: name,
      facts: [
        ("calls", "\(calls)"), ("callers at once", "\(atOnce), half of them may be in flight"),
      ],
      figures: [
        BenchFigure("client and retries, a call", micros(plain), "µs", decimals: 1),
        BenchFigure(
          "with pace, limits and budget, a call", micros(whole), "µs", decimals: 1,
          mark: .atMost(mark)),
        BenchFigure("peak", Double(try ResourceUsage.peakBytes) / 1e6, "MB", decimals: 1),
      ])
  }

  /// Limits that are counted and never reached.
  private static let roomy = RateLimits(
    requestsPerMinute: 10_000_000, tokensPerMinute: 100_000_000_000)

  private static func request() throws -> [Segment] {
    let text = String(repeating: "How many boxes are there? ", count: 40)
    return try RequestEncoder(ModelEndpoint(model: "scripted")).encode(
      CompletionRequest(
        messages: [ChatMessage(role: .user, parts: [PromptText(text, from: "bench")])])
    ).segments
  }

  private static func client(
    _ transport: InstantTransport, limiter: CallLimiter? = nil, purse: CallPurse? = nil
  ) throws -> ModelClient {
    try ModelClient(
      endpoint: ModelEndpoint(model: "scripted"),
      access: EndpointAccess(baseURL: "http://127.0.0.1/v1", checksModel: false),
      environment: [:], transport: transport, limiter: limiter, purse: purse)
  }

  /// The processor time of all calls.
  private static func seconds(
    _ call: @escaping @Sendable () async throws -> Void
  ) async throws -> Double {
    let start = ResourceUsage.cpuSeconds
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<atOnce {
        group.addTask { for _ in 0..<(calls / atOnce) { try await call() } }
      }
      try await group.waitForAll()
    }
    return ResourceUsage.cpuSeconds - start
  }
}

/// A transport that has the answer already.
private struct InstantTransport: Transport {
  let request = HTTPRequest(.post, url: "http://127.0.0.1/v1", timeout: .seconds(1))
  private let response = HTTPResponse(
    status: 200, headers: [HTTPHeader(name: "content-type", value: "application/json")],
    body: Array(
      #"""
      {"id":"c1","object":"chat.completion","choices":[{"index":0,"message":{"role":"assistant",
      "content":"42"},"finish_reason":"stop"}],"usage":{"prompt_tokens":250,"completion_tokens":8}}
      """#.utf8))

  func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
    // Lets others run in between, as a network would.
    await Task.yield()
    return response
  }
}
