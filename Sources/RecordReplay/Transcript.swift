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

  /// A call that read the answer out of what the trial said, and its result.
  public struct ExtractionCall: Sendable {
    /// What was asked.
    public var call: ModelCall
    /// What came back.
    public var result: RecordedCompletion
  }

  /// The exchanges, in the order in which the trial asked.
  public internal(set) var steps: [Step] = []
  /// The call in the lane of extraction; `nil` where none was made.
  public internal(set) var extraction: ExtractionCall?

  /// Creates a transcript of nothing.
  public init() {}
}
