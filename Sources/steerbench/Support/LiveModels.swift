import CodeExecution
import Evaluation
import ModelAPI
import RecordReplay

/// The models of a sweep over the network, and the sandbox: the only place where recording touches
/// the outside world.
struct LiveModels: Sendable {
  private let clients: [(client: ModelClient, gate: CallGate)]
  /// The place of the client that reads a model's answers, by the model's place; empty where rules
  /// alone read them.
  private let extractors: [Int]

  /// Creates clients for all models of a sweep.
  ///
  /// - Parameters:
  ///   - sweep: The sweep.
  ///   - baseURL: Replaces the base URL of every model.
  ///   - attempts: Tries of one call.
  ///   - environment: Where keys and base URLs are looked up.
  init(_ sweep: Sweep, baseURL: String?, attempts: Int, environment: [String: String]) throws {
    var policy = RetryPolicy.standard
    policy.maximumAttempts = attempts
    let transport = URLSessionTransport()
    extractors = sweep.models.indices.compactMap { place in
      switch sweep.extraction.byModel?.extractor {
      case .own: place
      case .model(let other): other
      case .other: sweep.models.count
      case nil: nil
      }
    }
    clients = try sweep.askedModels.map { model in
      var access = model.access
      if let baseURL {
        access.baseURL = baseURL
        access.baseURLVariable = nil
      }
      let client = try ModelClient(
        endpoint: model.endpoint, access: access, environment: environment, transport: transport,
        policy: policy)
      return (client, CallGate(width: model.concurrency))
    }
  }

  /// The world of a model's trials.
  func world(of model: Int, runs: LiveRuns) -> LiveWorld {
    let own = clients[model]
    let extractor = model < extractors.count ? clients[extractors[model]] : own
    var world = LiveWorld(
      complete: { (call) throws(DeckError) in
        let (client, gate) = call.lane == .extraction ? extractor : own
        do {
          return try await gate.pass { () throws(ModelAPIError) in
            try await client.reply(to: call.encoded)
          }
        } catch {
          throw DeckError(.provider, "\(call.trial): \(error)")
        }
      },
      execute: { (request) throws(DeckError) in try await runs.execute(request) })
    if runs.classifies {
      world.classify = { (request) throws(DeckError) in try await runs.classify(request) }
    }
    return world
  }
}
