public import Basics
public import HTTP

/// Asks a model over the network, with retries, and gives back what is to be recorded.
public struct ModelClient: Sendable {
  /// The endpoint.
  public let endpoint: ModelEndpoint
  /// When a failed call is tried again.
  public let policy: RetryPolicy
  private let access: ResolvedAccess
  private let transport: any Transport
  private let clock: ModelClock
  private let check: ServedModelCheck?
  private let limiter: CallLimiter?
  private let purse: CallPurse?
  private let observe: @Sendable (ModelAttempt) -> Void

  /// Creates a client.
  ///
  /// Throws `badURL` where the base URL cannot be used, and `noKey` where the key is not in the
  /// environment.
  ///
  /// - Parameters:
  ///   - endpoint: What is asked.
  ///   - access: How it is reached.
  ///   - environment: The variables that the access may name, with their values.
  ///   - transport: What sends.
  ///   - policy: When a failed call is tried again.
  ///   - clock: The clock and the chance to live by.
  ///   - limiter: What paces the tries; nothing does where it is `nil`.
  ///   - purse: What the calls are paid from; nobody counts where it is `nil`.
  ///   - observe: Told of every try as it ends, for a progress line.
  public init(
    endpoint: ModelEndpoint, access: EndpointAccess, environment: [String: String],
    transport: any Transport, policy: RetryPolicy = .standard, clock: ModelClock = .system,
    limiter: CallLimiter? = nil, purse: CallPurse? = nil,
    observe: @escaping @Sendable (ModelAttempt) -> Void = { _ in }
  ) throws(ModelAPIError) {
    self.endpoint = endpoint
    self.policy = policy
    self.access = try access.resolved(in: environment)
    self.transport = transport
    self.clock = clock
    self.limiter = limiter
    self.purse = purse
    self.observe = observe
    check =
      access.checksModel
      ? ServedModelCheck(endpoint: endpoint, access: self.access, transport: transport) : nil
  }

  /// Sends a request and gives back the response that belongs to it: 2xx, 400, 413 or 422.
  ///
  /// Before the first call it makes sure that the server serves the model, where the server has a
  /// list: some servers answer to any name with the model they have.
  ///
  /// Throws for everything that says nothing about the request: see ``ModelAPIError/Code``.
  public func reply(to request: EncodedRequest) async throws(ModelAPIError) -> ModelReply {
    try await reply(to: request.segments, showing: request.images)
  }

  /// Sends the request that some segments make up; see ``reply(to:)-(EncodedRequest)``.
  ///
  /// - Parameter images: The images that the segments name.
  public func reply(
    to segments: [Segment], showing images: [ImageFile] = []
  ) async throws(ModelAPIError) -> ModelReply {
    try await check?.pass()
    var call = Call(machine: RetryMachine(policy))
    if let limiter, limiter.countsTokens {
      call.tokens = tokens(of: segments) + CallTariff.tokens(of: images)
    }
    call.reservation = try await purse?.open(for: segments, showing: images)
    do throws(ModelAPIError) {
      let reply = try await reply(to: NamedImages.filled(segments, with: images), &call)
      if let purse, let reservation = call.reservation {
        await purse.close(reservation, usage: reply.usage(by: endpoint.family))
      }
      return reply
    } catch {
      if let purse, let reservation = call.reservation {
        await purse.close(
          reservation, mayBeBilled: call.attempts.last?.mayBeBilled ?? false)
      }
      throw error
    }
  }

  private func reply(
    to segments: [Segment], _ call: inout Call
  ) async throws(ModelAPIError) -> ModelReply {
    let request = access.request(
      .post, endpoint.target, of: endpoint,
      body: endpoint.family.format.body(of: segments))
    while true {
      let (result, permit) = try await attempt(request, &call)
      let outcome = AttemptOutcome(result, endpoint.family.format)
      let action = call.machine.next(
        after: outcome, elapsed: clock.now() - (call.start ?? .zero), jitter: clock.jitter())
      if let limiter, let permit {
        // Before the place is free for the next call.
        if case .giveUp(let reason) = action, let wait = tooLongWait(outcome) {
          await limiter.shut(for: wait, report(reason, result, call).error)
        }
        await limiter.finish(permit, paceSigns(of: result, limiter))
      }
      switch action {
      case .succeed:
        guard case .success(let response) = result else { continue }
        var reply = ModelReply(response, attempts: call.attempts, as: endpoint.family.format)
        reply.files = await HostedFiles(
          endpoint: endpoint, access: access, transport: transport, clock: clock
        ).files(of: reply)
        return reply
      case .retry(let wait):
        call.keep(result.remains)
        try await prepareRetry(after: wait, &call)
      case .giveUp(let reason):
        throw report(reason, result, call).error
      }
    }
  }

  private func report(
    _ reason: GiveUpReason, _ result: Result<HTTPResponse, TransportError>, _ call: Call
  ) -> GiveUpReport {
    GiveUpReport(
      reason: reason, result: result, attempts: call.attempts, place: place, key: access.key,
      model: endpoint.model, timeout: access.timeout, format: endpoint.family.format)
  }

  /// The wait that a server asks for, where nobody waits for so long.
  private func tooLongWait(_ outcome: AttemptOutcome) -> Duration? {
    guard case .response(let signs) = outcome, let asked = signs.retryAfter,
      asked > policy.serverWaitCap
    else { return nil }
    return asked
  }

  /// Host and path of the calls.
  public var place: String { access.place(endpoint.target) }

  /// What a call keeps from try to try.
  private struct Call {
    var machine: RetryMachine
    /// The most tokens that it is expected to take; 0 where nobody asks.
    var tokens = 0
    var reservation: CallPurse.Reservation?
    /// When the first try was sent.
    var start: Duration?
    var attempts: [ModelAttempt] = []
    var waited = Duration.zero

    /// Keeps what had come of the last try's stream, as long as there is room.
    mutating func keep(_ remains: StreamRemains) {
      let kept = attempts.reduce(0) { $0 + $1.remains.bytes.count }
      guard kept + remains.bytes.count <= StreamRemains.totalLimit else { return }
      attempts[attempts.count - 1].remains = remains
    }
  }

  private func tokens(of segments: [Segment]) -> Int {
    ModelAttempt.sum(CallTariff.promptTokens(of: segments), endpoint.answerLimit ?? 0)
  }
}

// MARK: - One try

extension ModelClient {
  /// Sends it once; gives its place in the line along, which whoever asked gives back.
  private func attempt(
    _ request: HTTPRequest, _ call: inout Call
  ) async throws(ModelAPIError) -> (
    Result<HTTPResponse, TransportError>, LimiterMachine.Permit?
  ) {
    let permit = try await admit(&call)
    let sent = clock.now()
    call.start = call.start ?? sent
    let result: Result<HTTPResponse, TransportError>
    do {
      result = .success(try await transport.send(request))
    } catch {
      result = .failure(error)
    }
    let attempt = ModelAttempt(
      end: ModelAttempt.End(result), waitMicroseconds: call.waited.microseconds,
      serviceMicroseconds: (clock.now() - sent).microseconds)
    call.attempts.append(attempt)
    observe(attempt)
    return (result, permit)
  }

  /// Waits for a place in the line; nothing where nobody keeps one.
  private func admit(
    _ call: inout Call
  ) async throws(ModelAPIError) -> LimiterMachine.Permit? {
    guard let limiter else { return nil }
    guard let permit = await limiter.admit(tokens: call.tokens) else {
      if let refusal = await limiter.refusal { throw refusal.ofUnsentCall(call.attempts) }
      throw cancelled("before it was sent", call)
    }
    return permit
  }

  private func paceSigns(
    of result: Result<HTTPResponse, TransportError>, _ limiter: CallLimiter
  ) -> PaceSigns {
    var signs = PaceSigns(result)
    if limiter.countsTokens, case .success(let response) = result, response.status == 200 {
      signs.tokens =
        ModelReply(response, attempts: [], as: endpoint.family.format)
        .usage(by: endpoint.family)?.whole
    }
    return signs
  }

  private func prepareRetry(
    after wait: Duration, _ call: inout Call
  ) async throws(ModelAPIError) {
    if let purse, call.attempts.last?.mayBeBilled == true, var reservation = call.reservation {
      defer { call.reservation = reservation }
      try await purse.renew(&reservation)
    }
    let start = clock.now()
    do {
      if let limiter {
        try await limiter.pause(wait)
      } else {
        try await clock.sleep(wait)
      }
    } catch {
      throw cancelled("while it waited to try again", call)
    }
    call.waited = clock.now() - start
  }

  private func cancelled(_ when: String, _ call: Call) -> ModelAPIError {
    ModelAPIError(
      .cancelled, "the call to \(place) was cancelled \(when)", next: "", attempts: call.attempts)
  }
}

extension AttemptOutcome {
  fileprivate init(
    _ result: Result<HTTPResponse, TransportError>, _ format: any WireFormat.Type
  ) {
    switch result {
    case .success(let response): self = .response(ResponseSigns(response, as: format))
    case .failure(let error): self = .failure(error.code)
    }
  }
}

extension Result<HTTPResponse, TransportError> {
  /// What a stream that broke had come to.
  fileprivate var remains: StreamRemains {
    let remains =
      switch self {
      case .success(let response): StreamRemains(bytes: response.body, pieces: response.pieces)
      case .failure(let error): error.remains
      }
    let isStream =
      !remains.pieces.isEmpty
      && remains.bytes.withUnsafeBufferPointer { EventStreamParser.isEventStream($0) }
    return isStream ? remains : StreamRemains()
  }
}

extension ModelAttempt.End {
  fileprivate init(_ result: Result<HTTPResponse, TransportError>) {
    switch result {
    case .success(let response): self = .status(response.status)
    case .failure(let error): self = .failure(error.code)
    }
  }
}

extension ModelAttempt {
  /// Whether the provider may have answered and billed it, although nothing whole arrived.
  fileprivate var mayBeBilled: Bool {
    switch end {
    case .status(let status): (200..<300).contains(status)
    case .failure(let code):
      switch code {
      case .interrupted, .reset, .timeout, .tooLarge, .cancelled: true
      case .badURL, .noLibrary, .refused, .tls, .unresolved: false
      }
    }
  }
}

extension ModelReply {
  /// The tokens that the provider counted; `nil` where the reply is no answer.
  fileprivate func usage(by family: WireFamily) -> TokenUsage? {
    guard case .answer(let completion) = outcome(by: family) else {
      // An error that belongs to the request took nothing.
      return status >= 400 ? .zero : nil
    }
    return completion.usage
  }
}

extension TokenUsage {
  /// All tokens, divided or not.
  fileprivate var whole: Int? {
    guard let input, let output else { return nil }
    return ModelAttempt.sum(input, output)
  }
}
