import Basics

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
