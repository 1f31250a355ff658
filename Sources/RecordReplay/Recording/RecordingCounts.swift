public import ModelAPI

/// What a recording has done so far.
public struct RecordingCounts: Hashable, Sendable {
  /// Answers that were there already, in a sealed cassette or the journal.
  public var hits = 0
  /// Answers that another trial was waiting for at the same time.
  public var shared = 0
  /// Model calls of the trials' own made and kept.
  public var calls = 0
  /// Model calls made and kept that read an answer out of what a trial said.
  public var extractions = 0
  /// Runs of code made and kept.
  public var executions = 0
  /// Model calls and runs in flight.
  public var inFlight = 0
  /// Attempts beyond the first of each call.
  public var retries = 0
  /// Tokens of all calls made, of those that read answers too: what the recording is billed for.
  public var usage = TokenUsage.zero

  /// Creates counts of nothing.
  public init() {}
}

extension RecordingCounts {
  /// The counts of two recorders together.
  public static func + (left: RecordingCounts, right: RecordingCounts) -> RecordingCounts {
    var sum = left
    sum.hits += right.hits
    sum.shared += right.shared
    sum.calls += right.calls
    sum.extractions += right.extractions
    sum.executions += right.executions
    sum.inFlight += right.inFlight
    sum.retries += right.retries
    sum.usage = sum.usage + right.usage
    return sum
  }
}
