public import Basics

/// A tool that a model may call.
public struct ToolDefinition: Hashable, Sendable {
  /// The name.
  public var name: String
  /// What it does, for the model.
  public var description: String
  /// The JSON schema of its arguments.
  public var parameters: JSONValue
  /// Whether it runs code, so that the provider's own tool stands for it where the model has one; see
  /// ``ToolSupport/hosted``.
  public var runsCode: Bool

  /// Creates a tool definition.
  public init(name: String, description: String, parameters: JSONValue, runsCode: Bool = false) {
    self.name = name
    self.description = description
    self.parameters = parameters
    self.runsCode = runsCode
  }
}

/// What a method asks a model: the conversation so far and the tools at hand.
///
/// The model and its parameters are the trial's, not the method's.
public struct CompletionRequest: Hashable, Sendable {
  /// The conversation, oldest message first.
  public var messages: [ChatMessage]
  /// The tools that the model may call.
  public var tools: [ToolDefinition]

  /// Creates a request.
  public init(messages: [ChatMessage], tools: [ToolDefinition] = []) {
    self.messages = messages
    self.tools = tools
  }
}
