public import Basics
public import HTTP

/// OpenAI's responses, with its code interpreter.
public enum OpenAIResponsesFormat: WireFormat {
  public static let name = "openai-responses"
  public static let defaultPath = "/responses"
  public static let modelsPath = "/models"

  public static var streamMembers: [JSONMember] { [JSONMember(name: "stream", value: true)] }

  /// The code interpreter in a container that OpenAI makes; what it printed is told only on request.
  public static var hostedCode: HostedCodeTool? {
    HostedCodeTool(
      definition: JSONObject([
        JSONMember(name: "container", value: ["type": "auto"]),
        JSONMember(name: "type", value: "code_interpreter"),
      ]),
      members: [JSONMember(name: SegmentName.include, value: ["code_interpreter_call.outputs"])])
  }

  public static func objection(
    to parameter: JSONMember, of endpoint: ModelEndpoint
  ) -> String? {
    switch parameter.name {
    case "model": ParameterObjection.model
    case "input", "instructions", "tools": ParameterObjection.method
    case "previous_response_id", "conversation":
      "a recording must hold the whole conversation; it is sent with every call"
    case "background" where parameter.value != false: "answers are awaited"
    case "stream" where parameter.value != false || endpoint.streams: ParameterObjection.stream
    case "max_tokens", "max_completion_tokens": "this interface calls it max_output_tokens"
    default: nil
    }
  }

  public static func credential(_ key: APIKey) -> Credential { OpenAIChatFormat.credential(key) }
}

extension WireFamily {
  /// OpenAI's responses.
  public static let openAIResponses = WireFamily(OpenAIResponsesFormat.self)
}

// MARK: - Requests

extension OpenAIResponsesFormat {
  /// The canonical JSON of one message: an item of the input, or a list of the items that an
  /// assistant's message is made of.
  public static func bytes(of message: ChatMessage) -> [UInt8] {
    if let echo = message.echo { return echo.content }
    switch message.role {
    case .system, .user: return item(message)
    case .assistant:
      var items = message.isTextEmpty && !message.toolCalls.isEmpty ? [] : [item(message)]
      items += message.toolCalls.map(item)
      guard items.count != 1 else { return items[0] }
      var bytes: [UInt8] = []
      bytes.append("[")
      bytes.appendList(items)
      bytes.append("]")
      return bytes
    case .tool:
      var bytes: [UInt8] = []
      bytes.append(#"{"call_id":"#)
      CanonicalJSON.appendString(message.toolCallID ?? "", to: &bytes)
      bytes.append(#","output":"#)
      bytes.appendText(of: message)
      bytes.append(#","type":"function_call_output"}"#)
      return bytes
    }
  }

  private static func item(_ message: ChatMessage) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.append(#"{"content":"#)
    bytes.appendContent(of: message, in: self)
    bytes.append(#","role":"#)
    CanonicalJSON.appendString(message.role.rawValue, to: &bytes)
    bytes.append("}")
    return bytes
  }

  public static var textPart: String { "input_text" }

  public static func part(of image: ImageFile) -> JSONValue {
    var part = JSONObject([
      JSONMember(name: "image_url", value: .string(image.dataURI)),
      JSONMember(name: "type", value: "input_image"),
    ])
    if let detail = image.detail { part["detail"] = .string(detail.rawValue) }
    return .object(part)
  }

  private static func item(_ call: ToolCall) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.append(#"{"arguments":"#)
    CanonicalJSON.appendString(call.arguments, to: &bytes)
    bytes.append(#","call_id":"#)
    CanonicalJSON.appendString(call.id, to: &bytes)
    bytes.append(#","name":"#)
    CanonicalJSON.appendString(call.name, to: &bytes)
    bytes.append(#","type":"function_call"}"#)
    return bytes
  }

  /// A function.
  ///
  /// Without a word of its own this interface makes schemas stricter than they were written.
  public static func value(of tool: ToolDefinition) -> JSONValue {
    [
      "type": "function", "name": .string(tool.name), "description": .string(tool.description),
      "parameters": tool.parameters, "strict": false,
    ]
  }

  /// The HTTP body; the items of the messages make up the input.
  public static func body(of segments: [Segment]) -> [UInt8] {
    let body = RequestBody(segments)
    return body.bytes { bytes in
      bytes.append(#""input":["#)
      bytes.appendList(
        body.messages.lazy.map { segment -> [UInt8] in
          let isList = segment.bytes.first == UInt8(ascii: "[")
          return isList ? Array(segment.bytes.dropFirst().dropLast()) : segment.bytes
        }.filter { !$0.isEmpty })
      bytes.append("]")
    }
  }
}
