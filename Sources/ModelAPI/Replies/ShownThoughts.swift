import Basics

/// What a provider shows of a model's thoughts, gathered from the places where it does.
///
/// It is shown to people and decides nothing: no answer is read from it and no code is found in it.
struct ShownThoughts {
  private(set) var text = ""

  /// Whether parts of this type are thoughts.
  static func isKind(_ type: String) -> Bool {
    switch type {
    case "reasoning", "thinking", "thought", "reasoning_text", "reasoning_content", "summary_text",
      "reasoning_summary", "redacted_thinking":
      true
    default: false
    }
  }

  /// Adds a text, or the texts of parts; one that was added just before is passed over, since some
  /// servers give the same thoughts under two names.
  mutating func add(_ value: JSONValue?) {
    let piece = Self.text(of: value)
    guard !piece.isEmpty, piece != text else { return }
    text += piece
  }

  /// Adds a text of its own, apart from those before.
  mutating func addParagraph(_ value: JSONValue?) {
    let piece = Self.text(of: value)
    guard !piece.isEmpty else { return }
    if !text.isEmpty { text += "\n\n" }
    text += piece
  }

  private static func text(of value: JSONValue?) -> String {
    switch value {
    case .string(let text): text
    case .array(let parts): parts.map { $0.string ?? $0["text"]?.string ?? "" }.joined()
    default: ""
    }
  }
}
