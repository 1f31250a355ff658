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
