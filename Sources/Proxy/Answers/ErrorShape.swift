import Basics
import HTTP

/// An answer that the proxy itself gives, in words that the client's own error shows.
///
/// One object has the shapes of both protocols, so that whichever client reads it finds the sentence:
/// OpenAI's clients look into `error`, Anthropic's at `type` first.
struct OwnAnswer: Hashable, Sendable {
  /// The status.
  var status: Int
  /// A word for programs, such as `steerbench_miss`.
  var code: String
  /// The sentence.
  var message: String

  /// The body.
  var body: [UInt8] {
    CanonicalJSON.bytes(ofOwn: [
      "type": "error",
      "error": [
        "message": .string(message), "type": .string(code), "code": .string(code), "param": .null,
      ],
    ])
  }

  /// The headers: nobody tries again what would fail again.
  var headers: [HTTPHeader] {
    [
      HTTPHeader(name: "content-type", value: "application/json"),
      HTTPHeader(name: "x-should-retry", value: "false"),
      HTTPHeader(name: "x-request-id", value: "steerbench"),
      HTTPHeader(name: "request-id", value: "steerbench"),
    ]
  }

  /// The same as the last event of a stream that has begun.
  var event: [UInt8] { Array("event: error\ndata: ".utf8) + body + Array("\n\n".utf8) }
}
