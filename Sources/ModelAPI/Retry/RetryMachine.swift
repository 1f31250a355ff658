import HTTP

/// The tries of one call as a pure state machine: an outcome goes in, an action comes out.
public struct RetryMachine: Hashable, Sendable {
  /// The policy.
  public let policy: RetryPolicy
  /// The tries so far.
  public private(set) var attempts = 0

  /// Creates a machine before the first try.
  public init(_ policy: RetryPolicy) {
    self.policy = policy
  }

  /// What to do after a try.
  ///
  /// - Parameters:
  ///   - outcome: What the try came to.
  ///   - elapsed: The time since the first try began.
  ///   - jitter: A random number from 0 to 1.
  public mutating func next(
    after outcome: AttemptOutcome, elapsed: Duration, jitter: Double
  ) -> RetryAction {
    attempts += 1
    switch Self.verdict(on: outcome) {
    case .succeed: return .succeed
    case .giveUp(let reason): return .giveUp(reason)
    case .retry(let asked): return retry(asked: asked, elapsed: elapsed, jitter: jitter)
    }
  }

  private func retry(asked: Duration?, elapsed: Duration, jitter: Double) -> RetryAction {
    guard attempts < policy.maximumAttempts else { return .giveUp(.attemptsExhausted) }
    if let asked, asked > policy.serverWaitCap { return .giveUp(.serverWait(asked)) }
    let wait = asked ?? backoff(jitter: jitter)
    guard elapsed + wait <= policy.deadline else { return .giveUp(.deadline) }
    return .retry(after: wait)
  }

  private func backoff(jitter: Double) -> Duration {
    var wait = policy.firstWait
    var doublings = attempts - 1
    while doublings > 0, wait < policy.longestWait {
      wait = wait * 2
      doublings -= 1
    }
    let part = min(max(policy.jitter, 0), 1) * min(max(jitter, 0), 1)
    return min(wait, policy.longestWait) * (1 - part)
  }
}

// MARK: - What an outcome means

extension RetryMachine {
  private enum Verdict {
    case succeed
    case retry(asked: Duration?)
    case giveUp(GiveUpReason)
  }

  private static func verdict(on outcome: AttemptOutcome) -> Verdict {
    switch outcome {
    case .response(let signs): verdict(on: signs)
    case .failure(.interrupted), .failure(.refused), .failure(.reset), .failure(.timeout),
      .failure(.unresolved):
      .retry(asked: nil)
    case .failure(.badURL), .failure(.cancelled), .failure(.tls), .failure(.tooLarge):
      .giveUp(.final)
    }
  }

  private static func verdict(on signs: ResponseSigns) -> Verdict {
    switch signs.status {
    case 200..<300: return verdict(onBody: signs)
    case 402: return .giveUp(.quotaExhausted)
    case 429 where signs.isQuotaExhausted: return .giveUp(.quotaExhausted)
    case 400... where signs.demandsRetry: return .retry(asked: signs.retryAfter)
    // A body that is too large is told by whatever stands in front of the model, in any form.
    case 413: return .succeed
    case 400, 422: return signs.form == .json ? .succeed : .giveUp(.notJSON)
    case 500 where signs.isUnreadableAnswer: return .succeed
    // Not implemented, and a version of HTTP that is not spoken: both stay so.
    case 501, 505: return .giveUp(.final)
    case 408, 409, 429, 500...:
      return signs.forbidsRetry ? .giveUp(.final) : .retry(asked: signs.retryAfter)
    default: return .giveUp(.final)
    }
  }

  private static func verdict(onBody signs: ResponseSigns) -> Verdict {
    if signs.isQuotaExhausted { return .giveUp(.quotaExhausted) }
    switch signs.form {
    case .json: return .succeed
    case .brokenJSON: return .retry(asked: nil)
    case .other: return .giveUp(.notJSON)
    }
  }
}
