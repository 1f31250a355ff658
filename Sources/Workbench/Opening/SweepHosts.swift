import Basics
import ModelAPI
import RecordReplay
import Sweeps

/// Where a sweep sends requests, and the variable whose value it sends along.
package struct HostUse: Hashable, Sendable {
  /// The host, with its port where that is not the scheme's own.
  package var host: String
  /// The variable of the environment that holds the key; `nil` where none is sent.
  package var variable: String?

  /// Names a use.
  package init(host: String, variable: String?) {
    self.host = host
    self.variable = variable
  }

  /// Reads `HOST=VARIABLE`, or `HOST` where no key is sent; `nil` for anything else.
  package init?(_ text: String) {
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard let host = parts.first, !host.isEmpty, !host.utf8.contains(where: { $0 <= 32 }) else {
      return nil
    }
    self.host = host.lowercased()
    variable = parts.count == 2 && !parts[1].isEmpty ? String(parts[1]) : nil
  }

  /// As `--trust` takes it.
  var argument: String { variable.map { "\(host)=\($0)" } ?? host }

  /// What happens, for people.
  var words: String {
    let shown = Redaction.shown(host)
    return variable.map { "\(shown) is sent the value of \(Redaction.shown($0))" }
      ?? "\(shown) is sent requests without a key"
  }
}

extension HostUse {
  /// The pairs of `Tasks/models.yaml` as this program ships it.
  ///
  /// A folder's own file of that name may be a stranger's.
  static let shipped: Set<HostUse> = [
    HostUse(host: "api.openai.com", variable: "OPENAI_API_KEY"),
    HostUse(host: "api.anthropic.com", variable: "ANTHROPIC_API_KEY"),
    HostUse(host: "api.mistral.ai", variable: "MISTRAL_API_KEY"),
    HostUse(host: "openrouter.ai", variable: "OPENROUTER_API_KEY"),
    HostUse(host: "generativelanguage.googleapis.com", variable: "GEMINI_API_KEY"),
    HostUse(host: "api.groq.com", variable: "GROQ_API_KEY"),
    HostUse(host: "api.deepseek.com", variable: "DEEPSEEK_API_KEY"),
  ]
  /// The variables by which its user says where a shipped model's server is.
  static let shippedVariables: Set<String> = [
    "LLAMA_CPP_BASE_URL", "OLLAMA_BASE_URL", "VLLM_BASE_URL",
  ]
}

/// One model's use of a host.
struct ModelHostUse: Hashable {
  /// The host and the variable.
  var pair: HostUse
  /// Whether it is used without asking.
  var isTrusted: Bool
  /// Whether a key goes over plain http to another machine.
  var sendsKeyInTheClear: Bool
}

extension SweepModel {
  /// How it is reached: as its sweep says, or at the base URL that replaces what that says.
  func access(at baseURL: String?) -> EndpointAccess {
    guard let baseURL else { return access }
    var access = access
    access.baseURL = baseURL
    access.baseURLVariable = nil
    return access
  }
}

extension Sweep {
  /// Where each model that may be asked is reached, each way once, in their order.
  func hostUses(at baseURL: String?, in environment: [String: String]) throws -> [ModelHostUse] {
    var seen: Set<ModelHostUse> = []
    return try askedModels.flatMap { model in
      let reached = model.access(at: baseURL)
      let place = try reached.destination(in: environment)
      // What stands in the URL is sent as a key is, and would tell a stranger's host as much.
      let isReplaced = reached.baseURLVariable.map { !(environment[$0] ?? "").isEmpty } ?? false
      let inURL = isReplaced ? [] : reached.variables ?? []
      return ([model.access.keyVariable] + inURL).compactMap { variable in
        let pair = HostUse(host: place.name, variable: variable)
        let isByVariable = reached.baseURLVariable.map { name in
          HostUse.shippedVariables.contains(name) && pair.variable == nil
            && !(environment[name] ?? "").isEmpty
        }
        let use = ModelHostUse(
          pair: pair,
          isTrusted: baseURL != nil || place.isLoopback && pair.variable == nil
            || place.isEncrypted && HostUse.shipped.contains(pair) || isByVariable ?? false,
          sendsKeyInTheClear: pair.variable != nil && !place.isEncrypted && !place.isLoopback)
        // The same host may be reached in two ways, of which one is trusted.
        return seen.insert(use).inserted ? use : nil
      }
    }
  }

  /// Where its requests go, for people: a line for each host and variable.
  func hostText(at baseURL: String?, in environment: [String: String]) -> String {
    hostLines(at: baseURL, in: environment).map { "  \($0)" }.joined(separator: "\n")
  }

  private func hostLines(at baseURL: String?, in environment: [String: String]) -> [String] {
    guard let uses = try? hostUses(at: baseURL, in: environment) else {
      return [
        "a base URL that cannot be used: it must be http or https, with a host and nothing secret"
      ]
    }
    return uses.map { use in
      use.pair.words + (use.isTrusted ? "" : " (asked about before the first request)")
    }
  }

  /// Where its requests go, for programs; null where a base URL cannot be used.
  func hostJSON(at baseURL: String?, in environment: [String: String]) -> JSONValue {
    guard let uses = try? hostUses(at: baseURL, in: environment) else { return .null }
    return .array(
      uses.map { use in
        [
          "host": .string(use.pair.host),
          "variable": use.pair.variable.map { .string($0) } ?? .null,
          "trusted": .bool(use.isTrusted),
        ]
      })
  }
}
