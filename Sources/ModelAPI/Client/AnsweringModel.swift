import Basics

/// Who answered, in the provider's own words.
public struct AnsweringModel: Hashable, Sendable {
  /// The model, which may be another name than was asked for; `nil` where the answer does not say.
  public let model: String?
  /// What the provider calls the state of its system; `nil` where the answer does not say.
  public let fingerprint: String?

  /// Reads `model` and `system_fingerprint` of a reply's body, or of the answer that a stream makes
  /// up; a body of another form says nothing.
  public init(_ reply: ModelReply, by family: WireFamily) {
    var found: [String: String] = [:]
    reply.body.withUnsafeBufferPointer { body in
      guard EventStreamParser.isEventStream(body) else { return Self.read(body, &found) }
      guard case .whole(let answer) = StreamReader.read(body, as: family.format) else { return }
      answer.withUnsafeBufferPointer { Self.read($0, &found) }
    }
    model = found["model"].map { Excerpt.of($0, limit: 100) }
    fingerprint = found["system_fingerprint"].map { Excerpt.of($0, limit: 100) }
  }

  private static func read(
    _ body: UnsafeBufferPointer<UInt8>, _ found: inout [String: String]
  ) {
    var cursor = JSONCursor(body, options: .tolerant)
    // A body that breaks off says what it said until then.
    try? read(&cursor, &found)
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
