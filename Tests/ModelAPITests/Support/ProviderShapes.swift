import Basics
import HTTPTestSupport
import ModelAPI
import Testing

/// What one provider says in each of the situations that its documentation names: the wire forms that
/// the conformance server plays.
struct ProviderShapes: Sendable, CustomTestStringConvertible {
  let family: WireFamily
  /// The path of a call, below `/v1`.
  var path: String { "/v1" + family.format.defaultPath }
  var parameters = JSONObject([JSONMember(name: "max_tokens", value: 64)])

  /// "Paris." with usage, and the same as a stream.
  let success: String
  let successStream: String
  /// A call of `python` with `{"code":"print(1)"}` and the id `call_1`, and the same as a stream.
  let toolCall: String
  let toolCallStream: String
  /// "Par", cut at the token limit.
  let truncated: String
  /// A refusal.
  let refusal: String
  /// An answer that the provider's filter withheld; `nil` where there is no such thing.
  let filtered: String?
  /// Nothing said.
  let empty: String
  /// 429 with what the provider sends beside it.
  let throttled: ScriptedAnswer
  /// An overload in the middle of a stream.
  let overloadedStream: String
  /// An error in the middle of a stream that belongs to the request.
  let refusedStream: String
  /// A good status with an answer that says that it failed for good; `nil` where there is none.
  let failedAnswer: String?
  /// A request that is too long: status and body, and the code in it.
  let tooLong: (status: Int, body: String, code: String)

  var testDescription: String { family.name }

  /// An endpoint of this provider.
  func endpoint(streams: Bool = false, tools: ToolSupport = .own) -> ModelEndpoint {
    ModelEndpoint(
      family: family, model: "tiny",
      parameters: family == .anthropicMessages ? parameters : JSONObject(),
      capabilities: ModelCapabilities(tools: tools), streams: streams)
  }

  /// Every provider.
  static let all = [chat, mistral, responses, anthropic]

  /// A stream of events of JSON without names, and the mark after them.
  static func chunks(_ data: [String], done: Bool = true) -> String {
    data.map { "data: \($0)\n\n" }.joined() + (done ? "data: [DONE]\n\n" : "")
  }

  /// A stream of named events, each named by its type.
  static func events(_ events: [(String, String)]) -> String {
    events.map { "event: \($0.0)\ndata: \($0.1)\n\n" }.joined()
  }
}

// MARK: - OpenAI's chat completions, and Mistral's

extension ProviderShapes {
  private static func chatAnswer(_ message: String, _ finish: String) -> String {
    #"""
    {"id":"c","object":"chat.completion","model":"tiny","choices":[{"index":0,
    "message":{"role":"assistant",\#(message)},"finish_reason":"\#(finish)"}],
    "usage":{"prompt_tokens":24,"completion_tokens":8,"total_tokens":32,
    "prompt_tokens_details":{"cached_tokens":4},"completion_tokens_details":{"reasoning_tokens":0}}}
    """#
  }

  private static func chunk(_ delta: String, _ finish: String? = nil, usage: String = "") -> String
  {
    let word = finish.map { "\"\($0)\"" } ?? "null"
    return
      #"{"id":"c","model":"tiny","choices":[{"index":0,"delta":{\#(delta)},"finish_reason":\#(word)}]\#(usage)}"#
  }

  private static let chatUsage =
    #","usage":{"prompt_tokens":24,"completion_tokens":8,"total_tokens":32,"prompt_tokens_details":{"cached_tokens":4},"completion_tokens_details":{"reasoning_tokens":0}}"#
  private static let pythonCall =
    #""content":null,"tool_calls":[{"id":"call_1","type":"function","function":{"name":"python","arguments":"{\"code\":\"print(1)\"}"}}]"#
  private static let start = chunk(#""role":"assistant","content":"""#)

  static let chat = ProviderShapes(
    family: .openAIChat,
    success: chatAnswer(#""content":"Paris.""#, "stop"),
    successStream: chunks([
      start, chunk(#""content":"Pa""#), chunk(#""content":"ris.""#), chunk("", "stop"),
      #"{"id":"c","model":"tiny","choices":[]\#(chatUsage)}"#,
    ]),
    toolCall: chatAnswer(pythonCall, "tool_calls"),
    toolCallStream: chunks([
      start,
      chunk(
        #""tool_calls":[{"index":0,"id":"call_1","type":"function","function":{"name":"python","arguments":""}}]"#
      ),
      chunk(#""tool_calls":[{"index":0,"function":{"arguments":"{\"code\":"}}]"#),
      chunk(#""tool_calls":[{"index":0,"function":{"arguments":"\"print(1)\"}"}}]"#),
      chunk("", "tool_calls"),
    ]),
    truncated: chatAnswer(#""content":"Par""#, "length"),
    refusal: chatAnswer(#""content":null,"refusal":"I will not.""#, "stop"),
    filtered: chatAnswer(#""content":null"#, "content_filter"),
    empty: chatAnswer(#""content":"""#, "stop"),
    throttled: .json(
      #"{"error":{"message":"slow down","type":"requests","code":"rate_limit_exceeded"}}"#,
      status: 429,
      headers: [
        "retry-after-ms": "1500", "x-ratelimit-remaining-requests": "0",
        "x-ratelimit-reset-requests": "1.5s",
      ]),
    overloadedStream: chunks(
      [
        start, chunk(#""content":"Pa""#),
        #"{"error":{"message":"The server is overloaded","type":"server_error","code":null}}"#,
      ], done: false),
    refusedStream: chunks(
      [
        start,
        #"{"error":{"message":"flagged","type":"invalid_request_error","code":"content_policy"}}"#,
      ], done: false),
    failedAnswer: #"{"error":{"message":"flagged","code":"invalid_prompt"}}"#,
    tooLong: (
      400,
      #"{"error":{"message":"too long","type":"invalid_request_error","code":"context_length_exceeded"}}"#,
      "context_length_exceeded"
    ))

  static let mistral = ProviderShapes(
    family: .mistral,
    success: chatAnswer(#""content":"Paris.""#, "stop"),
    successStream: chunks([
      start, chunk(#""content":[{"type":"text","text":"Pa"}]"#),
      chunk(#""content":[{"type":"text","text":"ris."}]"#),
      chunk(#""content":"""#, "stop", usage: chatUsage),
    ]),
    toolCall: chatAnswer(pythonCall, "tool_calls"),
    toolCallStream: chunks([
      start,
      chunk(
        #""content":"","tool_calls":[{"id":"call_1","function":{"name":"python","arguments":"{\"code\":\"print(1)\"}"},"index":0}]"#,
        "tool_calls", usage: chatUsage),
    ]),
    truncated: chatAnswer(#""content":"Par""#, "model_length"),
    refusal: chatAnswer(#""content":null,"refusal":"I will not.""#, "stop"),
    filtered: nil,
    empty: chatAnswer(#""content":"""#, "stop"),
    throttled: .json(
      #"{"object":"error","message":"Requests rate limit exceeded","type":"rate_limited","param":null,"code":"1300"}"#,
      status: 429, headers: ["retry-after": "2"]),
    overloadedStream: chunks(
      [
        start, chunk(#""content":"Pa""#),
        #"{"object":"error","error":{"message":"Service unavailable","code":503}}"#,
      ], done: false),
    refusedStream: chunks(
      [start, #"{"error":{"message":"no","type":"invalid_request_error","code":422}}"#],
      done: false),
    failedAnswer: nil,
    tooLong: (
      422,
      #"{"detail":[{"type":"too_long","loc":["body","messages"],"msg":"too long","input":null}]}"#,
      "too_long"
    ))
}

// MARK: - OpenAI's responses

extension ProviderShapes {
  private static let responsesUsage =
    #""usage":{"input_tokens":24,"input_tokens_details":{"cached_tokens":4,"cache_write_tokens":0},"output_tokens":8,"output_tokens_details":{"reasoning_tokens":0},"total_tokens":32}"#

  static func response(
    _ output: String, status: String = "completed", more: String = ""
  ) -> String {
    #"{"id":"r","object":"response","status":"\#(status)","model":"tiny","error":null,\#(more)"output":[\#(output)],\#(responsesUsage)}"#
  }

  private static func message(_ part: String) -> String {
    #"{"type":"message","id":"m","role":"assistant","status":"completed","content":[\#(part)]}"#
  }

  private static func spoken(_ text: String) -> String {
    message(#"{"type":"output_text","text":"\#(text)","annotations":[]}"#)
  }

  private static let functionCall =
    #"{"type":"function_call","id":"f","call_id":"call_1","name":"python","arguments":"{\"code\":\"print(1)\"}","status":"completed"}"#
  private static let created = (
    "response.created", #"{"type":"response.created","response":{"id":"r","status":"in_progress"}}"#
  )

  private static func completed(_ response: String) -> (String, String) {
    ("response.completed", #"{"type":"response.completed","response":\#(response)}"#)
  }

  private static let delta = (
    "response.output_text.delta",
    #"{"type":"response.output_text.delta","output_index":0,"delta":"Pa"}"#
  )

  static let responses = ProviderShapes(
    family: .openAIResponses,
    success: response(spoken("Paris.")),
    successStream: events([created, delta, completed(response(spoken("Paris.")))]),
    toolCall: response(functionCall),
    toolCallStream: events([created, completed(response(functionCall))]),
    truncated: response(
      spoken("Par"), status: "incomplete",
      more: #""incomplete_details":{"reason":"max_output_tokens"},"#),
    refusal: response(message(#"{"type":"refusal","refusal":"I will not."}"#)),
    filtered: response(
      "", status: "incomplete", more: #""incomplete_details":{"reason":"content_filter"},"#),
    empty: response(spoken("")),
    throttled: .json(
      #"{"error":{"message":"slow down","type":"tokens","code":"rate_limit_exceeded"}}"#,
      status: 429, headers: ["retry-after": "3"]),
    overloadedStream: events([
      created, delta,
      (
        "error",
        #"{"type":"error","code":"server_error","message":"overloaded","sequence_number":3}"#
      ),
    ]),
    refusedStream: events([
      created,
      (
        "response.failed",
        #"{"type":"response.failed","response":{"id":"r","status":"failed","error":{"code":"invalid_prompt","message":"flagged"},"output":[]}}"#
      ),
    ]),
    failedAnswer:
      #"{"id":"r","status":"failed","error":{"code":"invalid_prompt","message":"flagged"},"output":[]}"#,
    tooLong: (
      400,
      #"{"error":{"message":"too long","type":"invalid_request_error","code":"context_length_exceeded"}}"#,
      "context_length_exceeded"
    ))
}

// MARK: - Anthropic's messages

extension ProviderShapes {
  private static let anthropicUsage =
    #""usage":{"input_tokens":20,"cache_creation_input_tokens":0,"cache_read_input_tokens":4,"output_tokens":8}"#

  static func anthropicMessage(
    _ content: String, _ stop: String = "end_turn", more: String = ""
  ) -> String {
    #"{"id":"msg","type":"message","role":"assistant","model":"tiny","content":[\#(content)],"stop_reason":"\#(stop)","stop_sequence":null,\#(more)\#(anthropicUsage)}"#
  }

  private static let messageStart = (
    "message_start",
    #"{"type":"message_start","message":{"id":"msg","type":"message","role":"assistant","model":"tiny","content":[],"stop_reason":null,"usage":{"input_tokens":20,"cache_creation_input_tokens":0,"cache_read_input_tokens":4,"output_tokens":1}}}"#
  )
  private static let ping = ("ping", #"{"type":"ping"}"#)

  private static func blockStart(_ block: String) -> (String, String) {
    (
      "content_block_start",
      #"{"type":"content_block_start","index":0,"content_block":\#(block)}"#
    )
  }

  private static func blockDelta(_ delta: String) -> (String, String) {
    ("content_block_delta", #"{"type":"content_block_delta","index":0,"delta":\#(delta)}"#)
  }

  private static let blockStop = (
    "content_block_stop", #"{"type":"content_block_stop","index":0}"#
  )

  private static func end(_ stop: String) -> [(String, String)] {
    [
      (
        "message_delta",
        #"{"type":"message_delta","delta":{"stop_reason":"\#(stop)","stop_sequence":null},"usage":{"output_tokens":8}}"#
      ),
      ("message_stop", #"{"type":"message_stop"}"#),
    ]
  }

  private static func text(_ text: String) -> String { #"{"type":"text","text":"\#(text)"}"# }

  static let anthropic = ProviderShapes(
    family: .anthropicMessages,
    success: anthropicMessage(text("Paris.")),
    successStream: events(
      [
        messageStart, blockStart(text("")), ping,
        blockDelta(#"{"type":"text_delta","text":"Pa"}"#),
        blockDelta(#"{"type":"text_delta","text":"ris."}"#), blockStop,
      ] + end("end_turn")),
    toolCall: anthropicMessage(
      #"{"type":"tool_use","id":"call_1","name":"python","input":{"code":"print(1)"}}"#,
      "tool_use"),
    toolCallStream: events(
      [
        messageStart,
        blockStart(#"{"type":"tool_use","id":"call_1","name":"python","input":{}}"#),
        blockDelta(#"{"type":"input_json_delta","partial_json":""}"#),
        blockDelta(#"{"type":"input_json_delta","partial_json":"{\"code\": \"pr"}"#),
        blockDelta(#"{"type":"input_json_delta","partial_json":"int(1)\"}"}"#), blockStop,
      ] + end("tool_use")),
    truncated: anthropicMessage(text("Par"), "max_tokens"),
    refusal: anthropicMessage(text("I will not."), "refusal"),
    filtered: nil,
    empty: anthropicMessage(""),
    throttled: .json(
      #"{"type":"error","error":{"type":"rate_limit_error","message":"slow down"},"request_id":"q"}"#,
      status: 429,
      headers: ["retry-after": "4", "anthropic-ratelimit-requests-remaining": "0"]),
    overloadedStream: events([
      messageStart, blockStart(text("")), blockDelta(#"{"type":"text_delta","text":"Pa"}"#),
      ("error", #"{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}"#),
    ]),
    refusedStream: events([
      messageStart,
      (
        "error",
        #"{"type":"error","error":{"type":"invalid_request_error","message":"flagged"}}"#
      ),
    ]),
    failedAnswer: nil,
    tooLong: (
      400,
      #"{"type":"error","error":{"type":"invalid_request_error","message":"prompt is too long"}}"#,
      "invalid_request_error"
    ))
}
