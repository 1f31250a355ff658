public import ModelAPI

/// What a method sees of a question: the text to send.
public struct MethodQuestion: Hashable, Sendable {
  /// The question's id.
  public var id: String
  /// The text, escaped and hashed once for all methods.
  public var text: PromptText

  /// Creates a question from its id and text.
  public init(id: String, text: String) {
    self.id = id
    self.text = PromptText(authored: text, from: "question \(id)")
  }
}
