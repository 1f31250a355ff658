import Basics
import HTTP

/// The words for a call that was given up: all of them are made here.
struct GiveUpReport {
  let reason: GiveUpReason
  let result: Result<HTTPResponse, TransportError>
  let attempts: [ModelAttempt]
  let place: String
  let key: APIKey?
  let model: String
  let timeout: Duration
  let format: any WireFormat.Type

  var error: ModelAPIError {
    switch result {
    case .success(let response): error(response)
    case .failure(let failure): error(failure)
    }
  }

  /// ` after 3 attempts`, where there was more than one.
  private var tries: String { attempts.count > 1 ? " after \(attempts.count) attempts" : "" }

  /// Why there was no further try, where that is not the number of tries.
  private var limit: String {
    switch reason {
    case .deadline: "; the time for retries was over"
    case .serverWait(let asked):
      "; the server asks to wait \(asked.components.seconds) s, which is more than allowed"
    default: ""
    }
  }

  private func make(
    _ code: ModelAPIError.Code, _ message: String, _ next: String
  ) -> ModelAPIError {
    switch result {
    case .success(let response):
      ModelAPIError(code, message, next: next, status: response.status, attempts: attempts)
    case .failure(let failure):
      ModelAPIError(code, message, next: next, cause: failure, attempts: attempts)
    }
  }
}

// MARK: - No response

extension GiveUpReport {
  private func error(_ failure: TransportError) -> ModelAPIError {
    let what = "\(place) gave no answer\(tries): \(failure)\(limit)"
    switch failure.code {
    case .badURL: return make(.badURL, what, "Check the base URL.")
    case .cancelled: return make(.cancelled, "the call to \(place) was cancelled", "")
    case .noLibrary:
      return make(
        .unreachable, what,
        "On Debian and Ubuntu: apt-get install libcurl4. A replay needs no network.")
    case .tls:
      return make(
        .tlsFailure, what,
        "Check the server's certificate and the base URL; where a network has authorities of its own, "
          + "SSL_CERT_FILE names the file with their certificates.")
    case .tooLarge: return make(.tooLarge, what, "Ask for a shorter answer with max_tokens.")
    case .timeout:
      return make(
        .timeout, "\(what) of \(timeout.components.seconds) s",
        "Check that the server is not overloaded, or allow the model more time.")
    case .interrupted, .refused, .reset, .unresolved:
      return make(.unreachable, what, "Check that the server runs and that the base URL is right.")
    }
  }
}

// MARK: - A response that is no result

extension GiveUpReport {
  private func error(_ response: HTTPResponse) -> ModelAPIError {
    let body = errorBody(response)
    let what = "\(place) answered \(response.status)"
    switch (reason, response.status) {
    case (.attemptsExhausted, 200..<300), (.deadline, 200..<300):
      if let none = NoReply(response.body, as: format) {
        return make(
          .brokenAnswer,
          "\(what)\(tries), but that is no reply\(limit): \(redacted(none.reason)); it says "
            + quoted(body.message),
          "Run again later; nothing recorded is lost. Where it stays so, check the base URL and the "
            + "model's family.")
      }
      return make(
        .brokenAnswer,
        "\(what)\(tries), but the answer broke off or told of a failure\(limit): "
          + quoted(body.message),
        "Run again later; nothing recorded is lost.")
    case (.notJSON, _):
      return make(
        .notJSON, "\(what)\(tries) with something that is not JSON: \(quoted(body.message))",
        "Check the base URL: a web page or a proxy seems to answer there.")
    case (_, 401), (_, 403):
      // A provider may repeat part of the key here, so that its words are not repeated again.
      let word = redacted(body.word)
      return make(
        .authentication,
        "\(what): the key is not accepted" + (word.isEmpty ? "" : " (\(word))"),
        key == nil
          ? "Name the environment variable that holds the key."
          : "Check the key in the environment, and that it may use the model.")
    case (.quotaExhausted, _):
      return make(
        .quotaExhausted, "\(what): \(quoted(body.message))", "Add credit to the provider's account."
      )
    case (_, 404):
      return make(
        .notFound, "\(what): \(quoted(body.message))",
        "Check the base URL, the path and the model's name '\(model)'.")
    case (_, 300..<400):
      return make(
        .unexpectedStatus, "\(what), a redirect, which is not followed",
        "Set the base URL to the address that it leads to.")
    case (_, 408), (_, 409), (_, 429):
      return make(
        .throttled, "\(what)\(tries): \(quoted(body.message))\(limit)",
        "Run again later, or with fewer calls at once; nothing recorded is lost.")
    case (_, 500...):
      return make(
        .serverError, "\(what)\(tries): \(quoted(body.message))\(limit)",
        "Run again later; nothing recorded is lost.")
    default:
      return make(
        .unexpectedStatus, "\(what): \(quoted(body.message))", "Check the base URL and the path.")
    }
  }

  /// The provider's error.
  ///
  /// The key is taken out before the text is cut, lest a part of it stays, and once more when it is
  /// shown, for it may have been escaped.
  private func errorBody(_ response: HTTPResponse) -> ProviderErrorBody {
    var start = Array(response.body.prefix(Self.errorBodyLimit))
    // Of a stream, its last event tells what went wrong.
    if start.withUnsafeBufferPointer(EventStreamParser.isEventStream) {
      start = (try? EventStreamParser.events(of: response.body))?.last?.data ?? start
    }
    let bytes = key?.redacted(from: start) ?? start
    return bytes.withUnsafeBufferPointer { ProviderErrorBody($0) }
  }

  private static let errorBodyLimit = 64 * 1024

  private func quoted(_ text: String) -> String { "\"\(redacted(text))\"" }

  private func redacted(_ text: String) -> String { key?.redacted(from: text) ?? text }
}

/// The recorded tries of one call, walked again on a virtual clock.
///
/// The walk asks the same state machine that decided while recording, with limits that allow any
/// policy: every try but the last must be one that is tried again, and the last must be the one whose
/// response was kept. The virtual clock then stands where the real one stood, less what the call
/// spent in line.
public struct AttemptChain: Hashable, Sendable {
  /// The time on the virtual clock when the last try was sent, in microseconds: everything that the
  /// failed tries and the waits between them took.
  public let microsecondsBeforeLast: Int
  /// The part of it that was spent waiting to try again, in microseconds.
  public let waitMicroseconds: Int

  /// Walks the tries of a reply with a status; throws `damagedReply` where no recording can have
  /// made them.
  public init(_ attempts: [ModelAttempt], status: Int) throws(ModelAPIError) {
    guard let last = attempts.last, case .status(status) = last.end else {
      throw Self.broken("its last try did not end with its own status")
    }
    var machine = RetryMachine(.unbounded)
    var clock = VirtualClock()
    for attempt in attempts.dropLast() {
      clock.pass(attempt)
      let action = machine.next(after: attempt.outcome, elapsed: .zero, jitter: 0)
      guard case .retry = action else {
        throw Self.broken("it was tried again after \(attempt.end), which is never tried again")
      }
    }
    clock.wait(last)
    microsecondsBeforeLast = clock.now
    waitMicroseconds = clock.waited
  }

  private static func broken(_ why: String) -> ModelAPIError {
    ModelAPIError(
      .damagedReply, "the tries of a recorded model reply cannot have happened: \(why)",
      next: "Verify the cassette, and fetch it again where it is damaged.")
  }
}

/// A clock that moves by what was recorded and by nothing else, in microseconds.
private struct VirtualClock {
  private(set) var now = 0
  private(set) var waited = 0

  mutating func wait(_ attempt: ModelAttempt) {
    waited = ModelAttempt.sum(waited, attempt.waitMicroseconds)
    now = ModelAttempt.sum(now, attempt.waitMicroseconds)
  }

  mutating func pass(_ attempt: ModelAttempt) {
    wait(attempt)
    now = ModelAttempt.sum(now, attempt.serviceMicroseconds)
  }
}

extension RetryPolicy {
  /// Allows everything that some policy allows.
  fileprivate static let unbounded = RetryPolicy(
    maximumAttempts: .max, deadline: .seconds(Int64.max / 4), serverWaitCap: .seconds(Int64.max / 4)
  )
}

extension ModelAttempt {
  /// The try as the machine is told of it.
  ///
  /// A response with a good status that was not kept was one that could not be read.
  fileprivate var outcome: AttemptOutcome {
    switch end {
    case .failure(let code): .failure(code)
    case .status(let status):
      .response(ResponseSigns(status: status, form: .brokenJSON, demandsRetry: status >= 400))
    }
  }
}

extension ModelAttempt.End: CustomStringConvertible {
  public var description: String {
    switch self {
    case .status(let status): "status \(status)"
    case .failure(let code): "\(TransportError(code))"
    }
  }
}
