public import HTTP

/// The recorded result of a model call: the response that belongs to the request, and what it took to
/// get it.
public struct ModelReply: Hashable, Sendable {
  /// The response's status: 2xx, or an error that belongs to the request, such as 400.
  public var status: Int
  /// The response's headers that are worth keeping, in lower case and sorted.
  public var headers: [HTTPHeader]
  /// The response's body, to the byte.
  public var body: [UInt8]
  /// Every try, the successful one last.
  public var attempts: [ModelAttempt]
  /// How the body came, where it is a stream of events.
  public var stream: StreamRecord?
  /// The files that the answer names, fetched while it was recorded.
  public var files: [ReplyFile]

  /// Creates a reply.
  public init(
    status: Int, headers: [HTTPHeader] = [], body: [UInt8], attempts: [ModelAttempt],
    stream: StreamRecord? = nil, files: [ReplyFile] = []
  ) {
    self.status = status
    self.headers = headers
    self.body = body
    self.attempts = attempts
    self.stream = stream
    self.files = files
  }

  /// Creates the reply of a response: its headers are cut down to those worth keeping.
  init(_ response: HTTPResponse, attempts: [ModelAttempt], as format: any WireFormat.Type) {
    self.init(
      status: response.status, headers: RecordedHeaders.of(response), body: response.body,
      attempts: attempts,
      stream: StreamRecord.End(response.body, as: format).map {
        StreamRecord(pieces: response.pieces, end: $0)
      })
  }

  /// Time of the last try, from sending to the last byte, in microseconds: what the paper's runtime
  /// counts of a call.
  ///
  /// 0 where there is no attempt.
  public var serviceMicroseconds: Int { attempts.last?.serviceMicroseconds ?? 0 }

  /// Time spent waiting between tries, in microseconds.
  public var waitMicroseconds: Int {
    attempts.reduce(0) { ModelAttempt.sum($0, $1.waitMicroseconds) }
  }

  /// Time spent in the tries before the last, in microseconds.
  public var failedMicroseconds: Int {
    attempts.dropLast().reduce(0) { ModelAttempt.sum($0, $1.serviceMicroseconds) }
  }

  /// What the provider said.
  public func outcome(by family: WireFamily) -> CompletionOutcome {
    body.withUnsafeBufferPointer { family.format.decode(body: $0, status: status) }
  }
}

/// The headers of a response that a recording keeps; all others are dropped, for they name accounts,
/// sessions and limits of whoever recorded.
enum RecordedHeaders {
  /// Each name with the reason for keeping it.
  static let reasons: [(name: String, reason: String)] = [
    ("content-type", "says what the body claims to be"),
    ("openai-model", "names the model that answered, where an alias was asked for"),
    ("openai-processing-ms", "the provider's own measure of the service time"),
    ("openai-version", "the provider's interface version"),
    ("request-id", "lets the provider be asked about the call"),
    ("retry-after", "explains a wait"),
    ("retry-after-ms", "explains a wait"),
    ("x-request-id", "lets the provider be asked about the call"),
  ]

  /// A longer value is no header worth keeping, in bytes.
  static let valueLimit = 256

  static func of(_ response: HTTPResponse) -> [HTTPHeader] {
    reasons.compactMap { kept in
      guard let value = response.header(kept.name), value.utf8.count <= valueLimit else {
        return nil
      }
      return HTTPHeader(name: kept.name, value: value)
    }
  }
}
