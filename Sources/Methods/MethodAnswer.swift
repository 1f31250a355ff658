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

  /// Whether code was run, here or by the provider.
  public var ranCode: Bool { execution != nil || !completion.hostedRuns.isEmpty }

  /// What code printed last: the bench's run, or else the last of the provider's that printed
  /// something.
  public var printed: [UInt8]? {
    if let execution { return execution.stdout }
    let runs = completion.hostedRuns
    let told = runs.last { $0.stdout.utf8.contains { $0 > 0x20 } } ?? runs.last
    return told.map { Array($0.stdout.utf8) }
  }

  /// Whether the last run of code failed.
  public var codeFailed: Bool {
    if let execution { return !execution.succeeded }
    return completion.hostedRuns.last.map { !$0.succeeded } ?? false
  }

  /// Whether the model neither said anything nor asked for anything, and no code was run.
  public var isEmpty: Bool {
    !ranCode && completion.toolCalls.isEmpty && !completion.text.utf8.contains { $0 > 0x20 }
  }

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
