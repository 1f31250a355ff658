public import CodeExecution
public import ModelAPI

/// The outside world, as far as a trial may touch it: model calls and runs of code.
///
/// Only decks that record or run live are given one.
public struct LiveWorld: Sendable {
  /// Calls the model; retries are its business, and the reply lists every attempt.
  public var complete: @Sendable (ModelCall) async throws(DeckError) -> ModelReply
  /// Runs code in the sandbox.
  public var execute: @Sendable (ExecutionRequest) async throws(DeckError) -> ExecutionOutcome

  /// Creates a world.
  public init(
    complete: @escaping @Sendable (ModelCall) async throws(DeckError) -> ModelReply,
    execute: @escaping @Sendable (ExecutionRequest) async throws(DeckError) -> ExecutionOutcome
  ) {
    self.complete = complete
    self.execute = execute
  }
}
