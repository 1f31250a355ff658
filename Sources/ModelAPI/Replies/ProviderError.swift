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

/// An error that a provider told after it had answered with a good status: in the middle of a stream,
/// or as an answer that says that it failed.
struct AnswerFailure {
  private let failure: ProviderFailure

  /// The failure in a body; `nil` where it is an answer, or was never whole.
  init?(_ body: [UInt8], as format: any WireFormat.Type) {
    let outcome = body.withUnsafeBufferPointer { format.decode(body: $0, status: 200) }
    guard case .providerError(let failure) = outcome, failure.kind != .response,
      failure.code != Self.brokenStream
    else { return nil }
    self.failure = failure
  }

  /// The code of a stream that ended before the answer had.
  static let brokenStream = "broken_stream"

  /// Codes and types of errors that belong to the request or to the answer.
  ///
  /// Another try would meet them again. Whatever is not among them counts as an outage, so that no
  /// outage becomes a score.
  private static let lasting = [
    "invalid", "policy", "context_length", "context_size", "context_window", "content_filter",
    "moderation", "not_supported", "unsupported", "too_large", "not_found", "permission",
    "authentication", "billing", "image_", "safety", "refus", "data_residency",
  ]

  /// Whether another try may end otherwise.
  var isPassing: Bool {
    if isQuotaExhausted || failure.isUnreadableAnswer { return false }
    if let number = Int(failure.code) {
      return number == 408 || number == 409 || number == 429 || number >= 500
    }
    let code = failure.code.lowercased()
    return !Self.lasting.contains { code.contains($0) }
  }

  /// Whether the account has no credit left: waiting does not help.
  var isQuotaExhausted: Bool {
    ["insufficient_quota", "billing_hard_limit_reached"].contains(failure.code)
  }
}

extension ProviderFailure {
  /// Whether the server could not read what its model wrote; see ``ProviderErrorBody``.
  fileprivate var isUnreadableAnswer: Bool { ProviderErrorBody.saysUnreadableAnswer(message) }
}

/// A response with a good status that is no reply: an answer that somebody broke off, or no answer of
/// the interface at all.
///
/// It is an outage: tried again, then reported, and never kept.
struct NoReply {
  /// Why it is none, as a sentence.
  let reason: String

  /// The finding on a body; `nil` where it is a reply, or tells of an error of its own.
  init?(_ body: [UInt8], as format: any WireFormat.Type) {
    let outcome = body.withUnsafeBufferPointer { format.decode(body: $0, status: 200) }
    switch outcome {
    case .answer(let completion):
      guard let fault = completion.fault else { return nil }
      reason = fault
    case .providerError(let failure):
      guard failure.kind == .response else { return nil }
      reason = failure.message
    }
  }

  /// Whether a body is no reply and yet JSON, or nothing at all: what a model's server says in trouble,
  /// and no page of something else that answers there.
  static func isJSON(_ body: [UInt8], as format: any WireFormat.Type) -> Bool {
    guard NoReply(body, as: format) != nil else { return false }
    return body.allSatisfy { [0x20, 0x09, 0x0a, 0x0d].contains($0) }
      || body.withUnsafeBufferPointer { buffer in
        EventStreamParser.isEventStream(buffer)
          || (try? JSONValue(parsing: buffer, options: .tolerant)) != nil
      }
  }
}

/// Foreign text, made fit for a message: short, on one line, without control characters.
enum Excerpt {
  /// The longest message that is kept of a provider's error, in bytes of UTF-8.
  static let messageLimit = 500

  /// The start of a text.
  static func of(_ text: String, limit: Int = messageLimit) -> String {
    var excerpt = ""
    var count = 0
    for scalar in text.unicodeScalars {
      count += UTF8.width(scalar)
      guard count <= limit else { return excerpt + "…" }
      excerpt.unicodeScalars.append(isControl(scalar) ? " " : scalar)
    }
    return excerpt
  }

  /// The start of a text whose bytes are given; invalid UTF-8 becomes U+FFFD.
  static func of(_ bytes: UnsafeBufferPointer<UInt8>, limit: Int = messageLimit) -> String {
    // Four more bytes than the limit, so that a character cut here falls to the limit as well.
    of(String(decoding: bytes.prefix(limit + 4), as: UTF8.self), limit: limit)
  }

  /// Control characters, and the marks that change the direction of the text around them.
  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7f..<0xa0, 0x200e...0x200f, 0x2028...0x202e, 0x2066...0x2069: true
    default: false
    }
  }
}
