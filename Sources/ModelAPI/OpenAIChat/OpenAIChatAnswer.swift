import Basics

extension OpenAIChatDialect {
  /// What the provider said.
  ///
  /// The first choice is the answer. The visible text is the message's `content`, or its text parts
  /// joined; where there is none, the text of a refusal. A status other than 2xx, an `error` member
  /// and a body without a message are provider errors.
  public static func decodeWhole(
    body: UnsafeBufferPointer<UInt8>, status: Int
  ) -> CompletionOutcome {
    guard (200..<300).contains(status) else {
      return .providerError(ProviderErrorBody(body).failure(status: status))
    }
    var answer = OpenAIChatAnswer(body)
    do {
      try answer.read()
    } catch {
      return .providerError(
        ProviderFailure(
          status: status, code: "unreadable_answer",
          message: "the answer is not a chat completion: \(error)"))
    }
    if answer.hasError {
      var failure = ProviderErrorBody(body).failure(status: status)
      failure.kind = .failedAnswer
      return .providerError(failure)
    }
    guard answer.hasMessage else {
      return .providerError(
        ProviderFailure(
          status: status, code: "unreadable_answer",
          message: "the answer has no message: it is not a chat completion"))
    }
    guard !answer.hasFailed else {
      return .providerError(
        ProviderFailure(
          status: status, code: "generation_failed",
          message: "the provider says that generating the answer failed", kind: .failedAnswer))
    }
    return .answer(answer.completion)
  }
}

/// A reader of one chat completion, which passes over what nobody asked for.
private struct OpenAIChatAnswer {
  private let body: UnsafeBufferPointer<UInt8>
  private var cursor: JSONCursor
  private var content: String?
  /// The content without the parts of other types than text; `nil` where there is none.
  private var spoken: String?
  private var thoughts = ShownThoughts()
  private var refusal: String?
  private var toolCalls: [ToolCall] = []
  private var finish: String?
  private var usage = OpenAIChatUsage()
  private var choices = 0
  /// Whether the provider put an error into a successful response.
  private(set) var hasError = false
  /// Whether there is a message that says anything, be it nothing.
  private(set) var hasMessage = false

  init(_ body: UnsafeBufferPointer<UInt8>) {
    self.body = body
    cursor = JSONCursor(body, options: .tolerant)
  }

  var completion: Completion {
    Completion(
      text: content.flatMap { $0.isEmpty ? nil : $0 } ?? refusal ?? "", toolCalls: toolCalls,
      stop: stop, usage: usage.counters, spoken: spoken,
      fault: EndWord.fault(finish, named: "finish_reason"), thoughts: thoughts.text)
  }

  /// Whether the provider gave up in the middle: Mistral and some gateways say so where others say
  /// why the model stopped.
  var hasFailed: Bool { finish == "error" }

  /// Some servers say `stop` beside tool calls, and OpenAI says it beside a refusal.
  private var stop: StopReason {
    switch finish {
    case "content_filter": .contentFilter
    case _ where refusal?.isEmpty == false: .refusal
    case "stop": toolCalls.isEmpty ? .end : .toolCalls
    case "length", "model_length": .length
    case "tool_calls": .toolCalls
    case let word: .other(word ?? "")
    }
  }

  mutating func read() throws(JSONError) {
    try cursor.enterObject()
    var first = true
    while let name = try cursor.nextPlainName(first: &first) {
      switch name {
      case "choices": try readChoices()
      case "usage": try usage.read(&cursor, in: body)
      case "error": try noteError()
      default: try cursor.skipValue()
      }
    }
    try cursor.finish()
  }

  private mutating func noteError() throws(JSONError) {
    if try cursor.peek() != .null { hasError = true }
    try cursor.skipValue()
  }

  private mutating func readChoices() throws(JSONError) {
    guard try cursor.peek() == .array else {
      _ = try cursor.skipValue()
      return
    }
    try cursor.enterArray()
    var first = true
    while try cursor.nextElement(first: &first) {
      choices += 1
      let kind = try cursor.peek()
      if choices == 1, kind == .object {
        try readChoice()
      } else {
        try cursor.skipValue()
      }
    }
  }

  private mutating func readChoice() throws(JSONError) {
    try cursor.enterObject()
    var first = true
    while let name = try cursor.nextPlainName(first: &first) {
      switch name {
      case "message": try readMessage()
      case "finish_reason": finish = try readOptionalString()
      case "error": try noteError()
      default: try cursor.skipValue()
      }
    }
  }

  private mutating func readMessage() throws(JSONError) {
    guard try cursor.peek() == .object else {
      _ = try cursor.skipValue()
      return
    }
    try cursor.enterObject()
    var first = true
    while let name = try cursor.nextPlainName(first: &first) {
      switch name {
      case "content":
        content = try readContent()
        hasMessage = true
      case "refusal":
        refusal = try readOptionalString()
        if refusal != nil { hasMessage = true }
      case "tool_calls": try readToolCalls()
      case "reasoning_content", "reasoning":
        try readThought()
      default: try cursor.skipValue()
      }
    }
  }

  /// A text of thoughts, or parts of it; a server that gives it under two names says it twice.
  private mutating func readThought() throws(JSONError) {
    let kind = try cursor.peek()
    let range = try cursor.skipValue()
    guard kind == .string || kind == .array, range.count > 2 else { return }
    usage.hasReasoningText = true
    let piece = UnsafeBufferPointer(rebasing: body[range])
    if let value = try? JSONValue(parsing: piece, options: .tolerant) { thoughts.add(value) }
  }

  /// The text of a string or of the text parts of an array; `nil` for null.
  private mutating func readContent() throws(JSONError) -> String? {
    switch try cursor.peek() {
    case .string: return try cursor.readString()
    case .array:
      try cursor.enterArray()
      var text = ""
      var said = ""
      var first = true
      while try cursor.nextElement(first: &first) { try readPart(into: &text, &said) }
      if said != text { spoken = said }
      return text
    case .null:
      try cursor.readNull()
      return nil
    default: throw JSONError(.unexpectedType, at: cursor.offset)
    }
  }

  /// Reads a part: a text, or an object with one.
  ///
  /// - Parameters:
  ///   - text: The text of every part is added, whatever its type.
  ///   - said: That of parts is added that are text by their type, or have none: a part of another type
  ///     (`reasoning`) is no part of what the model said.
  private mutating func readPart(
    into text: inout String, _ said: inout String
  ) throws(JSONError) {
    if try cursor.peek() == .string {
      let part = try cursor.readString()
      text += part
      said += part
      return
    }
    guard try cursor.peek() == .object else {
      _ = try cursor.skipValue()
      return
    }
    var part = ""
    var type: String?
    try cursor.enterObject()
    var first = true
    while let name = try cursor.nextPlainName(first: &first) {
      switch name {
      case "type": type = try readOptionalString()
      case "text": part += try readOptionalString() ?? ""
      case "refusal": refusal = (refusal ?? "") + (try readOptionalString() ?? "")
      case "thinking", "reasoning": try readThought()
      default: try cursor.skipValue()
      }
    }
    text += part
    guard type.map({ Self.textTypes.contains($0) }) ?? true else {
      if let type, ShownThoughts.isKind(type), !part.isEmpty {
        usage.hasReasoningText = true
        thoughts.add(.string(part))
      }
      return
    }
    said += part
  }

  private static let textTypes = ["text", "output_text", "input_text"]

  private mutating func readToolCalls() throws(JSONError) {
    guard try cursor.peek() == .array else {
      _ = try cursor.skipValue()
      return
    }
    try cursor.enterArray()
    var first = true
    while try cursor.nextElement(first: &first) {
      guard try cursor.peek() == .object else {
        throw JSONError(.unexpectedType, at: cursor.offset)
      }
      toolCalls.append(try readToolCall())
      hasMessage = true
    }
  }

  private mutating func readToolCall() throws(JSONError) -> ToolCall {
    var call = ToolCall(id: "", name: "", arguments: "")
    try cursor.enterObject()
    var first = true
    while let name = try cursor.nextPlainName(first: &first) {
      switch name {
      case "id": call.id = try readOptionalString() ?? ""
      case "function" where try cursor.peek() == .object: try readFunction(into: &call)
      default: try cursor.skipValue()
      }
    }
    return call
  }

  private mutating func readFunction(into call: inout ToolCall) throws(JSONError) {
    try cursor.enterObject()
    var first = true
    while let name = try cursor.nextPlainName(first: &first) {
      switch name {
      case "name": call.name = try readOptionalString() ?? ""
      case "arguments" where try cursor.peek() == .string:
        call.arguments = try cursor.readString()
      case "arguments":
        // Some servers send an object where the interface promises a string.
        let range = try cursor.skipValue()
        call.arguments = String(decoding: UnsafeBufferPointer(rebasing: body[range]), as: UTF8.self)
      default: try cursor.skipValue()
      }
    }
  }

  /// The string; `nil` for a value of another type.
  private mutating func readOptionalString() throws(JSONError) -> String? {
    if try cursor.peek() == .string { return try cursor.readString() }
    try cursor.skipValue()
    return nil
  }
}

/// The `usage` of a chat completion, before it is split into disjoint counters.
///
/// `prompt_tokens` includes what was read from a cache, and `completion_tokens` includes hidden
/// reasoning; both have to be taken apart. A counter that is absent, not a whole number, or
/// contradicts another one is unknown, with these exceptions:
/// - Cache writes are zero where they are not reported: chat completions have no such charge.
/// - Hidden reasoning is zero where it is not reported and the message has no reasoning text: a
///   provider that hides reasoning reports it, and a server that does not returns all its tokens.
/// - Tokens read from a cache stay unknown where they are not reported: servers with a prompt cache
///   may leave them out. Fresh input is then unknown too, and the prompt tokens are kept undivided.
/// - A prompt of zero tokens is unknown: a server with a warm cache says so, and no prompt is empty.
struct OpenAIChatUsage {
  var prompt: Int?
  var completion: Int?
  var cached: Int?
  var cacheWrite: Int?
  var reasoning: Int?
  /// Whether the message carries reasoning of its own.
  var hasReasoningText = false

  /// Reads the value of `usage`, whatever it is.
  mutating func read(
    _ cursor: inout JSONCursor, in body: UnsafeBufferPointer<UInt8>
  ) throws(JSONError) {
    guard try cursor.peek() == .object else {
      _ = try cursor.skipValue()
      return
    }
    try cursor.enterObject()
    var first = true
    while let name = try cursor.nextPlainName(first: &first) {
      switch name {
      case "prompt_tokens": prompt = try Self.count(&cursor, in: body)
      case "completion_tokens": completion = try Self.count(&cursor, in: body)
      // DeepSeek's own name for what others put into the details.
      case "prompt_cache_hit_tokens": cached = try Self.count(&cursor, in: body) ?? cached
      case "prompt_tokens_details", "completion_tokens_details":
        try readDetails(&cursor, in: body)
      default: try cursor.skipValue()
      }
    }
  }

  private mutating func readDetails(
    _ cursor: inout JSONCursor, in body: UnsafeBufferPointer<UInt8>
  ) throws(JSONError) {
    guard try cursor.peek() == .object else {
      _ = try cursor.skipValue()
      return
    }
    try cursor.enterObject()
    var first = true
    while let name = try cursor.nextPlainName(first: &first) {
      switch name {
      case "cached_tokens": cached = try Self.count(&cursor, in: body)
      case "cache_write_tokens": cacheWrite = try Self.count(&cursor, in: body)
      case "reasoning_tokens": reasoning = try Self.count(&cursor, in: body)
      default: try cursor.skipValue()
      }
    }
  }

  /// A whole number from 0 to 2^53; `nil` for everything else.
  private static func count(
    _ cursor: inout JSONCursor, in body: UnsafeBufferPointer<UInt8>
  ) throws(JSONError) -> Int? {
    let range = try cursor.skipValue()
    guard range.count <= 16 else { return nil }
    var count = 0
    for byte in body[range] {
      let digit = byte &- UInt8(ascii: "0")
      guard digit <= 9 else { return nil }
      count = count * 10 + Int(digit)
    }
    return count <= Int(JSONValue.exactIntegerLimit) ? count : nil
  }

  /// The five disjoint counters.
  var counters: TokenUsage {
    var usage = TokenUsage()
    if let prompt, prompt > 0 {
      let write = cacheWrite ?? 0
      if let cached, cached <= prompt, write <= prompt - cached {
        usage.freshInput = prompt - cached - write
        usage.cacheRead = cached
        usage.cacheWrite = write
      } else {
        usage.undividedInput = prompt
      }
    }
    if let completion {
      if let reasoning = reasoning ?? (hasReasoningText ? nil : 0), reasoning <= completion {
        usage.visibleOutput = completion - reasoning
        usage.reasoningOutput = reasoning
      } else {
        usage.undividedOutput = completion
      }
    }
    return usage
  }
}
