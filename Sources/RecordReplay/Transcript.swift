public import CodeExecution

/// What happened in one trial: its exchanges in order.
public struct Transcript: Sendable {
  /// One exchange.
  public enum Step: Sendable {
    /// A model call and its result.
    case completion(ModelCall, RecordedCompletion)
    /// A run of code and its outcome.
    case execution(CodeRun, ExecutionOutcome)
  }

  /// The exchanges, in the order in which the trial asked.
  public internal(set) var steps: [Step] = []

  /// Creates a transcript of nothing.
  public init() {}
}
