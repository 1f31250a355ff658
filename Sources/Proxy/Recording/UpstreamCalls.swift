import Basics
import HTTP
import ModelAPI
import RecordReplay
import Serving
import Synchronization

/// Makes calls to the upstream, each once, and says what their answers are worth keeping as.
struct UpstreamCalls: Sendable {
  /// The largest answer that is kept, in bytes.
  static let bodyLimit = 15 * 1024 * 1024

  /// What came of a call.
  struct Answer: Sendable {
    enum End: Sendable {
      /// A final answer, which is kept.
      case final(ModelReply)
      /// An answer that is passed on and not kept.
      case passed
      /// A stream that broke off.
      case cut
      /// No answer: the proxy says why.
      case own(OwnAnswer)
    }

    var end: End
    var head: AnswerFeed.Head?
    /// The body of an answer that did not go through the feed.
    var body: [UInt8]?
  }

  let upstreams: Upstreams
  let transport: any Transport
  /// How long a call may take.
  let timeout: Duration

  /// The statuses that belong to what was asked, and not to the moment at which it was.
  static func isFinal(_ status: Int) -> Bool {
    (200..<300).contains(status) || [400, 413, 422].contains(status)
  }

  /// Makes a call; its bytes go into a feed as they come.
  func answer(to call: ClientCall, into feed: AnswerFeed) async throws(DeckError) -> Answer {
    var request: HTTPRequest
    do throws(RequestFault) {
      request = try upstreams.request(for: call, timeout: timeout)
    } catch {
      return Answer(
        end: .own(
          OwnAnswer(
            status: error.status, code: "steerbench_upstream",
            message: "steerbench: \(error.message)")))
    }
    let size = Mutex(0)
    let isTooLarge = Mutex(false)
    request.receive = { response, bytes in
      let total = size.withLock { size in
        size += bytes.count
        return size
      }
      guard total <= Self.bodyLimit else {
        isTooLarge.withLock { $0 = true }
        return false
      }
      feed.append(
        bytes, of: AnswerFeed.Head(status: response.status, headers: response.headers), at: .now)
      return true
    }
    let start = ContinuousClock.now
    do throws(TransportError) {
      let response = try await transport.send(request)
      return try answer(response, call, feed, start.duration(to: .now))
    } catch {
      return failed(error, isTooLarge: isTooLarge.withLock(\.self), feed)
    }
  }

  private func answer(
    _ response: HTTPResponse, _ call: ClientCall, _ feed: AnswerFeed, _ time: Duration
  ) throws(TransportError) -> Answer {
    let head = AnswerFeed.Head(status: response.status, headers: response.headers)
    let (bytes, pieces, stream) = feed.received
    let body = response.isSuccess ? bytes : response.body
    var answer = Answer(end: .passed, head: head, body: body)
    guard Self.isFinal(response.status) else { return answer }
    if let coding = response.header("content-encoding"), coding != "identity" {
      let message =
        "steerbench: the upstream sends its answer as \(Redaction.shown(coding)), though it was asked not "
        + "to; such an answer is not kept."
      answer.end = .own(OwnAnswer(status: 502, code: "steerbench_upstream", message: message))
      return answer
    }
    if let stream, !stream.isWhole, call.endpoint.isKnown || stream.end == .error {
      answer.end = stream.end == .error ? .passed : .cut
      return answer
    }
    // The clients' own errors can be a credential's too: whoever echoes one is not kept.
    for credential in ClientCredential.all(in: call.request) where !credential.isDummy {
      guard !body.holds(credential.value) else { return answer }
    }
    answer.end = .final(
      ModelReply(
        status: response.status, headers: KeptHeaders.recorded(response.headers), body: body,
        attempts: [
          ModelAttempt(
            end: .status(response.status), waitMicroseconds: 0,
            serviceMicroseconds: time.microseconds)
        ],
        stream: stream.map { _ in StreamRecord(pieces: pieces, end: .complete) }))
    return answer
  }

  private func failed(_ error: TransportError, isTooLarge: Bool, _ feed: AnswerFeed) -> Answer {
    let (bytes, _, stream) = feed.received
    if stream != nil, !bytes.isEmpty { return Answer(end: .cut) }
    let (status, why): (Int, String) =
      switch error.code {
      case _ where isTooLarge, .tooLarge:
        (502, "its answer is larger than \(Self.bodyLimit) bytes, the most that is kept")
      case .timeout: (504, "no whole answer came within the time limit")
      default: (502, error.description)
      }
    return Answer(
      end: .own(
        OwnAnswer(
          status: status, code: "steerbench_upstream", message: "steerbench: the upstream: \(why).")
      ))
  }

  /// The tokens of an answer; `nil` where it counts none that are known.
  func usage(of reply: ModelReply, _ call: ClientCall) -> TokenUsage? {
    reply.usage(of: call.endpoint)
  }
}

extension [UInt8] {
  /// Whether a text stands in these bytes.
  func holds(_ text: String) -> Bool {
    let needle = Array(text.utf8)
    guard needle.count >= 8, count >= needle.count else { return false }
    return (0...count - needle.count).contains { start in
      self[start] == needle[0] && self[start..<start + needle.count].elementsEqual(needle)
    }
  }
}
