public import Basics
public import HTTP

/// Anthropic's messages, with its code execution tool.
public enum AnthropicMessagesFormat: WireFormat {
  public static let name = "anthropic-messages"
  public static let defaultPath = "/messages"
  public static let modelsPath = "/models"

  /// The header that names the version of the interface.
  static let versionHeader = "anthropic-version"
  /// The newest version.
  ///
  /// It takes no sampling parameters any more; a sweep that needs them asks for the version before
  /// it, `2023-06-01`.
  static let newestVersion = "2026-10-21"

  public static var headers: [HTTPHeader] {
    [HTTPHeader(name: versionHeader, value: newestVersion)]
  }

  public static var streamMembers: [JSONMember] { [JSONMember(name: "stream", value: true)] }

  public static var requiredParameters: [String] { ["max_tokens"] }

  /// The version of the tool that the widest range of models knows: Python and the shell.
  public static var hostedCode: HostedCodeTool? {
    HostedCodeTool(
      definition: JSONObject([
        JSONMember(name: "name", value: "code_execution"),
        JSONMember(name: "type", value: "code_execution_20250825"),
      ]))
  }

  public static func objection(
    to parameter: JSONMember, of endpoint: ModelEndpoint
  ) -> String? {
    switch parameter.name {
    case "model": ParameterObjection.model
    case "messages", "system", "tools", "container": ParameterObjection.method
    case "stream" where parameter.value != false || endpoint.streams: ParameterObjection.stream
    case "temperature", "top_p", "top_k":
      isBeforeSamplingWasRemoved(endpoint)
        ? nil
        : "the interface's version \(newestVersion) refuses it; for a model that takes it write "
          + "\"headers: {\(versionHeader): \\\"2023-06-01\\\"}\" beside the parameters"
    default: nil
    }
  }

  /// Versions are dates, so that text compares as time does.
  private static func isBeforeSamplingWasRemoved(_ endpoint: ModelEndpoint) -> Bool {
    let version = endpoint.header(versionHeader) ?? newestVersion
    return version.utf8.lexicographicallyPrecedes(newestVersion.utf8)
  }

  public static func credential(_ key: APIKey) -> Credential {
    Credential(header: "x-api-key", key: key)
  }
}

extension WireFamily {
  /// Anthropic's messages.
  public static let anthropicMessages = WireFamily(AnthropicMessagesFormat.self)
}

// MARK: - Requests

extension AnthropicMessagesFormat {
  /// The canonical JSON of one message; of a system message and of a tool's answer the block that
  /// stands for it, for a body has them elsewhere.
  public static func bytes(of message: ChatMessage) -> [UInt8] {
    var bytes: [UInt8] = []
    switch message.role {
    case .system:
      bytes.append(#"{"text":"#)
      bytes.appendText(of: message)
      bytes.append(#","type":"text"}"#)
    case .user:
      bytes.append(#"{"content":"#)
      bytes.appendContent(of: message, in: self)
      bytes.append(#","role":"user"}"#)
    case .assistant: bytes = assistant(message)
    case .tool:
      bytes.append(#"{"content":"#)
      bytes.appendText(of: message)
      bytes.append(#","tool_use_id":"#)
      CanonicalJSON.appendString(message.toolCallID ?? "", to: &bytes)
      bytes.append(#","type":"tool_result"}"#)
    }
    return bytes
  }

  /// An image; this interface knows no detail.
  public static func part(of image: ImageFile) -> JSONValue {
    [
      "source": [
        "data": .string(image.name), "media_type": .string(image.format.mediaType),
        "type": "base64",
      ],
      "type": "image",
    ]
  }

  private static func assistant(_ message: ChatMessage) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.append(#"{"content":"#)
    if let echo = message.echo {
      bytes.append(contentsOf: echo.content)
    } else if message.toolCalls.isEmpty {
      bytes.appendText(of: message)
    } else {
      bytes.append("[")
      bytes.appendList(blocks(message))
      bytes.append("]")
    }
    bytes.append(#","role":"assistant"}"#)
    return bytes
  }

  private static func blocks(_ message: ChatMessage) -> [[UInt8]] {
    var blocks: [[UInt8]] = []
    if !message.isTextEmpty {
      var text: [UInt8] = []
      text.append(#"{"text":"#)
      text.appendText(of: message)
      text.append(#","type":"text"}"#)
      blocks.append(text)
    }
    for call in message.toolCalls {
      var block: [UInt8] = []
      block.append(#"{"id":"#)
      CanonicalJSON.appendString(call.id, to: &block)
      block.append(#","input":"#)
      block.append(contentsOf: input(call.arguments))
      block.append(#","name":"#)
      CanonicalJSON.appendString(call.name, to: &block)
      block.append(#","type":"tool_use"}"#)
      blocks.append(block)
    }
    return blocks
  }

  /// The arguments as the object that this interface wants; empty where they are none.
  private static func input(_ arguments: String) -> [UInt8] {
    guard let value = try? JSONValue(parsing: arguments, options: .tolerant), value.object != nil,
      let bytes = try? CanonicalJSON.bytes(of: value)
    else { return Array("{}".utf8) }
    return bytes
  }

  public static func value(of tool: ToolDefinition) -> JSONValue {
    [
      "name": .string(tool.name), "description": .string(tool.description),
      "input_schema": tool.parameters,
    ]
  }

  /// The HTTP body: the system message is no message here, and answers of tools that follow each
  /// other are one message of the user.
  public static func body(of segments: [Segment]) -> [UInt8] {
    let body = RequestBody(segments)
    return body.bytes { bytes in
      var messages: [[UInt8]] = []
      var results: [[UInt8]] = []
      for segment in body.messages where !segment.isMessage(of: .system) {
        if segment.isMessage(of: .tool) {
          results.append(segment.bytes)
        } else {
          append(&results, to: &messages)
          messages.append(segment.bytes)
        }
      }
      append(&results, to: &messages)
      bytes.append(#""messages":["#)
      bytes.appendList(messages)
      bytes.append("]")
      let system = body.messages.filter { $0.isMessage(of: .system) }
      guard !system.isEmpty else { return }
      bytes.append(#","system":["#)
      bytes.appendList(system.lazy.map(\.bytes))
      bytes.append("]")
    }
  }

  private static func append(_ results: inout [[UInt8]], to messages: inout [[UInt8]]) {
    guard !results.isEmpty else { return }
    var message: [UInt8] = []
    message.append(#"{"content":["#)
    message.appendList(results)
    message.append(#"],"role":"user"}"#)
    messages.append(message)
    results = []
  }
}

extension Segment {
  /// Whether it is a message of a role.
  fileprivate func isMessage(of role: ChatRole) -> Bool { name.hasSuffix(" \(role.rawValue)") }
}
