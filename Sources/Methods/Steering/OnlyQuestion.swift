import RecordReplay

/// Method 1: the question and nothing else.
struct OnlyQuestion: SteeringMethod {
  let description = MethodDescription(
    name: "only-question", title: "Only Question", shortTitle: "OnlyQ", number: 1,
    summary: "The question alone; code in the reply is run.",
    prompts: [.turnWithCode, .turnWithoutCode], allowsTurns: true)

  func answer(
    _ question: MethodQuestion, options: MethodOptions, on deck: some Deck
  ) async throws(DeckError) -> MethodAnswer {
    try await TurnLoop(options).run(.asking([question.text]), on: deck)
  }
}
