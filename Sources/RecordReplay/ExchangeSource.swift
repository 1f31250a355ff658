public import CodeExecution

/// Where a deck's answers come from: a cassette, the world through a recorder, or the world alone.
public protocol ExchangeSource {
  /// The result of a model call.
  func completion(of call: ModelCall) async throws(DeckError) -> RecordedCompletion

  /// The outcome of a run of code.
  func execution(of run: CodeRun) async throws(DeckError) -> ExecutionOutcome
}
