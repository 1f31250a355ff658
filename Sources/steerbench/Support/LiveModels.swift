import CodeExecution
import Evaluation
import ModelAPI
import RecordReplay

/// The models of a sweep over the network, and the sandbox: the only place where recording touches
/// the outside world.
struct LiveModels: Sendable {
  private let clients: [(client: ModelClient, gate: CallGate)]

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
    clients = try sweep.models.map { model in
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
    let (client, gate) = clients[model]
    var world = LiveWorld(
      complete: { (call) throws(DeckError) in
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
