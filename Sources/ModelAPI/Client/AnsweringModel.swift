import Wire

/// Who answered, in the provider's own words.
public struct AnsweringModel: Hashable, Sendable {
  /// The model, which may be another name than was asked for; `nil` where the answer does not say.
  public let model: String?
  /// What the provider calls the state of its system; `nil` where the answer does not say.
  public let fingerprint: String?

  /// Reads `model` and `system_fingerprint` of a reply's body; a body of another form says nothing.
  public init(_ reply: ModelReply) {
    var found: [String: String] = [:]
    reply.body.withUnsafeBufferPointer { buffer in
      var cursor = JSONCursor(buffer, options: .tolerant)
      // A body that breaks off says what it said until then.
      try? Self.read(&cursor, &found)
    }
    model = found["model"].map { Excerpt.of($0, limit: 100) }
    fingerprint = found["system_fingerprint"].map { Excerpt.of($0, limit: 100) }
  }

  private static func read(
    _ cursor: inout JSONCursor, _ found: inout [String: String]
  ) throws(JSONError) {
    guard try cursor.peek() == .object else { return }
    try cursor.enterObject()
    var first = true
    while let name = try cursor.nextName(first: &first) {
      if name == "model" || name == "system_fingerprint", try cursor.peek() == .string {
        found[name] = try cursor.readString()
      } else {
        try cursor.skipValue()
      }
    }
  }
}

extension AnsweringModel: CustomStringConvertible {
  public var description: String {
    let name = model ?? "a model that is not named"
    return fingerprint.map { "\(name) (\($0))" } ?? name
  }
}

extension AnsweringModel: Comparable {
  public static func < (left: AnsweringModel, right: AnsweringModel) -> Bool {
    left.description.utf8.lexicographicallyPrecedes(right.description.utf8)
  }
}
