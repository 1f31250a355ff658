public import HTTP

/// Why a model could not be asked.
///
/// An answer that the provider gave to the request itself, be it an error, is not among these: it is
/// a ``ModelReply``. No message holds a key.
public struct ModelAPIError: Error, Hashable, Sendable {
  /// What kind of thing went wrong.
  public enum Code: String, Hashable, Sendable {
    /// The endpoint's parameters or a request's tools cannot be written.
    case badParameters
    /// The model cannot be sent what the request holds.
    case unsupported
    /// The base URL cannot be used.
    case badURL
    /// The key is not in the environment.
    case noKey
    /// The provider does not accept the key, or not for this model.
    case authentication
    /// The path or the model does not exist there.
    case notFound
    /// The server serves other models.
    case unknownModel
    /// The account has no credit left.
    case quotaExhausted
    /// The provider kept asking to slow down.
    case throttled
    /// The provider kept failing.
    case serverError
    /// No connection, or it kept breaking.
    case unreachable
    /// No whole response in time.
    case timeout
    /// The encrypted connection could not be set up or trusted.
    case tlsFailure
    /// The response is not JSON: something else answers at that address.
    case notJSON
    /// The status was good, but the answer broke off, or told of an outage.
    case brokenAnswer
    /// The response is larger than the bound.
    case tooLarge
    /// A status that no call should get, such as a redirect.
    case unexpectedStatus
    /// The caller no longer wants the answer.
    case cancelled
    /// The call might cost more than what is left of the budget; it was not sent.
    case budget
    /// A recorded reply cannot be read.
    case damagedReply
  }

  /// What kind of thing went wrong.
  public let code: Code
  /// What happened, and where.
  public let message: String
  /// What to do about it.
  public let next: String
  /// The last response's status, where there was a response.
  public let status: Int?
  /// The last transport failure, where there was one.
  public let cause: TransportError?
  /// The attempts that were made.
  public let attempts: [ModelAttempt]

  /// Creates an error.
  public init(
    _ code: Code, _ message: String, next: String, status: Int? = nil,
    cause: TransportError? = nil, attempts: [ModelAttempt] = []
  ) {
    self.code = code
    self.message = message
    self.next = next
    self.status = status
    self.cause = cause
    self.attempts = attempts
  }
}

extension ModelAPIError {
  /// The error of a call that is not sent, because this is what became of another one.
  func ofUnsentCall(_ attempts: [ModelAttempt]) -> ModelAPIError {
    ModelAPIError(
      code, "not sent, since \(message)", next: next, status: status, cause: cause,
      attempts: attempts)
  }
}

extension ModelAPIError: CustomStringConvertible {
  public var description: String { next.isEmpty ? message : "\(message). \(next)" }
}
