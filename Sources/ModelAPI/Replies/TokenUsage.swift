/// Tokens of one or more model calls in five disjoint counters; a counter that the provider did not
/// report is unknown, never zero.
public struct TokenUsage: Hashable, Sendable {
  /// Prompt tokens that were neither read from nor written to a cache.
  public var freshInput: Int?
  /// Prompt tokens read from the provider's cache.
  public var cacheRead: Int?
  /// Prompt tokens written to the provider's cache.
  public var cacheWrite: Int?
  /// Answer tokens that the caller can see.
  public var visibleOutput: Int?
  /// Answer tokens spent on hidden reasoning.
  public var reasoningOutput: Int?
  /// All prompt tokens, where the provider reported their number and not how it divides.
  public var undividedInput: Int?
  /// All answer tokens, where the provider reported their number and not how it divides.
  public var undividedOutput: Int?

  /// Creates a usage.
  public init(
    freshInput: Int? = nil, cacheRead: Int? = nil, cacheWrite: Int? = nil,
    visibleOutput: Int? = nil, reasoningOutput: Int? = nil, undividedInput: Int? = nil,
    undividedOutput: Int? = nil
  ) {
    self.freshInput = freshInput
    self.cacheRead = cacheRead
    self.cacheWrite = cacheWrite
    self.visibleOutput = visibleOutput
    self.reasoningOutput = reasoningOutput
    self.undividedInput = undividedInput
    self.undividedOutput = undividedOutput
  }

  /// No call at all: every counter is known to be zero.
  public static let zero = TokenUsage(
    freshInput: 0, cacheRead: 0, cacheWrite: 0, visibleOutput: 0, reasoningOutput: 0)

  /// The sum, counter by counter; a counter that is unknown on either side is unknown.
  public static func + (left: TokenUsage, right: TokenUsage) -> TokenUsage {
    var usage = TokenUsage(
      freshInput: sum(left.freshInput, right.freshInput),
      cacheRead: sum(left.cacheRead, right.cacheRead),
      cacheWrite: sum(left.cacheWrite, right.cacheWrite),
      visibleOutput: sum(left.visibleOutput, right.visibleOutput),
      reasoningOutput: sum(left.reasoningOutput, right.reasoningOutput))
    if usage.input == nil { usage.undividedInput = sum(left.input, right.input) }
    if usage.output == nil { usage.undividedOutput = sum(left.output, right.output) }
    return usage
  }

  /// All prompt tokens, divided or not; `nil` if their number is unknown.
  public var input: Int? {
    Self.sum(Self.sum(freshInput, cacheRead), cacheWrite) ?? undividedInput
  }

  /// All answer tokens, divided or not; `nil` if their number is unknown.
  public var output: Int? { Self.sum(visibleOutput, reasoningOutput) ?? undividedOutput }

  /// All prompt and answer tokens; `nil` if a counter is unknown.
  public var total: Int? {
    let counters = [freshInput, cacheRead, cacheWrite, visibleOutput, reasoningOutput]
    return counters.reduce(0) { Self.sum($0, $1) }
  }

  private static func sum(_ left: Int?, _ right: Int?) -> Int? {
    guard let left, let right else { return nil }
    let (sum, overflow) = left.addingReportingOverflow(right)
    return overflow ? nil : sum
  }
}
