import Serving

/// The variables by which clients learn where to send, and as whom.
///
/// Each client has names of its own, and one that is not set sends silently to the real provider: all of
/// them are set. Keys are dummies in a replay, so that none can leave.
public enum ChildEnvironment {
  /// The variables of base URLs that end in `/v1`.
  public static let versioned = [
    "OPENAI_API_BASE", "OPENAI_API_BASE_URL", "OPENAI_BASE_URL",
  ]
  /// The variables of base URLs without a version.
  public static let plain = [
    "ANTHROPIC_API_BASE", "ANTHROPIC_API_URL", "ANTHROPIC_BASE_URL",
  ]
  /// The variables of base URLs of Mistral's interface.
  public static let mistral = ["MISTRAL_API_BASE", "MISTRAL_BASE_URL"]
  /// The variables of keys.
  public static let keys = ["ANTHROPIC_API_KEY", "MISTRAL_API_KEY", "OPENAI_API_KEY"]
  /// Variables that would send every provider's calls to one place, past those above.
  public static let removed = [
    "ANTHROPIC_AUTH_TOKEN", "INSPECT_EVAL_MODEL_BASE_URL", "OPENAI_API_HOST",
  ]

  /// The variables to set, and with `nil` those to take away.
  ///
  /// - Parameters:
  ///   - port: Where the proxy listens.
  ///   - environment: The variables as they are.
  ///   - keepsKeys: Whether keys that are set stay: in a recording clients send them, and the proxy passes
  ///     them on.
  public static func changes(
    port: UInt16, environment: [String: String], keepsKeys: Bool
  ) -> [String: String?] {
    let base = "http://\(LocalServer.address):\(port)"
    var changes: [String: String?] = [:]
    for name in versioned { changes[name] = "\(base)/v1" }
    for name in plain { changes[name] = base }
    for name in mistral { changes[name] = "\(base)/to/mistral" }
    for name in removed { changes[name] = .some(nil) }
    for name in keys where !keepsKeys || (environment[name] ?? "").isEmpty {
      changes[name] = ClientCall.dummyKey
    }
    changes["STEERBENCH_PROXY_URL"] = base
    // A client that goes through another proxy would take this one for a stranger.
    for name in ["NO_PROXY", "no_proxy"] {
      let others = environment[name].flatMap { $0.isEmpty ? nil : $0 + "," } ?? ""
      changes[name] = "\(others)\(LocalServer.address),localhost"
    }
    return changes
  }
}
