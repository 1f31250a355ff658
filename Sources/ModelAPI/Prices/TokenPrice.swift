/// What the tokens of a model cost, each a token.
public struct TokenPrice: Hashable, Sendable {
  /// Prompt tokens that touch no cache.
  public var freshInput: Money
  /// Prompt tokens read from the provider's cache; the fresh price where the provider has no other.
  public var cacheRead: Money
  /// Prompt tokens written to the provider's cache; the fresh price where the provider has no other.
  public var cacheWrite: Money
  /// Answer tokens; hidden reasoning is billed as answer.
  public var output: Money

  /// Creates a price.
  public init(freshInput: Money, cacheRead: Money? = nil, cacheWrite: Money? = nil, output: Money) {
    self.freshInput = freshInput
    self.cacheRead = cacheRead ?? freshInput
    self.cacheWrite = cacheWrite ?? freshInput
    self.output = output
  }

  /// Nothing at all: a model on one's own machine.
  public static let free = TokenPrice(freshInput: .zero, output: .zero)

  /// What a usage costs; `nil` where a counter that it depends on is unknown.
  ///
  /// Input that the provider did not divide is charged as fresh, its highest usual price: a cost
  /// must not look smaller than it was.
  public func cost(of usage: TokenUsage) -> Money? {
    guard let input = inputCost(of: usage), let tokens = usage.output else { return nil }
    return input + output * tokens
  }

  private func inputCost(of usage: TokenUsage) -> Money? {
    guard let fresh = usage.freshInput, let read = usage.cacheRead, let write = usage.cacheWrite
    else { return usage.input.map { max(freshInput, cacheWrite) * $0 } }
    return freshInput * fresh + cacheRead * read + cacheWrite * write
  }
}
