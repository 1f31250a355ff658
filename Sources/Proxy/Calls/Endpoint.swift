import HTTP
import RecordReplay

/// What a path and its headers say about a call: whose protocol it speaks, and how its answers repeat.
struct Endpoint: Hashable, Sendable {
  /// Whose protocol a call speaks.
  enum Dialect: String, Hashable, Sendable, CaseIterable {
    case openAI = "openai"
    case anthropic
    case mistral
  }

  /// The name of the wire format of an answer, for its tokens; `nil` where it counts none that are known.
  enum Answer: String, Hashable, Sendable {
    case chat = "openai-chat"
    case responses = "openai-responses"
    case messages = "anthropic-messages"
  }

  /// Whose protocol it speaks.
  let dialect: Dialect
  /// What its answers are.
  let answer: Answer?
  /// Whether one recording serves any number of the same calls: what is asked is a fact and no sample.
  let isFact: Bool
  /// Whether its path is one that is known.
  let isKnown: Bool

  /// Reads a path, given the headers that tell providers apart where the path does not.
  init(method: String, path: String, hasAnthropicVersion: Bool) {
    let name = Self.name(of: path)
    let isAnthropic =
      hasAnthropicVersion || name == "messages" || name.hasPrefix("messages/") || name == "complete"
    dialect = isAnthropic ? .anthropic : .openAI
    answer =
      switch (method, name) {
      case ("POST", "chat/completions"): .chat
      case ("POST", "responses"): .responses
      case ("POST", "messages"): .messages
      default: nil
      }
    isFact =
      switch method {
      case "GET", "HEAD": name == "models" || name.hasPrefix("models/")
      case "POST": ["embeddings", "moderations", "messages/count_tokens"].contains(name)
      default: false
      }
    let known = [
      "chat/completions", "responses", "completions", "embeddings", "moderations", "models",
      "files",
      "messages", "messages/count_tokens",
    ]
    isKnown = known.contains { name == $0 || name.hasPrefix($0 + "/") }
  }

  /// What may be wrong with a path that has no version where clients send one; `nil` for any other.
  static func hint(for path: String) -> String? {
    let known = [
      "chat/completions", "responses", "completions", "embeddings", "models", "messages",
    ]
    guard known.contains(where: { path == "/\($0)" }) else { return nil }
    return "The path has no version: the base URL of OpenAI's clients ends in /v1."
  }

  /// The path behind the version of the interface.
  static func name(of path: String) -> String {
    var parts = path.split(separator: "/")
    if let first = parts.first, ["v1", "v1beta", "v2"].contains(first) { parts.removeFirst() }
    return parts.joined(separator: "/")
  }
}

extension ProxiedCall {
  /// What the path and the headers say.
  var endpoint: Endpoint {
    Endpoint(
      method: method, path: path,
      hasAnthropicVersion: headers.contains { $0.name == "anthropic-version" })
  }
}
