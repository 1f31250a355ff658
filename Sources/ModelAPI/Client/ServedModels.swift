import Wire

/// The list of models that a server serves.
struct ServedModels: Sendable {
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
  /// A name without a tag means the tag `latest`.
  func contains(_ name: String) -> Bool {
    models.contains { model in
      model.id == name || model.aliases.contains(name) || model.id == name + ":latest"
    }
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
