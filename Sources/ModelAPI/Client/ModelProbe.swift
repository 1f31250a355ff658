public import HTTP

/// What a look at a server found.
public struct ProbeReport: Hashable, Sendable {
  /// Whether a call is likely to succeed.
  public enum Finding: String, Hashable, Sendable {
    /// The server runs and serves the model.
    case ready
    /// The server runs; whether it serves the model cannot be told, for it has no list.
    case unlisted
    /// The server runs and loads its model.
    case loading
    /// The server runs and serves other models.
    case wrongModel
    /// The server runs and does not accept the key.
    case keyRefused
    /// Something answers, and it is no model server.
    case notAModelServer
    /// No server.
    case down
  }

  /// Whether a call is likely to succeed.
  public var finding: Finding
  /// The models that the server lists, in its order.
  public var models: [String]
  /// Time that the list of models took, in microseconds.
  public var serviceMicroseconds: Int
  /// What is wrong, where something is; not a thrown error.
  public var problem: ModelAPIError?
}

/// A look at a server without asking its model anything.
public struct ModelProbe: Sendable {
  private let endpoint: ModelEndpoint
  private let access: ResolvedAccess
  private let transport: any Transport
  private let clock: ModelClock

  /// Creates a probe; throws `badURL` and `noKey` as a client does.
  public init(
    endpoint: ModelEndpoint, access: EndpointAccess, environment: [String: String],
    transport: any Transport, clock: ModelClock = .system
  ) throws(ModelAPIError) {
    self.endpoint = endpoint
    self.access = try access.resolved(in: environment)
    self.transport = transport
    self.clock = clock
  }

  /// Asks for the list of models, and for the server's health where the list says nothing.
  public func run() async -> ProbeReport {
    let format = endpoint.family.format
    let start = clock.now()
    let result = await send(access.request(.get, format.modelsPath, of: endpoint, timeout: limit))
    var report = ProbeReport(
      finding: .unlisted, models: [], serviceMicroseconds: (clock.now() - start).microseconds)
    switch result {
    case .failure:
      report.finding = .down
      report.problem = problem(result, .final)
    case .success(let response): await judge(response, result, &report)
    }
    return report
  }

  private var limit: Duration { min(access.timeout, ServedModelCheck.timeout) }

  private func judge(
    _ response: HTTPResponse, _ result: Result<HTTPResponse, TransportError>,
    _ report: inout ProbeReport
  ) async {
    let place = access.place(endpoint.family.format.modelsPath)
    switch response.status {
    case 200:
      guard let served = ServedModels(response.body) else {
        report.finding = .notAModelServer
        report.problem = problem(result, .notJSON)
        return
      }
      report.models = served.names
      report.finding =
        served.contains(endpoint.model) ? .ready : served.isPartial ? .unlisted : .wrongModel
      if report.finding == .wrongModel {
        report.problem = ServedModelCheck.unknownModel(
          endpoint.model, served: served, place: place, key: access.key)
      }
    case 401:
      report.finding = .keyRefused
      report.problem = problem(result, .final)
    case 503:
      report.finding = .loading
      report.problem = problem(result, .final)
    case 500...:
      report.finding = .down
      report.problem = problem(result, .final)
    default: await judgeHealth(&report)
    }
  }

  /// A server without a list may still say that it is loading.
  private func judgeHealth(_ report: inout ProbeReport) async {
    let request = access.rootRequest("/health", timeout: limit)
    let result = await send(request)
    guard case .success(let response) = result, response.status == 503 else { return }
    report.finding = .loading
    report.problem = problem(result, .final)
  }

  private func send(_ request: HTTPRequest) async -> Result<HTTPResponse, TransportError> {
    do {
      return .success(try await transport.send(request))
    } catch {
      return .failure(error)
    }
  }

  private func problem(
    _ result: Result<HTTPResponse, TransportError>, _ reason: GiveUpReason
  ) -> ModelAPIError {
    GiveUpReport(
      reason: reason, result: result, attempts: [],
      place: access.place(endpoint.family.format.modelsPath), key: access.key,
      model: endpoint.model, timeout: limit, format: endpoint.family.format
    ).error
  }
}
