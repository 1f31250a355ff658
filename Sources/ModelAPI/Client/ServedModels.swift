import Basics
import HTTP

/// The list of models that a server serves.
struct ServedModels: Sendable {
  /// Whether the server says that there are more than it listed.
  private(set) var isPartial = false
  /// Names under which each model answers.
  private(set) var models: [(id: String, aliases: [String])] = []

  /// The models' own names, in the server's order.
  var names: [String] { models.map(\.id) }

  /// Reads `{"data": [{"id", "aliases"}]}`; `nil` for any other body.
  init?(_ body: [UInt8]) {
    var isRead = false
    body.withUnsafeBufferPointer { buffer in
      var cursor = JSONCursor(buffer, options: .tolerant)
      do {
        isRead = try read(&cursor)
        try cursor.finish()
      } catch {
        isRead = false
      }
    }
    guard isRead else { return nil }
  }

  /// Whether a model answers to a name.
  ///
  /// A name without a tag means the tag `latest`, and one without a date the newest of its dates.
  func contains(_ name: String) -> Bool {
    models.contains { model in
      model.id == name || model.aliases.contains(name) || model.id == name + ":latest"
        || Self.isDated(model.id, name)
    }
  }

  /// Whether an id is a name with a date, as `name-20250929`.
  private static func isDated(_ id: String, _ name: String) -> Bool {
    let date = id.utf8.dropFirst(name.utf8.count + 1)
    return id.hasPrefix(name + "-") && date.count == 8 && date.allSatisfy { (48...57).contains($0) }
  }

  private mutating func read(_ cursor: inout JSONCursor) throws(JSONError) -> Bool {
    var isRead = false
    try cursor.enterObject()
    var first = true
    while let name = try cursor.nextName(first: &first) {
      let kind = try cursor.peek()
      if name == "data", kind == .array {
        isRead = true
        try cursor.enterArray()
        var firstElement = true
        while try cursor.nextElement(first: &firstElement) { try readModel(&cursor) }
      } else if name == "has_more", kind == .bool {
        isPartial = try cursor.readBool()
      } else {
        try cursor.skipValue()
      }
    }
    return isRead
  }

  private mutating func readModel(_ cursor: inout JSONCursor) throws(JSONError) {
    let value = try cursor.readValue()
    guard let id = value["id"]?.string else { return }
    models.append((id, value["aliases"]?.array?.compactMap(\.string) ?? []))
  }
}

/// Makes sure, once, that a server serves the model that is asked for.
///
/// A server without a list, or one that does not show it, passes: only a list that is there and does
/// not hold the model fails. A server that cannot be reached passes too, for the call itself retries
/// and says so better.
actor ServedModelCheck {
  /// The longest time to look at the list.
  static let timeout = Duration.seconds(15)

  private let endpoint: ModelEndpoint
  private let access: ResolvedAccess
  private let transport: any Transport
  private var verdict: Task<Verdict, Never>?

  private enum Verdict {
    case pass
    /// Nothing was learnt: the next call looks again.
    case unknown
    case fail(ModelAPIError)
  }

  init(endpoint: ModelEndpoint, access: ResolvedAccess, transport: any Transport) {
    self.endpoint = endpoint
    self.access = access
    self.transport = transport
  }

  /// Throws `unknownModel` where the server's list does not hold the model.
  func pass() async throws(ModelAPIError) {
    let task = verdict ?? Task { await look() }
    verdict = task
    switch await task.value {
    case .pass: return
    case .unknown: if verdict == task { verdict = nil }
    case .fail(let error): throw error
    }
  }

  private func look() async -> Verdict {
    let format = endpoint.family.format
    let request = access.request(
      .get, format.modelsPath, of: endpoint, timeout: min(access.timeout, Self.timeout))
    let response: HTTPResponse
    do {
      response = try await transport.send(request)
    } catch {
      return .unknown
    }
    guard response.status == 200 else {
      return response.status >= 500 || response.status == 429 ? .unknown : .pass
    }
    guard let served = ServedModels(response.body), !served.models.isEmpty, !served.isPartial else {
      return .pass
    }
    guard !served.contains(endpoint.model) else { return .pass }
    return .fail(
      Self.unknownModel(
        endpoint.model, served: served, place: access.place(format.modelsPath), key: access.key))
  }

  /// The error for a model that a server does not serve.
  static func unknownModel(
    _ model: String, served: ServedModels, place: String, key: APIKey?
  ) -> ModelAPIError {
    let near = NearMatch.names(like: model, among: served.names)
    let shown = near.isEmpty ? Array(served.names.prefix(5)) : near
    let more = served.models.count > shown.count && near.isEmpty ? ", …" : ""
    let list = shown.map { name in
      let excerpt = Excerpt.of(name, limit: 100)
      return "'\(key?.redacted(from: excerpt) ?? excerpt)'"
    }
    return ModelAPIError(
      .unknownModel,
      "the model '\(model)' is not among those that \(place) lists; "
        + (near.isEmpty ? "it serves " : "near it are ") + list.joined(separator: ", ") + more,
      next:
        "Correct the model's name, or write check-model: false under its access where the server takes other "
        + "names.",
      status: 200)
  }
}
