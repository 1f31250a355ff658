import Basics
public import ModelAPI
import Sweeps

/// What it took to read an answer by a model: accounted apart, and never a part of the trial's own
/// calls, tokens and runtime.
public struct ExtractionCost: Hashable, Sendable {
  /// Model calls: one where the model was asked, otherwise none.
  public var calls: Int
  /// Tokens of the calls.
  public var usage: TokenUsage
  /// Recorded service time of the calls, in microseconds.
  public var serviceMicroseconds: Int
  /// Recorded waits before retries, in microseconds.
  public var waitMicroseconds: Int

  /// Creates a cost; by default that of asking nobody.
  public init(
    calls: Int = 0, usage: TokenUsage = .zero, serviceMicroseconds: Int = 0,
    waitMicroseconds: Int = 0
  ) {
    self.calls = calls
    self.usage = usage
    self.serviceMicroseconds = serviceMicroseconds
    self.waitMicroseconds = waitMicroseconds
  }

  /// Adds another cost; sums that would overflow stay at the largest number.
  public mutating func add(_ other: ExtractionCost) {
    calls = calls.addingSaturated(other.calls)
    usage = usage + other.usage
    serviceMicroseconds = serviceMicroseconds.addingSaturated(other.serviceMicroseconds)
    waitMicroseconds = waitMicroseconds.addingSaturated(other.waitMicroseconds)
  }
}
