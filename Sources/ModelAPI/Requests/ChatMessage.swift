/// Who says a message.
public enum ChatRole: String, Hashable, Sendable, Codable {
  case system
  case user
  case assistant
  case tool
}

/// A call of a tool that a model asked for.
public struct ToolCall: Hashable, Sendable {
  /// The provider's name for the call, which the tool's answer repeats.
  public var id: String
  /// The tool's name.
  public var name: String
  /// The arguments, as the JSON text that the model wrote: it need not be valid.
  public var arguments: String

  /// Creates a tool call.
  public init(id: String, name: String, arguments: String) {
    self.id = id
    self.name = name
    self.arguments = arguments
  }
}

/// One message of a conversation.
public struct ChatMessage: Hashable, Sendable {
  /// Who says it.
  public var role: ChatRole
  /// The text, in parts that are sent joined without a separator.
  public var parts: [PromptText]
  /// The tools that an assistant's message calls.
  public var toolCalls: [ToolCall]
  /// The call that a tool's message answers.
  public var toolCallID: String?
  /// The provider's own form of an assistant's message, sent in place of parts and calls where there
  /// is one.
  public var echo: MessageEcho?

  /// Creates a message.
  public init(
    role: ChatRole, parts: [PromptText], toolCalls: [ToolCall] = [], toolCallID: String? = nil,
    echo: MessageEcho? = nil
  ) {
    self.role = role
    self.parts = parts
    self.toolCalls = toolCalls
    self.toolCallID = toolCallID
    self.echo = echo
  }

  /// The whole text.
  public var text: String { parts.map(\.text).joined() }
}
