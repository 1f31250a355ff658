public import Basics
public import HTTP

/// Mistral's chat completions: OpenAI's in most, with a mark of its own here and there.
///
/// A request with a member that Mistral does not know is refused there, so that OpenAI's `seed` and
/// `stream_options` must not be sent. Content may come in parts, thinking among them.
public enum MistralFormat: WireFormat {
  public static let name = "mistral"
  public static let defaultPath = "/chat/completions"
  public static let modelsPath = "/models"

  /// The last chunk of a stream says what it cost, unasked.
  public static var streamMembers: [JSONMember] { [JSONMember(name: "stream", value: true)] }

  public static func objection(
    to parameter: JSONMember, of endpoint: ModelEndpoint
  ) -> String? {
    switch parameter.name {
    case "seed": "Mistral calls it random_seed"
    case "stream_options": "Mistral takes none; the cost is told without it"
    case "max_completion_tokens": "Mistral calls it max_tokens"
    default: OpenAIChatFormat.objection(to: parameter, of: endpoint)
    }
  }

  public static func credential(_ key: APIKey) -> Credential { OpenAIChatFormat.credential(key) }

  public static func bytes(of message: ChatMessage) -> [UInt8] {
    OpenAIChatFormat.bytes(of: message)
  }

  public static func value(of tool: ToolDefinition) -> JSONValue {
    OpenAIChatFormat.value(of: tool)
  }

  public static func body(of segments: [Segment]) -> [UInt8] {
    OpenAIChatFormat.body(of: segments)
  }

  public static func decodeWhole(
    body: UnsafeBufferPointer<UInt8>, status: Int
  ) -> CompletionOutcome {
    OpenAIChatFormat.decodeWhole(body: body, status: status)
  }

  public static func assemble(_ events: [ServerSentEvent]) -> AssembledStream {
    OpenAIChatFormat.assemble(events)
  }
}
