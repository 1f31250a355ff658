/// A prompt of a trial: the name of its file without `.txt`.
public enum PromptName: String, Hashable, Sendable, CaseIterable {
  /// Method 2: reason in text.
  case allText = "all-text"
  /// Methods 3 and 8: answer with code.
  case allCode = "all-code"
  /// Method 4: plan first, then answer with code.
  case allCodeCoT = "all-code-cot"
  /// Methods 5 and 6: the general instructions of an agent that can have code run.
  case autoGen = "autogen"
  /// Method 10: estimate both ways, then choose.
  case selfEstimate = "self-estimate"
  /// Method 9: judge two answers and give the final one.
  case summary = "summary"
  /// Several turns: what follows an answer whose code was run.
  case turnWithCode = "turn-with-code"
  /// Several turns: what follows an answer without code.
  case turnWithoutCode = "turn-without-code"
  /// Methods 7 and 8: the description of the tool.
  case pythonTool = "python-tool"
  /// No method's: what a model is told that reads the answer out of what a trial said.
  case extraction

  /// Whether every folder of prompts must hold it; the others are missed only by a sweep that uses
  /// them.
  public var isRequired: Bool { self != .extraction }
}
