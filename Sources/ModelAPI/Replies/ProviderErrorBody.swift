import Basics

/// The error that a provider put into a response's body.
///
/// It reads the shapes that are in use: `{"error": {"message", "type", "code"}}`, the same members at
/// the top, `{"error": "text"}`, `{"detail": "text"}` and lists of details. Any other body is its own
/// message.
struct ProviderErrorBody {
  private(set) var code = ""
  private(set) var type = ""
  private(set) var message = ""
  private var numericCode = ""

  /// Reads a body; never fails.
  init(_ body: UnsafeBufferPointer<UInt8>) {
    var cursor = JSONCursor(body, options: .tolerant)
    do {
      try readRoot(&cursor)
    } catch {
      message = ""
    }
    if message.isEmpty { message = Excerpt.of(body) }
    message = Excerpt.of(message)
    code = Excerpt.of(code, limit: 80)
    type = Excerpt.of(type, limit: 80)
  }

  /// The most telling of the provider's words for the error: its code, else its type, else a number.
  var word: String {
    if !code.isEmpty { return code }
    return type.isEmpty ? numericCode : type
  }

  /// Whether the account has no credit left: waiting does not help.
  var isQuotaExhausted: Bool {
    ["insufficient_quota", "billing_hard_limit_reached"].contains { $0 == code || $0 == type }
  }

  /// Whether the server could not read what its model wrote, such as a broken tool call, now or
  /// earlier in the conversation.
  ///
  /// llama.cpp answers so, with 500 and in one of these words. It is the model's doing and no outage:
  /// the answer is not tried again but recorded as the provider's error.
  var isUnreadableAnswer: Bool { Self.saysUnreadableAnswer(message) }

  /// Whether a message says so.
  static func saysUnreadableAnswer(_ message: String) -> Bool {
    [
      "The model produced output that does not match", "Failed to parse input",
      "Failed to parse tool call arguments as JSON",
    ].contains { message.hasPrefix($0) }
  }

  func failure(status: Int) -> ProviderFailure {
    ProviderFailure(status: status, code: word, message: message)
  }

  private mutating func readRoot(_ cursor: inout JSONCursor) throws(JSONError) {
    try cursor.enterObject()
    var first = true
    while let name = try cursor.nextName(first: &first) {
      switch (name, try cursor.peek()) {
      case ("error", .object): try readError(&cursor)
      case ("error", .string), ("detail", .string): message = try cursor.readString()
      case ("detail", .array): try readDetails(&cursor)
      default: try readMember(name, &cursor)
      }
    }
    try cursor.finish()
  }

  /// Reads `{"detail": [{"loc": […], "msg": "text", "type": "word"}]}`, of which the first counts.
  private mutating func readDetails(_ cursor: inout JSONCursor) throws(JSONError) {
    let details = try cursor.readValue()
    guard message.isEmpty, let detail = details[0], let text = detail["msg"]?.string else { return }
    let place = detail["loc"]?.array?.compactMap { $0.string ?? $0.integer.map(String.init) } ?? []
    message = place.isEmpty ? text : "\(place.joined(separator: ".")): \(text)"
    type = detail["type"]?.string ?? type
  }

  private mutating func readError(_ cursor: inout JSONCursor) throws(JSONError) {
    try cursor.enterObject()
    var first = true
    while let name = try cursor.nextName(first: &first) { try readMember(name, &cursor) }
  }

  private mutating func readMember(
    _ name: String, _ cursor: inout JSONCursor
  ) throws(JSONError) {
    switch (name, try cursor.peek()) {
    case ("message", .string): message = try cursor.readString()
    case ("type", .string): type = try cursor.readString()
    case ("code", .string): code = try cursor.readString()
    case ("code", .number):
      if case .integer(let number) = try cursor.readNumber() { numericCode = String(number) }
    default: try cursor.skipValue()
    }
  }
}
