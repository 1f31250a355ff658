public import ModelAPI

/// The prompts of the methods, read from a folder.
public struct PromptLibrary: Hashable, Sendable {
  private var prompts: [PromptName: PromptText]

  /// Creates a library from the texts of all prompts, those that are not required excepted.
  ///
  /// White space at the end of a text is no part of the prompt: editors add it.
  public init(_ texts: [PromptName: String]) throws(MethodError) {
    var prompts: [PromptName: PromptText] = [:]
    for name in PromptName.allCases {
      guard let text = texts[name].map(Self.withoutTrailingSpace), !text.isEmpty else {
        if !name.isRequired { continue }
        throw MethodError(
          .missingPrompt, "The prompt \(name.rawValue).txt is missing or empty.")
      }
      prompts[name] = PromptText(authored: text, from: "prompt \(name.rawValue)")
    }
    self.prompts = prompts
  }

  /// A prompt that need not be there; `nil` if it is not.
  public func text(of name: PromptName) -> PromptText? { prompts[name] }

  /// A prompt.
  public subscript(name: PromptName) -> PromptText {
    // The initializer has seen to it that every required name is there.
    prompts[name] ?? PromptText(authored: "", from: "prompt \(name.rawValue)")
  }

  private static func withoutTrailingSpace(_ text: String) -> String {
    var scalars = Substring(text).unicodeScalars
    while let last = scalars.last, last.properties.isWhitespace { scalars.removeLast() }
    return String(scalars)
  }
}
