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
  /// Runs code and finds out how far it depends on chance; `nil` where nobody wants to know.
  public var classify: (@Sendable (ExecutionRequest) async throws(DeckError) -> ClassifiedOutcome)?

  /// Creates a world.
  public init(
    complete: @escaping @Sendable (ModelCall) async throws(DeckError) -> ModelReply,
    execute: @escaping @Sendable (ExecutionRequest) async throws(DeckError) -> ExecutionOutcome,
    classify: (@Sendable (ExecutionRequest) async throws(DeckError) -> ClassifiedOutcome)? = nil
  ) {
    self.complete = complete
    self.execute = execute
    self.classify = classify
  }
}

/// What code did, and how far that depends on chance.
public struct ClassifiedOutcome: Hashable, Sendable {
  /// What it did the first time.
  public var outcome: ExecutionOutcome
  /// How far that depends on chance; `nil` where nobody wanted to know.
  public var executionClass: ExecutionClass?

  /// Creates an outcome with its class.
  public init(_ outcome: ExecutionOutcome, _ executionClass: ExecutionClass? = nil) {
    self.outcome = outcome
    self.executionClass = executionClass
  }
}

extension LiveWorld {
  /// Runs code once, or as often as its class takes.
  func run(_ request: ExecutionRequest) async throws(DeckError) -> ClassifiedOutcome {
    if let classify { return try await classify(request) }
    return ClassifiedOutcome(try await execute(request))
  }
}
