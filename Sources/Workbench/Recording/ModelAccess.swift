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
    if !usesProxy, let name = proxyVariable {
      note("\(name) is set and not used: calls go directly. To go through the proxy: --use-proxy.")
    }
    return try LiveModels(
      folder.sweep, access: self, budget: shard?.share(of: spending.budget) ?? spending.budget,
      tariffs: try spending.tariffs(of: folder), note: note)
  }

  /// The first proxy variable that is set.
  private var proxyVariable: String? {
    ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"]
      .first { environment[$0]?.isEmpty == false }
  }
}
