import HTTP
import ModelAPI
import Sweeps

/// How a session reaches the models of a sweep.
package struct ModelAccess: Sendable {
  /// Replaces the base URL of every model.
  package var baseURL: String?
  /// Tries of one call before it is given up.
  package var attempts: Int
  /// Whether calls go through the proxy that the environment names.
  package var usesProxy: Bool
  /// Where keys, base URLs, proxies and authorities are looked up.
  package var environment: [String: String]

  /// Creates an access.
  package init(
    baseURL: String? = nil, attempts: Int = RetryPolicy.standard.maximumAttempts,
    usesProxy: Bool = false, environment: [String: String]
  ) {
    self.baseURL = baseURL
    self.attempts = attempts
    self.usesProxy = usesProxy
    self.environment = environment
  }

  /// The models of a sweep over the network.
  ///
  /// - Parameters:
  ///   - folder: The sweep.
  ///   - spending: What the calls may take.
  ///   - shard: The part of the sweep that the budget is for; `nil` for all of it.
  ///   - note: Told what the user should know.
  func models(
    of folder: SweepFolder, _ spending: Spending, shard: Shard? = nil,
    note: @escaping @Sendable (String) -> Void
  ) throws -> LiveModels {
    if !usesProxy, let text = ProxyNote.text(in: environment) { note(text) }
    return try LiveModels(
      folder.sweep, access: self, budget: shard?.share(of: spending.budget) ?? spending.budget,
      tariffs: try spending.tariffs(of: folder), note: note)
  }
}

/// What the user should know where the environment names a proxy that nobody asked for.
package enum ProxyNote {
  /// The sentence; `nil` where the environment names none.
  package static func text(in environment: [String: String]) -> String? {
    NetworkRoute.proxyVariable(in: environment).map { name in
      "\(name) is set and not used: calls go directly. To go through the proxy: --use-proxy."
    }
  }
}
