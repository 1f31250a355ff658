/// The words by which providers say that a model came to an end of its own, be it cut, filtered or
/// waiting for a tool.
///
/// A reply without such a word, or with another one (`abort`, `error`, `cancelled`, `timeout`), is no
/// reply but an outage: whatever it holds is a piece of an answer that somebody broke off. A word that
/// nobody here knows is taken for one of those, so that no outage becomes a score.
enum EndWord {
  private static let ends: Set<String> = [
    // It had said everything.
    "stop", "stopped", "stop_sequence", "stop_token", "stop_string", "stop_str", "end", "end_turn",
    "end_of_turn", "eos", "eos_token", "eos_found", "eot", "eot_token", "complete", "completed",
    "complete_turn", "done", "finish", "finished", "success", "succeeded", "normal",
    // It was cut at a limit.
    "length", "max_length", "max_tokens", "max_new_tokens", "max_output_tokens",
    "max_completion_tokens", "model_length", "model_context_window_exceeded",
    "context_length", "context_window", "limit", "token_limit", "max_context_length",
    // It wants a tool called, or was paused.
    "tool_calls", "tool_call", "tool_use", "tools", "function_call", "pause_turn",
    // It was filtered, or refused.
    "content_filter", "content_filtered", "guardrail_intervened", "moderation", "safety",
    "recitation", "prohibited_content", "blocklist", "spii", "sensitive", "refusal", "language",
  ]

  /// Why a reply that ended by a word is no reply; `nil` where it is one.
  ///
  /// - Parameters:
  ///   - word: The provider's word; `nil` where it gave none.
  ///   - name: What the interface calls it.
  static func fault(_ word: String?, named name: String) -> String? {
    guard let word, !word.isEmpty else {
      return "the reply does not say that the model came to an end: its \(name) is missing"
    }
    // Nearly every reply ends so.
    if word == "stop" { return nil }
    let plain = String(
      decoding: word.utf8.map { byte -> UInt8 in
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte | 0x20
        case UInt8(ascii: "-"), UInt8(ascii: " "): UInt8(ascii: "_")
        default: byte
        }
      }, as: UTF8.self)
    guard !ends.contains(plain) else { return nil }
    return "the reply did not come to an end of the model's: its \(name) is "
      + "\"\(Excerpt.of(word, limit: 80))\""
  }
}
