import ModelAPI
import RecordReplay

/// Method 4: the model is told to plan, then to answer with code.
struct AllCodeCoT: SteeringMethod {
  let description = MethodDescription(
    name: "all-code-cot", title: "All Code + CoT", shortTitle: "Code+CoT", number: 4,
    summary: "A prompt asks for a plan in text, then for code.",
    prompts: [.allCodeCoT, .turnWithCode, .turnWithoutCode], allowsTurns: true)

  func answer(
    _ question: MethodQuestion, options: MethodOptions, on deck: some Deck
  ) async throws(DeckError) -> MethodAnswer {
    try await TurnLoop(options).run(Self.opening(question, options), on: deck)
  }

  /// The first message.
  static func opening(_ question: MethodQuestion, _ options: MethodOptions) -> Conversation {
    .asking([options.prompts[.allCodeCoT], .blankLine, question.text])
  }
}
