public import Wire

/// OpenAI's chat completions, without streaming.
public enum OpenAIChatFormat: WireFormat {
  public static let name = "openai-chat"
  public static let defaultPath = "/chat/completions"
  public static let modelsPath = "/models"

  public static func objection(to parameter: JSONMember) -> String? {
    switch parameter.name {
    case "model": "the model's name is given beside the parameters"
    case "messages", "tools": "the method writes it"
    case "stream" where parameter.value != false: "answers are recorded whole, not as a stream"
    case "n" where parameter.value.integer != 1: "one call records one answer; use samples"
    case "functions", "function_call": "its answers are not read; methods use tools"
    default: nil
    }
  }

  public static func credential(_ key: APIKey) -> Credential {
    Credential(header: "authorization", prefix: "Bearer ", key: key)
  }
}

// MARK: - Requests

extension OpenAIChatFormat {
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
      bytes.append(#"{"content":""#)
      for part in message.parts { bytes.append(contentsOf: part.escaped) }
      bytes.append(#"""#)
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

  public static func bytes(of tools: [ToolDefinition]) throws(JSONError) -> [UInt8] {
    let values = tools.map { tool -> JSONValue in
      [
        "type": "function",
        "function": [
          "name": .string(tool.name), "description": .string(tool.description),
          "parameters": tool.parameters,
        ],
      ]
    }
    return try CanonicalJSON.bytes(of: .array(values))
  }

  /// The HTTP body: the members of `parameters`, then the messages, then the tools.
  ///
  /// The bytes of every segment stand in the body as they were hashed.
  public static func body(of segments: [Segment]) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(segments.reduce(32) { $0 + $1.bytes.count + 1 })
    bytes.append("{")
    if let parameters = segments.first(where: { $0.name == SegmentName.parameters }),
      parameters.bytes.count > 2
    {
      bytes.append(contentsOf: parameters.bytes.dropFirst().dropLast())
      bytes.append(",")
    }
    bytes.append(#""messages":["#)
    var first = true
    for segment in segments where segment.name.hasPrefix(SegmentName.messagePrefix) {
      if !first { bytes.append(",") }
      first = false
      bytes.append(contentsOf: segment.bytes)
    }
    bytes.append("]")
    if let tools = segments.first(where: { $0.name == SegmentName.tools }) {
      bytes.append(#","tools":"#)
      bytes.append(contentsOf: tools.bytes)
    }
    bytes.append("}")
    return bytes
  }
}

extension [UInt8] {
  /// Appends the bytes of a literal.
  fileprivate mutating func append(_ literal: StaticString) {
    append(
      contentsOf: UnsafeBufferPointer(start: literal.utf8Start, count: literal.utf8CodeUnitCount))
  }
}
