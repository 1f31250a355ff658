public import RecordReplay

/// A way to steer a model between code execution and textual reasoning (paper, section 2).
///
/// A method is a pure value: what it asks depends on the question, its prompts, its options and the
/// answers, and on nothing else.
public protocol SteeringMethod: Sendable {
  /// What it is called and what it needs.
  var description: MethodDescription { get }

  /// Answers a question through the deck's two verbs.
  ///
  /// An error that the provider reports for a request is not thrown: it is part of the answer.
  func answer(
    _ question: MethodQuestion, options: MethodOptions, on deck: some Deck
  ) async throws(DeckError) -> MethodAnswer
}
