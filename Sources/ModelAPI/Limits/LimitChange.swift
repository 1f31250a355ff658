public import HTTP

/// A change in how fast an endpoint is asked, with its reason.
public struct LimitChange: Hashable, Sendable {
  /// What changes.
  public enum Kind: Hashable, Sendable {
    /// Calls in flight at once.
    case concurrency(from: Int, to: Int)
    /// The number of calls at once does not grow for so long.
    case growthPaused(Duration)
    /// No call is sent for so long.
    case hold(Duration)
  }

  /// Why.
  public enum Reason: Hashable, Sendable {
    /// The server said that there were too many requests.
    case throttled(status: Int)
    /// The server failed.
    case serverError(status: Int)
    /// The connection failed.
    case connection(TransportError.Code)
    /// The server answered as it should.
    case answered
    /// The server asked for the wait.
    case serverAsked(status: Int)
    /// The server's headers say that no requests are left.
    case requestsUsedUp
    /// The server's headers say that too few tokens are left.
    case tokensUsedUp
    /// The requests of the last minute reach the known limit.
    case requestsPerMinute(Int)
    /// The tokens of the last minute reach the known limit.
    case tokensPerMinute(Int)
  }

  /// What changes.
  public let kind: Kind
  /// Why.
  public let reason: Reason

  /// Creates a change.
  public init(_ kind: Kind, _ reason: Reason) {
    self.kind = kind
    self.reason = reason
  }
}

extension LimitChange: CustomStringConvertible {
  public var description: String { "\(kind): \(reason)" }
}

extension LimitChange.Kind: CustomStringConvertible {
  public var description: String {
    switch self {
    case .concurrency(let before, let after): "\(before) -> \(after) calls at once"
    case .growthPaused(let pause): "no more calls at once for \(Self.seconds(pause)) s"
    case .hold(let wait): "no call for \(Self.seconds(wait)) s"
    }
  }

  /// Seconds with one decimal, rounded up: a wait must not look shorter than it is.
  private static func seconds(_ duration: Duration) -> String {
    let tenths = (max(duration.microseconds, 0) + 99_999) / 100_000
    return tenths.isMultiple(of: 10) ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)"
  }
}

extension LimitChange.Reason: CustomStringConvertible {
  public var description: String {
    switch self {
    case .throttled(let status): "throttled (\(status))"
    case .serverError(let status): "the server failed (\(status))"
    case .connection(let code): "\(TransportError(code))"
    case .answered: "the server answers"
    case .serverAsked(let status): "the server asked for it (\(status))"
    case .requestsUsedUp: "its headers leave no requests"
    case .tokensUsedUp: "its headers leave too few tokens"
    case .requestsPerMinute(let limit): "the limit of \(limit) requests per minute"
    case .tokensPerMinute(let limit): "the limit of \(limit) tokens per minute"
    }
  }
}
