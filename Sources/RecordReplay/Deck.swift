public import CodeExecution
public import ModelAPI

/// What a trial talks to: the two things that a method may ask of the outside world.
///
/// A method cannot tell whether the answers come from a cassette or from the network.
public protocol Deck {
  /// Asks the trial's model to go on with a conversation.
  ///
  /// An error that the provider reports for the request itself is not thrown: it is an outcome.
  func complete(_ request: CompletionRequest) async throws(DeckError) -> CompletionOutcome

  /// Runs Python under the sweep's limits.
  ///
  /// A program that fails, or is killed at a limit, is not an error: it is an outcome.
  func execute(_ code: String) async throws(DeckError) -> ExecutionOutcome
}
