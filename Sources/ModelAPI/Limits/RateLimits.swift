/// What a provider allows one account with one model in a minute, as far as it is known beforehand.
public struct RateLimits: Hashable, Sendable {
  /// The most requests in any sixty seconds; `nil` where nobody named one.
  public var requestsPerMinute: Int?
  /// The most tokens, prompt and answer together, in any sixty seconds; `nil` where nobody named one.
  public var tokensPerMinute: Int?

  /// Creates limits.
  public init(requestsPerMinute: Int? = nil, tokensPerMinute: Int? = nil) {
    self.requestsPerMinute = requestsPerMinute
    self.tokensPerMinute = tokensPerMinute
  }
}
