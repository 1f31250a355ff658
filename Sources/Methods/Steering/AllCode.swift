import ModelAPI
import RecordReplay

/// Method 3: the model is told to answer with code.
struct AllCode: SteeringMethod {
  let description = MethodDescription(
    name: "all-code", title: "All Code", shortTitle: "AllCode", number: 3,
    summary: "A prompt asks for an answer by code alone.",
    prompts: [.allCode, .turnWithCode, .turnWithoutCode], allowsTurns: true)

  func answer(
    _ question: MethodQuestion, options: MethodOptions, on deck: some Deck
  ) async throws(DeckError) -> MethodAnswer {
    try await TurnLoop(options).run(Self.opening(question, options), on: deck)
  }

  /// The first message.
  static func opening(_ question: MethodQuestion, _ options: MethodOptions) -> Conversation {
    .asking([options.prompts[.allCode], .blankLine, question.text])
  }
}
