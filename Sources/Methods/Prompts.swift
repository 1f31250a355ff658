public import ModelAPI

/// A prompt of a trial: the name of its file without `.txt`.
///
/// Each name stands beside what uses it: a prompt of one method in the method's file.
public struct PromptName: RawRepresentable, Hashable, Sendable {
  /// The name.
  public let rawValue: String

  /// Names a prompt.
  public init(rawValue: String) {
    self.rawValue = rawValue
  }

  /// The name of the prompt's file in a folder of prompts.
  public var fileName: String { "\(rawValue).txt" }
}

extension PromptName {
  /// No method's: what a model is told that reads the answer out of what a trial said.
  public static let extraction = PromptName(rawValue: "extraction")
}

/// The prompts of some methods, read from a folder.
public struct PromptLibrary: Hashable, Sendable {
  private var prompts: [PromptName: PromptText]

  /// Creates a library of some texts.
  ///
  /// White space at the end of a text is no part of the prompt: editors add it. A text that is nothing
  /// else is no prompt.
  ///
  /// - Parameter needed: The prompts that must be among them: those that the methods at hand use.
  /// - Throws: ``MethodError`` that names the first needed file that is missing or empty.
  public init(
    _ texts: [PromptName: String], needing needed: [PromptName] = []
  ) throws(MethodError) {
    prompts = [:]
    for (name, text) in texts {
      let text = Self.withoutTrailingSpace(text)
      if !text.isEmpty {
        prompts[name] = PromptText(authored: text, from: "prompt \(name.rawValue)")
      }
    }
    if let missing = needed.first(where: { prompts[$0] == nil }) {
      throw MethodError(
        .missingPrompt,
        "The prompt \(missing.fileName) is missing or empty. Copy the one of Tasks/prompts there, or "
          + "write your own.")
    }
  }

  /// The names of the prompts, sorted.
  public var names: [PromptName] {
    prompts.keys.sorted { $0.rawValue.utf8.lexicographicallyPrecedes($1.rawValue.utf8) }
  }

  /// A prompt that need not be there; `nil` if it is not.
  public func text(of name: PromptName) -> PromptText? { prompts[name] }

  /// A prompt that a method uses.
  ///
  /// It must be one that the library was made to hold: a method that asks for a prompt which its
  /// description does not name is wrong, and stops here before it could send an empty one.
  public subscript(name: PromptName) -> PromptText {
    guard let prompt = prompts[name] else {
      preconditionFailure("the prompt \(name.rawValue) is used and not declared")
    }
    return prompt
  }

  private static func withoutTrailingSpace(_ text: String) -> String {
    var scalars = Substring(text).unicodeScalars
    while let last = scalars.last, last.properties.isWhitespace { scalars.removeLast() }
    return String(scalars)
  }
}
