/// What a method is called and what it needs from a model.
public struct MethodDescription: Hashable, Sendable {
  /// The name in sweeps and trial ids, such as `all-code`.
  public var name: String
  /// The name in tables, as the paper writes it.
  public var title: String
  /// The name in narrow tables.
  public var shortTitle: String
  /// The paper's number, from 1 to 10.
  public var number: Int
  /// One sentence on how it steers.
  public var summary: String
  /// The prompts that it uses.
  public var prompts: [PromptName]
  /// Whether it can go on for several turns (the paper: methods 1 to 6).
  public var allowsTurns: Bool
  /// Whether it sends a system message.
  public var needsSystemMessage: Bool
  /// Whether it offers the model a tool.
  public var needsTools: Bool
  /// Model calls of a trial with one turn, tool rounds not counted.
  public var calls: Int

  /// Creates a description.
  public init(
    name: String, title: String, shortTitle: String? = nil, number: Int, summary: String,
    prompts: [PromptName] = [],
    allowsTurns: Bool = false, needsSystemMessage: Bool = false, needsTools: Bool = false,
    calls: Int = 1
  ) {
    self.name = name
    self.title = title
    self.shortTitle = shortTitle ?? title
    self.number = number
    self.summary = summary
    self.prompts = prompts
    self.allowsTurns = allowsTurns
    self.needsSystemMessage = needsSystemMessage
    self.needsTools = needsTools
    self.calls = calls
  }
}
