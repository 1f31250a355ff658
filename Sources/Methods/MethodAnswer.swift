public import CodeExecution
public import ModelAPI

/// One reply of a model and the run of its code.
public struct MethodTurn: Hashable, Sendable {
  /// What the model said.
  public var completion: Completion
  /// The reply without its Python blocks: where an answer in prose would stand.
  public var prose: String
  /// The run of the reply's first runnable block, or of the code that it called the tool with.
  public var execution: ExecutionOutcome?

  /// Creates a turn.
  public init(completion: Completion, prose: String, execution: ExecutionOutcome? = nil) {
    self.completion = completion
    self.prose = prose
    self.execution = execution
  }
}

/// What a method made of a question.
public struct MethodAnswer: Hashable, Sendable {
  /// Which of a turn's texts is read for the answer first.
  public enum Reading: Hashable, Sendable {
    /// What the code printed, then the prose: code replaces the reply (paper, section 2).
    case outputFirst
    /// The prose, then what the code printed: a code interpreter's model sees the output and has the
    /// last word.
    case proseFirst
  }

  /// The replies whose texts may hold the answer, oldest first.
  public var turns: [MethodTurn]
  /// Which text of a turn is read first.
  public var reading: Reading
  /// The provider's error that ended the trial early.
  public var failure: ProviderFailure?

  /// Creates an answer.
  public init(
    turns: [MethodTurn], reading: Reading = .outputFirst, failure: ProviderFailure? = nil
  ) {
    self.turns = turns
    self.reading = reading
    self.failure = failure
  }
}
