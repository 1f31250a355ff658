public import Methods

/// Short prompts that are all different and easy to tell apart.
public enum TestPrompts {
  /// The text of every prompt: its name in a sentence.
  public static let texts = Dictionary(
    uniqueKeysWithValues: (MethodRegistry.shipped.prompts + [.extraction, .promptedTool]).map {
      ($0, "Do as \($0.rawValue) says.")
    })

  /// The library of these texts, some of them replaced.
  public static func library(
    _ replaced: [PromptName: String] = [:]
  ) throws(MethodError) -> PromptLibrary {
    try PromptLibrary(
      texts.merging(replaced) { $1 }, needing: MethodRegistry.shipped.prompts)
  }
}
