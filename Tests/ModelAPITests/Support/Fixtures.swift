import Basics
import HTTP
import ModelAPI
import Synchronization

/// A whole answer of a chat model.
let goodAnswer = #"""
  {"id":"c1","object":"chat.completion","choices":[{"index":0,"message":{"role":"assistant",
  "content":"Paris."},"finish_reason":"stop"}],"usage":{"prompt_tokens":24,"completion_tokens":8,
  "prompt_tokens_details":{"cached_tokens":4}}}
  """#

/// A clock that moves only when somebody waits, and remembers the waits.
final class ManualClock: Sendable {
  private struct State {
    var now = Duration.zero
    var waits: [Duration] = []
  }

  private let state = Mutex(State())

  var waits: [Duration] { state.withLock { $0.waits } }

  /// The clock as a client takes it, without chance.
  var clock: ModelClock {
    ModelClock(
      now: { self.state.withLock { $0.now } },
      sleep: { duration throws(CancellationError) in
        self.state.withLock { state in
          state.now += duration
          state.waits.append(duration)
        }
      },
      jitter: { 0 })
  }
}

/// A transport that answers from a list, without a network.
final class ListTransport: Transport {
  private let answers: Mutex<[Result<HTTPResponse, TransportError>]>
  private let requests = Mutex<[String]>([])

  init(_ answers: [Result<HTTPResponse, TransportError>]) {
    self.answers = Mutex(answers)
  }

  /// The URLs that were asked for.
  var urls: [String] { requests.withLock { $0 } }

  func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
    requests.withLock { $0.append(request.url) }
    let answer = answers.withLock { $0.count > 1 ? $0.removeFirst() : $0.first }
    guard let answer else { throw TransportError(.refused) }
    return try answer.get()
  }
}

/// Decodes the text of a body.
func decode(_ body: String, status: Int = 200) -> CompletionOutcome {
  Array(body.utf8).withUnsafeBufferPointer { OpenAIChatFormat.decode(body: $0, status: status) }
}

/// The answer in an outcome; `nil` for a provider's error.
func answer(_ outcome: CompletionOutcome) -> Completion? {
  if case .answer(let completion) = outcome { completion } else { nil }
}

/// The error in an outcome; `nil` for an answer.
func failure(_ outcome: CompletionOutcome) -> ProviderFailure? {
  if case .providerError(let failure) = outcome { failure } else { nil }
}

/// A request with one user message, encoded for a small model.
func encodedGreeting(model: String = "tiny") throws -> EncodedRequest {
  let encoder = try RequestEncoder(ModelEndpoint(model: model))
  return try encoder.encode(
    CompletionRequest(messages: [ChatMessage(role: .user, parts: [PromptText("hi", from: "q")])]))
}
