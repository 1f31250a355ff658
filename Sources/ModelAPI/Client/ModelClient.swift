public import Wire

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
  ///   - observe: Told of every try as it ends, for a limiter or a progress line.
  public init(
    endpoint: ModelEndpoint, access: EndpointAccess, environment: [String: String],
    transport: any Transport, policy: RetryPolicy = .standard, clock: ModelClock = .system,
    observe: @escaping @Sendable (ModelAttempt) -> Void = { _ in }
  ) throws(ModelAPIError) {
    self.endpoint = endpoint
    self.policy = policy
    self.access = try access.resolved(in: environment)
    self.transport = transport
    self.clock = clock
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
    try await reply(to: request.segments)
  }

  /// Sends the request that some segments make up; see ``reply(to:)-(EncodedRequest)``.
  public func reply(to segments: [Segment]) async throws(ModelAPIError) -> ModelReply {
    try await check?.pass()
    let request = access.request(
      .post, endpoint.path, of: endpoint,
      body: endpoint.family.format.body(of: segments))
    var call = Call(machine: RetryMachine(policy), start: clock.now())
    while true {
      let result = await attempt(request, &call)
      switch call.machine.next(
        after: AttemptOutcome(result, endpoint.family.format), elapsed: clock.now() - call.start,
        jitter: clock.jitter())
      {
      case .succeed:
        guard case .success(let response) = result else { continue }
        var reply = ModelReply(response, attempts: call.attempts, as: endpoint.family.format)
        reply.files = await HostedFiles(
          endpoint: endpoint, access: access, transport: transport, clock: clock
        ).files(of: reply)
        return reply
      case .retry(let wait): try await sleep(wait, &call)
      case .giveUp(let reason):
        throw GiveUpReport(
          reason: reason, result: result, attempts: call.attempts, place: place, key: access.key,
          model: endpoint.model, timeout: access.timeout
        ).error
      }
    }
  }

  /// Host and path of the calls.
  public var place: String { access.place(endpoint.path) }

  /// What a call keeps from try to try.
  private struct Call {
    var machine: RetryMachine
    let start: Duration
    var attempts: [ModelAttempt] = []
    var waited = Duration.zero
  }

  private func attempt(
    _ request: HTTPRequest, _ call: inout Call
  ) async -> Result<HTTPResponse, TransportError> {
    let sent = clock.now()
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
    return result
  }

  private func sleep(_ wait: Duration, _ call: inout Call) async throws(ModelAPIError) {
    let start = clock.now()
    do {
      try await clock.sleep(wait)
    } catch {
      throw ModelAPIError(
        .cancelled, "the call to \(place) was cancelled while it waited to try again", next: "",
        attempts: call.attempts)
    }
    call.waited = clock.now() - start
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

extension ModelAttempt.End {
  fileprivate init(_ result: Result<HTTPResponse, TransportError>) {
    switch result {
    case .success(let response): self = .status(response.status)
    case .failure(let error): self = .failure(error.code)
    }
  }
}
