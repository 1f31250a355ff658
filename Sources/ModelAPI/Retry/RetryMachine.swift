import Basics
public import HTTP

/// When a failed call is tried again, and how long to wait before.
///
/// The numbers are the official clients' own: half a second, doubled up to eight seconds, a quarter
/// of it taken off at random.
public struct RetryPolicy: Hashable, Sendable {
  /// The most tries of one call.
  public var maximumAttempts: Int
  /// The longest time from the first try to the start of the last.
  public var deadline: Duration
  /// The wait after the first failure; each further failure doubles it.
  public var firstWait: Duration
  /// The longest wait that is not asked for by the server.
  public var longestWait: Duration
  /// The largest part of a wait that is taken off at random, from 0 to 1.
  public var jitter: Double
  /// The longest wait that a server may ask for; a server that asks for more is given up.
  public var serverWaitCap: Duration

  /// What sweeps use where they name nothing.
  public static let standard = RetryPolicy()

  /// One try and no more.
  public static let never = RetryPolicy(maximumAttempts: 1)

  /// Creates a policy.
  public init(
    maximumAttempts: Int = 8, deadline: Duration = .seconds(1800),
    firstWait: Duration = .milliseconds(500), longestWait: Duration = .seconds(8),
    jitter: Double = 0.25, serverWaitCap: Duration = .seconds(120)
  ) {
    self.maximumAttempts = maximumAttempts
    self.deadline = deadline
    self.firstWait = firstWait
    self.longestWait = longestWait
    self.jitter = jitter
    self.serverWaitCap = serverWaitCap
  }
}

/// What a try came to, as far as trying again depends on it.
public enum AttemptOutcome: Hashable, Sendable {
  /// A response.
  case response(ResponseSigns)
  /// No whole response.
  case failure(TransportError.Code)
}

/// The signs in a response that say whether to try again.
public struct ResponseSigns: Hashable, Sendable {
  /// What a body is.
  public enum Form: Hashable, Sendable {
    /// A whole JSON object.
    case json
    /// The start of a JSON object, cut or broken.
    case brokenJSON
    /// Something else, such as a web page.
    case other
  }

  /// The status.
  public var status: Int
  /// What the body is.
  public var form: Form
  /// The wait that the server asks for.
  public var retryAfter: Duration?
  /// Whether the server forbids another try.
  public var forbidsRetry: Bool
  /// Whether the server asks for another try, whatever the status says.
  public var demandsRetry: Bool
  /// Whether the account has no credit left.
  public var isQuotaExhausted: Bool
  /// Whether the server says that it could not read what its own model wrote: the same request would
  /// end the same way.
  public var isUnreadableAnswer: Bool

  /// Creates signs.
  public init(
    status: Int, form: Form = .json, retryAfter: Duration? = nil, forbidsRetry: Bool = false,
    demandsRetry: Bool = false, isQuotaExhausted: Bool = false, isUnreadableAnswer: Bool = false
  ) {
    self.status = status
    self.form = form
    self.retryAfter = retryAfter
    self.forbidsRetry = forbidsRetry
    self.demandsRetry = demandsRetry
    self.isQuotaExhausted = isQuotaExhausted
    self.isUnreadableAnswer = isUnreadableAnswer
  }
}

/// What to do after a try.
public enum RetryAction: Hashable, Sendable {
  /// The response belongs to the request: it is the result.
  case succeed
  /// Wait, then try again.
  case retry(after: Duration)
  /// There will be no result.
  case giveUp(GiveUpReason)
}

/// Why there is no further try.
public enum GiveUpReason: Hashable, Sendable {
  /// Another try would end the same way.
  case final
  /// The account has no credit left.
  case quotaExhausted
  /// The body is not JSON: something else answers there.
  case notJSON
  /// Every try failed.
  case attemptsExhausted
  /// The next try would start too late.
  case deadline
  /// The server asks for a longer wait than allowed.
  case serverWait(Duration)
}

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
    // Before the tries are counted: it concerns every other call to the server too.
    if let asked, asked > policy.serverWaitCap { return .giveUp(.serverWait(asked)) }
    guard attempts < policy.maximumAttempts else { return .giveUp(.attemptsExhausted) }
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
    case .failure(.badURL), .failure(.cancelled), .failure(.noLibrary), .failure(.tls),
      .failure(.tooLarge):
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

extension ResponseSigns {
  /// Reads the signs of a response.
  init(_ response: HTTPResponse, as format: any WireFormat.Type = OpenAIChatFormat.self) {
    self.init(
      status: response.status, form: Form(response, as: format),
      retryAfter: RetryAfter.read(response),
      forbidsRetry: response.header("x-should-retry") == "false",
      demandsRetry: response.header("x-should-retry") == "true")
    // Not every server that counts says how long to wait: its limits then do.
    if status == 429, retryAfter == nil { retryAfter = ServerLimits(response).resetOfUsedUp }
    if (200..<300).contains(status) {
      isQuotaExhausted = AnswerFailure(response.body, as: format)?.isQuotaExhausted == true
    }
    // Only an error's body is worth a second reading.
    guard status == 429 || status == 500 else { return }
    let error = response.body.withUnsafeBufferPointer { ProviderErrorBody($0) }
    isQuotaExhausted = status == 429 && error.isQuotaExhausted
    isUnreadableAnswer = status == 500 && error.isUnreadableAnswer
  }
}

extension ResponseSigns.Form {
  /// What a response's body is.
  ///
  /// A stream stands for the answer that it makes up, and is broken where that has no end; so is a
  /// good status with an error that another try may not meet, or with JSON that is no reply.
  init(_ response: HTTPResponse, as format: any WireFormat.Type) {
    guard (200..<300).contains(response.status) else {
      self.init(response.body)
      return
    }
    if AnswerFailure(response.body, as: format)?.isPassing == true
      || NoReply.isJSON(response.body, as: format)
    {
      self = .brokenJSON
    } else if let end = StreamRecord.End(response.body, as: format) {
      self = end == .cut ? .brokenJSON : .json
    } else {
      self.init(response.body)
    }
  }

  /// What a body is.
  init(_ body: [UInt8]) {
    self = body.withUnsafeBufferPointer { buffer in
      var cursor = JSONCursor(buffer, options: .tolerant)
      do {
        guard try cursor.peek() == .object else { return .other }
      } catch {
        return .other
      }
      do {
        try cursor.skipValue()
        try cursor.finish()
        return .json
      } catch {
        return .brokenJSON
      }
    }
  }
}
