public import Basics
public import HTTP

/// OpenAI's chat completions, which many providers speak with a few words of their own.
///
/// A family that speaks them conforms to this and writes what differs; all the rest is what it is
/// here.
public protocol OpenAIChatDialect: WireFormat {}

/// OpenAI's chat completions as OpenAI speaks them.
public enum OpenAIChatFormat: OpenAIChatDialect {
  public static let name = "openai-chat"
}

extension WireFamily {
  /// OpenAI's chat completions, which llama.cpp, vLLM, Ollama and many gateways speak too.
  public static let openAIChat = WireFamily(OpenAIChatFormat.self)
}

extension OpenAIChatDialect {
  public static var defaultPath: String { "/chat/completions" }
  public static var modelsPath: String { "/models" }

  /// A stream says what it cost only where it is asked to.
  public static var streamMembers: [JSONMember] {
    [
      JSONMember(name: "stream", value: true),
      JSONMember(name: "stream_options", value: ["include_usage": true]),
    ]
  }

  public static func objection(
    to parameter: JSONMember, of endpoint: ModelEndpoint
  ) -> String? {
    switch parameter.name {
    case "model": ParameterObjection.model
    case "messages", "tools": ParameterObjection.method
    case "stream" where parameter.value != false: ParameterObjection.stream
    case "n" where parameter.value.integer != 1: ParameterObjection.several
    case "functions", "function_call": "its answers are not read; methods use tools"
    case "stream" where endpoint.streams: ParameterObjection.stream
    default: nil
    }
  }

  public static func credential(_ key: APIKey) -> Credential {
    Credential(header: "authorization", prefix: "Bearer ", key: key)
  }
}

// MARK: - Requests

extension OpenAIChatDialect {
  /// The canonical JSON of one message.
  ///
  /// An assistant's message that calls tools and says nothing has the content `null`, as OpenAI's own
  /// answers have it; some servers refuse an empty text there.
  public static func bytes(of message: ChatMessage) -> [UInt8] {
    let textCount = message.parts.reduce(0) { $0 + $1.escaped.count }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(textCount + 64)
    if textCount == 0, !message.toolCalls.isEmpty {
      bytes.append(#"{"content":null"#)
    } else {
      bytes.append(#"{"content":"#)
      bytes.appendContent(of: message, in: self)
    }
    switch message.role {
    case .system: bytes.append(#","role":"system""#)
    case .user: bytes.append(#","role":"user""#)
    case .assistant: bytes.append(#","role":"assistant""#)
    case .tool: bytes.append(#","role":"tool""#)
    }
    if let id = message.toolCallID {
      bytes.append(#","tool_call_id":"#)
      CanonicalJSON.appendString(id, to: &bytes)
    }
    if !message.toolCalls.isEmpty { append(message.toolCalls, to: &bytes) }
    bytes.append("}")
    return bytes
  }

  public static func part(of image: ImageFile) -> JSONValue {
    var url = JSONObject([JSONMember(name: "url", value: .string(image.dataURI))])
    if let detail = image.detail { url["detail"] = .string(detail.rawValue) }
    return ["image_url": .object(url), "type": "image_url"]
  }

  private static func append(_ calls: [ToolCall], to bytes: inout [UInt8]) {
    bytes.append(#","tool_calls":["#)
    for (index, call) in calls.enumerated() {
      if index > 0 { bytes.append(",") }
      bytes.append(#"{"function":{"arguments":"#)
      CanonicalJSON.appendString(call.arguments, to: &bytes)
      bytes.append(#","name":"#)
      CanonicalJSON.appendString(call.name, to: &bytes)
      bytes.append(#"},"id":"#)
      CanonicalJSON.appendString(call.id, to: &bytes)
      bytes.append(#","type":"function"}"#)
    }
    bytes.append("]")
  }

  public static func value(of tool: ToolDefinition) -> JSONValue {
    [
      "type": "function",
      "function": [
        "name": .string(tool.name), "description": .string(tool.description),
        "parameters": tool.parameters,
      ],
    ]
  }

  /// The HTTP body: the members of `parameters`, then the messages, then the tools.
  ///
  /// The bytes of every segment stand in the body as they were hashed.
  public static func body(of segments: [Segment]) -> [UInt8] {
    let body = RequestBody(segments)
    return body.bytes { bytes in
      bytes.append(#""messages":["#)
      bytes.appendList(body.messages.lazy.map(\.bytes))
      bytes.append("]")
    }
  }
}
