import Basics
import ModelAPI
import TestSupport
import Testing

@Suite("OpenAI chat requests")
struct OpenAIChatRequestTests {
  private func text(_ segments: [Segment]) -> [String] {
    segments.map { "\($0.name): \(String(decoding: $0.bytes, as: UTF8.self))" }
  }

  private let weather = ToolDefinition(
    name: "get_weather", description: "Weather of a city",
    parameters: ["type": "object", "properties": ["city": ["type": "string"]]])

  @Test("a conversation becomes the named segments that the interface's own client would send")
  func segments() throws {
    let endpoint = ModelEndpoint(
      model: "tiny",
      parameters: JSONObject([
        JSONMember(name: "temperature", value: 0), JSONMember(name: "max_tokens", value: 30),
      ]))
    let encoded = try RequestEncoder(endpoint).encode(
      CompletionRequest(
        messages: [
          ChatMessage(role: .system, parts: [PromptText("Be \"terse\".", from: "s")]),
          ChatMessage(
            role: .user, parts: [PromptText("a\n", from: "p"), PromptText("é", from: "q")]),
          ChatMessage(
            role: .assistant, parts: [],
            toolCalls: [ToolCall(id: "c1", name: "get_weather", arguments: #"{"city":"Paris"}"#)]),
          ChatMessage(role: .tool, parts: [PromptText("sunny", from: "tool")], toolCallID: "c1"),
        ], tools: [weather]))
    #expect(
      text(encoded.segments) == [
        #"endpoint: {"family":"openai-chat","path":"/chat/completions","schema":1}"#,
        #"parameters: {"max_tokens":30,"model":"tiny","temperature":0}"#,
        #"tools: [{"function":{"description":"Weather of a city","name":"get_weather","parameters":"#
          + #"{"properties":{"city":{"type":"string"}},"type":"object"}},"type":"function"}]"#,
        #"message 1 system: {"content":"Be \"terse\".","role":"system"}"#,
        #"message 2 user: {"content":"a\né","role":"user"}"#,
        #"message 3 assistant: {"content":null,"role":"assistant","tool_calls":[{"function":"#
          + #"{"arguments":"{\"city\":\"Paris\"}","name":"get_weather"},"id":"c1","type":"function"}]}"#,
        #"message 4 tool: {"content":"sunny","role":"tool","tool_call_id":"c1"}"#,
      ])
  }

  @Test("absent, null and default are three different requests")
  func absentNullDefault() throws {
    let variants: [JSONObject] = [
      JSONObject(), JSONObject([JSONMember(name: "seed", value: .null)]),
      JSONObject([JSONMember(name: "seed", value: 0)]),
    ]
    let parameters = try variants.map { parameters in
      try RequestEncoder(ModelEndpoint(model: "m", parameters: parameters))
        .encode(CompletionRequest(messages: [])).segments[1].bytes
    }
    #expect(Set(parameters).count == 3)
    #expect(parameters[1] == Array(#"{"model":"m","seed":null}"#.utf8))
  }

  @Test("an empty text is sent as an empty text where no tool is called")
  func emptyContent() throws {
    let bytes = OpenAIChatFormat.bytes(of: ChatMessage(role: .system, parts: []))
    #expect(bytes == Array(#"{"content":"","role":"system"}"#.utf8))
  }

  @Test("digests are those of the segments' bytes, shared or not")
  func digests() throws {
    let encoder = try RequestEncoder(ModelEndpoint(model: "m"))
    let message = ChatMessage(role: .user, parts: [PromptText("hi", from: "q")])
    for tools in [[], [weather], [weather]] {
      let encoded = try encoder.encode(CompletionRequest(messages: [message], tools: tools))
      #expect(encoded.digests == encoded.segments.map { Digest.sha256($0.bytes) })
      #expect(encoded.segments.contains { $0.name == "tools" } == !tools.isEmpty)
    }
  }

  @Test("many sets of tools are each written as themselves")
  func manyToolSets() throws {
    let encoder = try RequestEncoder(ModelEndpoint(model: "m"))
    for round in 0..<30 {
      let tool = ToolDefinition(name: "t\(round % 12)", description: "", parameters: [:])
      let encoded = try encoder.encode(CompletionRequest(messages: [], tools: [tool]))
      #expect(
        encoded.segments[2].bytes
          == (try CanonicalJSON.bytes(of: .array([OpenAIChatFormat.value(of: tool)]))))
    }
  }

  @Test(
    "parameters that the format writes itself, or whose answers it cannot read, are refused",
    arguments: [
      ("messages", JSONValue.array([])), ("model", "x"), ("tools", .array([])), ("stream", true),
      ("n", 2),
      ("functions", .array([])), ("top_p", .double(.nan)), ("seed", .integer(.max)),
    ])
  func objections(name: String, value: JSONValue) throws {
    let error = #expect(throws: ModelAPIError.self) {
      try RequestEncoder(
        ModelEndpoint(
          model: "m", parameters: JSONObject([JSONMember(name: name, value: value)])))
    }
    #expect(error?.code == .badParameters)
  }

  @Test("a parameter that is named twice is refused")
  func duplicateParameter() {
    let twice = JSONObject([
      JSONMember(name: "seed", value: 1), JSONMember(name: "seed", value: 2),
    ])
    let error = #expect(throws: ModelAPIError.self) {
      try RequestEncoder(ModelEndpoint(model: "m", parameters: twice))
    }
    #expect(error?.code == .badParameters)
  }

  @Test(
    "paths that are no plain path below the base URL are refused",
    arguments: ["", "/", "chat", "/../admin", "/a?key=1", "/a b", "/a\r\nx: y", "/a#b", "/é"])
  func paths(path: String) {
    #expect(throws: ModelAPIError.self) {
      try RequestEncoder(ModelEndpoint(path: path, model: "m"))
    }
  }

  @Test("a model without tools or system messages is not sent them")
  func capabilities() throws {
    let bare = ModelEndpoint(
      model: "m", capabilities: ModelCapabilities(tools: false, systemMessages: false))
    let encoder = try RequestEncoder(bare)
    let system = ChatMessage(role: .system, parts: [PromptText("s", from: "s")])
    for request in [
      CompletionRequest(messages: [system]), CompletionRequest(messages: [], tools: [weather]),
    ] {
      let error = #expect(throws: ModelAPIError.self) { try encoder.encode(request) }
      #expect(error?.code == .unsupported)
    }
  }

  @Test("a registered family is found by its name, and no other")
  func registry() {
    for family in WireFamily.all { #expect(WireFamily(named: family.name) == family) }
    #expect(WireFamily(named: "openai") == nil)
    #expect(Set(WireFamily.all).count == WireFamily.all.count)
  }

  @Test(
    "whatever is said, the body reads back as the conversation, and holds every segment's bytes")
  func bodyProperty() throws {
    var random = SeededNumbers(7)
    for _ in 0..<300 {
      let parameters = JSONObject([
        JSONMember(name: "temperature", value: .double(Double.random(in: 0...2, using: &random))),
        JSONMember(name: "stop", value: .array([.string(Self.text(&random))])),
      ])
      let request = Self.request(&random)
      let encoded = try RequestEncoder(ModelEndpoint(model: "m", parameters: parameters))
        .encode(request)
      let body = OpenAIChatFormat.body(of: encoded.segments)
      #expect(try JSONValue(parsing: body) == Self.expected(request, parameters, body))
      for segment in encoded.segments.dropFirst() {
        let canonical = try CanonicalJSON.bytes(of: try JSONValue(parsing: segment.bytes))
        #expect(segment.bytes == canonical)
      }
    }
  }
}

// MARK: - Random conversations

extension OpenAIChatRequestTests {
  private static func text(_ random: inout SeededNumbers) -> String {
    let scalars: [Unicode.Scalar] = [
      "a", "\"", "\\", "\n", "\u{0}", "\u{1f}", "\u{7f}", "é", "\u{2028}", "😀", "/", "{", "\u{301}",
    ]
    var text = ""
    for _ in 0..<Int.random(in: 0...12, using: &random) {
      text.unicodeScalars.append(scalars[Int.random(in: 0..<scalars.count, using: &random)])
    }
    return text
  }

  private static func request(_ random: inout SeededNumbers) -> CompletionRequest {
    var messages: [ChatMessage] = []
    for _ in 0..<Int.random(in: 0...4, using: &random) {
      let parts = (0..<Int.random(in: 0...3, using: &random)).map { _ in
        PromptText(text(&random), from: "p")
      }
      switch Int.random(in: 0...3, using: &random) {
      case 0: messages.append(ChatMessage(role: .system, parts: parts))
      case 1: messages.append(ChatMessage(role: .tool, parts: parts, toolCallID: text(&random)))
      case 2:
        let call = ToolCall(id: text(&random), name: text(&random), arguments: text(&random))
        messages.append(ChatMessage(role: .assistant, parts: parts, toolCalls: [call, call]))
      default: messages.append(ChatMessage(role: .user, parts: parts))
      }
    }
    let tools = (0..<Int.random(in: 0...2, using: &random)).map { _ in
      ToolDefinition(
        name: text(&random), description: text(&random), parameters: ["x": .string(text(&random))])
    }
    return CompletionRequest(messages: messages, tools: tools)
  }

  /// The request as values, with members in the order of `body`: objects compare in order.
  private static func expected(
    _ request: CompletionRequest, _ parameters: JSONObject, _ body: [UInt8]
  ) -> JSONValue {
    var object = JSONObject([JSONMember(name: "model", value: "m")])
    object["stop"] = parameters["stop"]
    object["temperature"] = parameters["temperature"]
    object["messages"] = .array(request.messages.map(message))
    if !request.tools.isEmpty {
      object["tools"] = .array(
        request.tools.map { tool in
          [
            "function": [
              "description": .string(tool.description), "name": .string(tool.name),
              "parameters": tool.parameters,
            ], "type": "function",
          ]
        })
    }
    return .object(object)
  }

  private static func message(_ message: ChatMessage) -> JSONValue {
    let isSilent = message.text.isEmpty && !message.toolCalls.isEmpty
    var object = JSONObject([
      JSONMember(name: "content", value: isSilent ? .null : .string(message.text)),
      JSONMember(name: "role", value: .string(message.role.rawValue)),
    ])
    object["tool_call_id"] = message.toolCallID.map { .string($0) }
    if !message.toolCalls.isEmpty {
      object["tool_calls"] = .array(
        message.toolCalls.map { call in
          [
            "function": ["arguments": .string(call.arguments), "name": .string(call.name)],
            "id": .string(call.id), "type": "function",
          ]
        })
    }
    return .object(object)
  }
}
