import Basics
import HTTP
public import ModelAPI

/// What a scripted provider answers to one call, in OpenAI's form.
public struct ChatAnswer: Sendable {
  /// The HTTP status.
  public var status: Int
  /// The body, to the byte.
  public var body: [UInt8]
  /// The tries that it took, in microseconds of service time and wait, the successful one last.
  public var attempts: [ModelAttempt]

  /// Creates an answer from its bytes.
  public init(status: Int = 200, body: [UInt8], attempts: [ModelAttempt]? = nil) {
    self.status = status
    self.body = body
    self.attempts =
      attempts
      ?? [ModelAttempt(end: .status(status), waitMicroseconds: 0, serviceMicroseconds: 1_500)]
  }

  /// A whole answer of a model.
  public static func says(
    _ text: String?, finish: String = "stop", refusal: String? = nil, calls: [ToolCall] = [],
    input: Int = 100, output: Int = 20
  ) -> ChatAnswer {
    var message: JSONObject = JSONObject()
    message["role"] = "assistant"
    message["content"] = text.map { .string($0) } ?? .null
    if let refusal { message["refusal"] = .string(refusal) }
    if !calls.isEmpty { message["tool_calls"] = .array(calls.map(\.json)) }
    let body: JSONValue = [
      "choices": [
        ["index": 0, "message": .object(message), "finish_reason": .string(finish)]
      ],
      "usage": [
        "prompt_tokens": .integer(Int64(input)), "completion_tokens": .integer(Int64(output)),
        "prompt_tokens_details": ["cached_tokens": 4],
        "completion_tokens_details": ["reasoning_tokens": 3],
      ],
    ]
    return ChatAnswer(body: (try? CanonicalJSON.bytes(of: body)) ?? [])
  }

  /// The provider's own error.
  public static func fails(_ status: Int, code: String) -> ChatAnswer {
    ChatAnswer(
      status: status,
      body: Array(#"{"error":{"message":"scripted","type":"t","code":"\#(code)"}}"#.utf8))
  }

  /// The reply as a client gives it.
  public var reply: ModelReply {
    ModelReply(
      status: status, headers: [HTTPHeader(name: "content-type", value: "application/json")],
      body: body, attempts: attempts)
  }
}

extension ToolCall {
  fileprivate var json: JSONValue {
    [
      "id": .string(id), "type": "function",
      "function": ["name": .string(name), "arguments": .string(arguments)],
    ]
  }
}
