import ModelAPI
import RecordReplay

/// Method 2: the model is told to reason in text.
struct AllText: SteeringMethod {
  let description = MethodDescription(
    name: "all-text", title: "All Text", shortTitle: "AllText", number: 2,
    summary: "A prompt asks for step by step reasoning in text, without code.",
    prompts: [.allText, .turnWithCode, .turnWithoutCode], allowsTurns: true)

  func answer(
    _ question: MethodQuestion, options: MethodOptions, on deck: some Deck
  ) async throws(DeckError) -> MethodAnswer {
    try await TurnLoop(options).run(Self.opening(question, options), on: deck)
  }

  /// The first message.
  static func opening(_ question: MethodQuestion, _ options: MethodOptions) -> Conversation {
    .asking([options.prompts[.allText], .blankLine, question.text])
  }
}
