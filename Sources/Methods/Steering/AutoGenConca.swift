import ModelAPI
import RecordReplay

/// Method 5: an agent's general instructions stand before the question.
struct AutoGenConca: SteeringMethod {
  let description = MethodDescription(
    name: "autogen-conca", title: "AutoGen Conca.", shortTitle: "AG-Conca", number: 5,
    summary: "General instructions of a code-running agent, joined with the question.",
    prompts: [.autoGen, .turnWithCode, .turnWithoutCode], allowsTurns: true)

  func answer(
    _ question: MethodQuestion, options: MethodOptions, on deck: some Deck
  ) async throws(DeckError) -> MethodAnswer {
    try await TurnLoop(options).run(Self.opening(question, options), on: deck)
  }

  /// The first message.
  static func opening(_ question: MethodQuestion, _ options: MethodOptions) -> Conversation {
    .asking([options.prompts[.autoGen], .blankLine, question.text])
  }
}
