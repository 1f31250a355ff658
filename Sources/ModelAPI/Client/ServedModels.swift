import Basics

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
