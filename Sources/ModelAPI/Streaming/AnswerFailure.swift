import Basics

/// An error that a provider told after it had answered with a good status: in the middle of a stream,
/// or as an answer that says that it failed.
struct AnswerFailure {
  private let failure: ProviderFailure

  /// The failure in a body; `nil` where it is an answer, or was never whole.
  init?(_ body: [UInt8], as format: any WireFormat.Type) {
    let outcome = body.withUnsafeBufferPointer { format.decode(body: $0, status: 200) }
    guard case .providerError(let failure) = outcome, failure.kind != .response,
      failure.code != Self.brokenStream
    else { return nil }
    self.failure = failure
  }

  /// The code of a stream that ended before the answer had.
  static let brokenStream = "broken_stream"

  /// Codes and types of errors that belong to the request or to the answer.
  ///
  /// Another try would meet them again. Whatever is not among them counts as an outage, so that no
  /// outage becomes a score.
  private static let lasting = [
    "invalid", "policy", "context_length", "context_size", "context_window", "content_filter",
    "moderation", "not_supported", "unsupported", "too_large", "not_found", "permission",
    "authentication", "billing", "image_", "safety", "refus", "data_residency",
    "generation_failed",
  ]

  /// Whether another try may end otherwise.
  var isPassing: Bool {
    if isQuotaExhausted || failure.isUnreadableAnswer { return false }
    if let number = Int(failure.code) {
      return number == 408 || number == 409 || number == 429 || number >= 500
    }
    let code = failure.code.lowercased()
    return !Self.lasting.contains { code.contains($0) }
  }

  /// Whether the account has no credit left: waiting does not help.
  var isQuotaExhausted: Bool {
    ["insufficient_quota", "billing_hard_limit_reached"].contains(failure.code)
  }
}

extension ProviderFailure {
  /// Whether the server could not read what its model wrote; see ``ProviderErrorBody``.
  fileprivate var isUnreadableAnswer: Bool { ProviderErrorBody.saysUnreadableAnswer(message) }
}
