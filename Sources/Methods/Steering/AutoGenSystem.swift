import ModelAPI
import RecordReplay

/// Method 6: an agent's general instructions are the system message.
struct AutoGenSystem: SteeringMethod {
  let description = MethodDescription(
    name: "autogen-system", title: "AutoGen System", shortTitle: "AG-System", number: 6,
    summary: "General instructions of a code-running agent as the system message.",
    prompts: [.autoGen, .turnWithCode, .turnWithoutCode], allowsTurns: true,
    needsSystemMessage: true)

  func answer(
    _ question: MethodQuestion, options: MethodOptions, on deck: some Deck
  ) async throws(DeckError) -> MethodAnswer {
    let opening = Conversation.asking([question.text], system: options.prompts[.autoGen])
    return try await TurnLoop(options).run(opening, on: deck)
  }
}
