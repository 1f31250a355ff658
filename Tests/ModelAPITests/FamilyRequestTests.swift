import Basics
import HTTP
import ModelAPI
import Testing

@Suite("Requests of every family")
struct FamilyRequestTests {
  private static let python = ToolDefinition(
    name: "python", description: "Runs Python.",
    parameters: ["type": "object", "properties": ["code": ["type": "string"]]], runsCode: true)

  /// A conversation with a system message, a call of the tool, its answer, and a last question.
  private static let conversation = [
    ChatMessage(role: .system, parts: [PromptText("Be terse.", from: "s")]),
    ChatMessage(
      role: .user, parts: [PromptText("How ", from: "q"), PromptText("many?", from: "q")]),
    ChatMessage(
      role: .assistant, parts: [PromptText("Let me see.", from: "answer")],
      toolCalls: [
        ToolCall(id: "a", name: "python", arguments: #"{"code": "1"}"#),
        ToolCall(id: "b", name: "python", arguments: "not json"),
      ]),
    ChatMessage(role: .tool, parts: [PromptText("one", from: "output")], toolCallID: "a"),
    ChatMessage(role: .tool, parts: [PromptText("two", from: "output")], toolCallID: "b"),
    ChatMessage(role: .user, parts: [PromptText("So?", from: "q")]),
  ]

  private func body(
    _ endpoint: ModelEndpoint, _ messages: [ChatMessage] = conversation,
    tools: [ToolDefinition] = []
  ) throws -> JSONValue {
    let encoded = try RequestEncoder(endpoint).encode(
      CompletionRequest(messages: messages, tools: tools))
    return try JSONValue(parsing: endpoint.family.format.body(of: encoded.segments))
  }

  private func segments(
    _ endpoint: ModelEndpoint, tools: [ToolDefinition] = []
  ) throws -> [Segment] {
    try RequestEncoder(endpoint).encode(
      CompletionRequest(messages: Self.conversation, tools: tools)
    ).segments
  }

  private func error(_ endpoint: ModelEndpoint, tools: [ToolDefinition] = []) -> ModelAPIError? {
    #expect(throws: ModelAPIError.self) {
      _ = try RequestEncoder(endpoint).encode(
        CompletionRequest(messages: Self.conversation, tools: tools))
    }
  }

  private static let anthropic = ModelEndpoint(
    family: .anthropicMessages, model: "m",
    parameters: JSONObject([JSONMember(name: "max_tokens", value: 9)]))

  @Test("responses have the conversation as items, functions not stricter than they are written")
  func responses() throws {
    let value = try body(ModelEndpoint(family: .openAIResponses, model: "m"), tools: [Self.python])
    #expect(
      value["input"]
        == [
          ["role": "system", "content": "Be terse."], ["role": "user", "content": "How many?"],
          ["role": "assistant", "content": "Let me see."],
          [
            "type": "function_call", "call_id": "a", "name": "python",
            "arguments": #"{"code": "1"}"#,
          ],
          ["type": "function_call", "call_id": "b", "name": "python", "arguments": "not json"],
          ["type": "function_call_output", "call_id": "a", "output": "one"],
          ["type": "function_call_output", "call_id": "b", "output": "two"],
          ["role": "user", "content": "So?"],
        ].sortedMembers)
    #expect(value["tools"]?[0]?["strict"] == false)
    #expect(value["tools"]?[0]?["name"] == "python")
    #expect(value["include"] == nil)
  }

  @Test("messages have the system apart, and the tools' answers as one message of the user")
  func messages() throws {
    let value = try body(Self.anthropic, tools: [Self.python])
    #expect(value["system"] == [["text": "Be terse.", "type": "text"]])
    #expect(
      value["messages"]
        == [
          ["role": "user", "content": "How many?"],
          [
            "role": "assistant",
            "content": [
              ["type": "text", "text": "Let me see."],
              ["type": "tool_use", "id": "a", "name": "python", "input": ["code": "1"]],
              ["type": "tool_use", "id": "b", "name": "python", "input": [:]],
            ],
          ],
          [
            "role": "user",
            "content": [
              ["type": "tool_result", "tool_use_id": "a", "content": "one"],
              ["type": "tool_result", "tool_use_id": "b", "content": "two"],
            ],
          ],
          ["role": "user", "content": "So?"],
        ].sortedMembers)
    #expect(value["tools"]?[0]?["input_schema"] == Self.python.parameters.sortedMembers)
    #expect(value["max_tokens"] == 9)
  }

  @Test("a hosted tool stands for the bench's own, with what a request must say besides")
  func hosted() throws {
    var responses = ModelEndpoint(family: .openAIResponses, model: "m")
    responses.capabilities.tools = .hosted
    let value = try body(responses, tools: [Self.python])
    #expect(value["tools"] == [["container": ["type": "auto"], "type": "code_interpreter"]])
    #expect(value["include"] == ["code_interpreter_call.outputs"])
    #expect(try body(responses)["include"] == nil)
    responses.hostedTool = JSONObject([
      JSONMember(name: "container", value: ["type": "auto", "memory_limit": "4g"]),
      JSONMember(name: "type", value: "code_interpreter"),
    ])
    #expect(
      try body(responses, tools: [Self.python])["tools"]?[0]?["container"]?["memory_limit"] == "4g")
    var anthropic = Self.anthropic
    anthropic.capabilities.tools = .hosted
    #expect(
      try body(anthropic, tools: [Self.python])["tools"]
        == [["name": "code_execution", "type": "code_execution_20250825"]])
    var chat = ModelEndpoint(model: "m")
    chat.capabilities.tools = .hosted
    #expect(error(chat, tools: [Self.python])?.code == .unsupported)
  }

  @Test("an include of the author's own must ask for what the hosted tool printed")
  func ownInclude() throws {
    var endpoint = ModelEndpoint(family: .openAIResponses, model: "m")
    endpoint.capabilities.tools = .hosted
    endpoint.parameters["include"] = ["reasoning.encrypted_content"]
    #expect(error(endpoint, tools: [Self.python])?.code == .badParameters)
    endpoint.parameters["include"] = [
      "reasoning.encrypted_content", "code_interpreter_call.outputs",
    ]
    let value = try body(endpoint, tools: [Self.python])
    #expect(value["include"]?.array?.count == 2)
  }

  @Test("a stream is asked for in the parameters, so that it is another action")
  func streaming() throws {
    let streamed = ModelEndpoint(model: "m", streams: true)
    let value = try body(streamed)
    #expect(value["stream"] == true && value["stream_options"] == ["include_usage": true])
    #expect(try segments(streamed)[1] != segments(ModelEndpoint(model: "m"))[1])
    #expect(try segments(streamed)[0] == segments(ModelEndpoint(model: "m"))[0])
    let mistral = try body(ModelEndpoint(family: .mistral, model: "m", streams: true))
    #expect(mistral["stream"] == true && mistral["stream_options"] == nil)
    var own = streamed
    own.parameters["stream_options"] = ["include_usage": true, "include_obfuscation": false]
    #expect(try body(own)["stream_options"]?["include_obfuscation"] == false)
  }

  @Test("requests without a stream, headers and hosted tools have the bytes they always had")
  func unchanged() throws {
    let segments = try segments(
      ModelEndpoint(
        model: "m", parameters: JSONObject([JSONMember(name: "temperature", value: 0)])),
      tools: [Self.python])
    #expect(
      segments.map { String(decoding: $0.bytes, as: UTF8.self) }.prefix(3) == [
        #"{"family":"openai-chat","path":"/chat/completions","schema":1}"#,
        #"{"model":"m","temperature":0}"#,
        #"[{"function":{"description":"Runs Python.","name":"python","parameters":{"properties":{"code":{"type":"string"}},"type":"object"}},"type":"function"}]"#,
      ])
    #expect(segments.count == 3 + Self.conversation.count)
  }

  @Test("headers that may change an answer are a part of the action; secrets cannot be among them")
  func headers() throws {
    let older = ModelEndpoint(
      family: .anthropicMessages, model: "m", parameters: Self.anthropic.parameters,
      headers: [
        HTTPHeader(name: "Anthropic-Version", value: "2023-06-01"),
        HTTPHeader(name: "anthropic-beta", value: "x-1"),
      ])
    #expect(
      String(decoding: try segments(older)[0].bytes, as: UTF8.self)
        == #"{"family":"anthropic-messages","headers":{"anthropic-beta":"x-1","anthropic-version":"2023-06-01"},"path":"/messages","schema":1}"#
    )
    #expect(
      try JSONValue(parsing: segments(Self.anthropic)[0].bytes)["headers"]
        == ["anthropic-version": "2026-10-21"])
    for name in ["authorization", "X-Api-Key", "Cookie", "host", "bad name", ""] {
      let header = HTTPHeader(name: name, value: "sk-secret-value")
      let failure = error(ModelEndpoint(model: "m", headers: [header]))
      #expect(failure?.code == .badParameters)
      #expect(failure?.description.contains("sk-secret-value") == false)
    }
    let broken = HTTPHeader(name: "x-a", value: "a\r\nx-b: c")
    #expect(error(ModelEndpoint(model: "m", headers: [broken]))?.code == .badParameters)
  }

  @Test(
    "parameters that a family cannot be sent are refused with what to write instead",
    arguments: [
      (WireFamily.openAIResponses, "max_tokens", "max_output_tokens"),
      (.openAIResponses, "background", "awaited"), (.openAIResponses, "conversation", "whole"),
      (.openAIResponses, "instructions", "method"), (.mistral, "seed", "random_seed"),
      (.mistral, "stream_options", "none"), (.mistral, "n", "samples"),
      (.anthropicMessages, "temperature", "2023-06-01"), (.anthropicMessages, "system", "method"),
      (.anthropicMessages, "stream", "beside the parameters"),
    ])
  func objections(family: WireFamily, name: String, hint: String) {
    let endpoint = ModelEndpoint(
      family: family, model: "m",
      parameters: JSONObject([
        JSONMember(name: "max_output_tokens", value: 1), JSONMember(name: name, value: 7),
      ]))
    let failure = error(endpoint)
    #expect(failure?.code == .badParameters)
    #expect(failure?.message.contains(hint) == true)
    #expect(failure?.message.contains("'\(name)'") == true)
  }

  @Test("the older version of Anthropic's interface takes a temperature, and every version a limit")
  func anthropicParameters() throws {
    let endpoint = ModelEndpoint(
      family: .anthropicMessages, model: "m",
      parameters: JSONObject([
        JSONMember(name: "max_tokens", value: 9), JSONMember(name: "temperature", value: 0),
      ]), headers: [HTTPHeader(name: "anthropic-version", value: "2023-06-01")])
    #expect(try body(endpoint)["temperature"] == 0)
    let unlimited = ModelEndpoint(family: .anthropicMessages, model: "m")
    #expect(error(unlimited)?.message.contains("max_tokens") == true)
  }

  @Test("every family has a name of its own and is found by it")
  func registry() {
    #expect(
      WireFamily.all.map(\.name)
        == ["openai-chat", "openai-responses", "anthropic-messages", "mistral"])
    for family in WireFamily.all { #expect(WireFamily(named: family.name) == family) }
    #expect(WireFamily(named: "openai") == nil)
  }
}

extension JSONValue {
  /// The value with the members of all objects sorted by name, as a canonical body has them.
  fileprivate var sortedMembers: JSONValue {
    switch self {
    case .array(let elements): .array(elements.map(\.sortedMembers))
    case .object(let object):
      .object(
        JSONObject(
          object.members.map { JSONMember(name: $0.name, value: $0.value.sortedMembers) }
            .sorted { $0.name < $1.name }))
    default: self
    }
  }
}

extension [JSONValue] {
  fileprivate var sortedMembers: JSONValue { JSONValue.array(self).sortedMembers }
}
